#include "tests/domain/matrix.h"

#include <capnp/schema.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>

#include "domain/words.h"
#include "schemas/text.h"

namespace htq::tests {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> parted(const std::string& text, char at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

/// Enumerants by the name that `spelled` gives them.
template <typename Enum>
std::map<std::string, Enum> by_name(const std::function<std::string(Enum)>& spelled) {
  std::map<std::string, Enum> names;
  for (const auto enumerant : capnp::Schema::from<Enum>().getEnumerants())
    names.emplace(spelled(static_cast<Enum>(enumerant.getOrdinal())),
                  static_cast<Enum>(enumerant.getOrdinal()));
  return names;
}

std::string in_capitals(Stage stage) {
  std::string name = name_of_enumerant(stage);
  if (stage != Stage::NONE) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

/// The command that asks for an event, by the kind of stream and the event's name in domain.md: what happens
/// alike to several kinds has one name.
std::map<std::string, Action> actions_by_event() {
  std::map<std::string, Action> actions;
  for (const auto command : capnp::Schema::from<Command>().asStruct().getUnionFields()) {
    const auto event = command.getType().asStruct().getShortDisplayName();
    const auto action = static_cast<Action>(command.getProto().getDiscriminantValue());
    actions.emplace(name_of_enumerant(kind_of(action)) + "/" + event.cStr(), action);
  }
  return actions;
}

class Reader {
 public:
  Matrix read() {
    std::ifstream file(HTQ_SOURCE_DIR "/tests/domain/matrix.txt");
    if (!file) wrong("tests/domain/matrix.txt is not there");
    for (std::string line; std::getline(file, line);) {
      ++number_;
      line = trimmed(line.substr(0, line.find('#')));
      if (line.empty()) continue;
      if (line.front() == '[')
        section_ = line.substr(1, line.size() - 2);
      else if (section_ == "stages")
        read_group(line);
      else if (section_ == "case")
        read_line(line, matrix_.cases, stages_);
      else
        read_line(line, matrix_.office, standings_);
    }
    return std::move(matrix_);
  }

 private:
  void wrong(const std::string& what) {
    matrix_.errors.push_back("matrix.txt:" + std::to_string(number_) + ": " + what);
  }

  template <typename Value>
  std::set<Value> values(const std::string& text, const std::map<std::string, std::set<Value>>& known) {
    std::set<Value> found;
    for (const std::string& word : parted(text, ',')) {
      const auto meant = known.find(word);
      if (meant == known.end())
        wrong("\"" + word + "\" is not known");
      else
        found.insert(meant->second.begin(), meant->second.end());
    }
    return found;
  }

  void read_group(const std::string& line) {
    const auto parts = parted(line, '=');
    if (parts.size() != 2) return wrong("a group is written as: name = stages");
    stages_[parts[0]] = values(parts[1], stages_);
  }

  template <typename Place>
  void read_line(const std::string& line, std::vector<MatrixLine<Place>>& lines,
                 const std::map<std::string, std::set<Place>>& places) {
    const auto parts = parted(line, '|');
    if (parts.size() != 4) return wrong("a line is written as: events | from | by | to");
    for (const std::string& event : parted(parts[0], ',')) {
      const auto action = actions_.find(section_ + "/" + event);
      if (action == actions_.end()) {
        wrong("no command asks for \"" + event + "\" of the section [" + section_ + "]");
        continue;
      }
      lines.push_back({.where = "matrix.txt:" + std::to_string(number_) + " " + event,
                       .action = action->second,
                       .from = values(parts[1], places),
                       .by = values(parts[2], roles_),
                       .to = parts[3] == "same" ? std::set<Place>{} : values(parts[3], places)});
    }
  }

  template <typename Enum>
  static std::map<std::string, std::set<Enum>> one_by_one(const std::function<std::string(Enum)>& spelled) {
    std::map<std::string, std::set<Enum>> names;
    for (const auto& [name, value] : by_name<Enum>(spelled)) names[name] = {value};
    return names;
  }

  std::map<std::string, std::set<Stage>> stages_ = one_by_one<Stage>(in_capitals);
  const std::map<std::string, std::set<Role>> roles_ =
      one_by_one<Role>([](Role role) { return words_of(role); });
  const std::map<std::string, std::set<Standing>> standings_ = {{"none", {Standing::none}},
                                                                {"present", {Standing::present}},
                                                                {"open", {Standing::open}},
                                                                {"ended", {Standing::ended}}};
  const std::map<std::string, Action> actions_ = actions_by_event();
  std::string section_;
  int number_ = 0;
  Matrix matrix_;
};

}  // namespace

Matrix read_matrix() {
  return Reader().read();
}

}  // namespace htq::tests

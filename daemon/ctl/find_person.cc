#include "daemon/ctl/find_person.h"

#include <set>
#include <vector>

#include "daemon/ctl/pages.h"
#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

/// Every text that the document tells of that person, wherever it stands in it.
void collect(const Json& in, const std::string& person, std::set<std::string>& texts) {
  if (in.text_of("person") == person && in.find("text") != nullptr) texts.insert(in.text_of("text"));
  if (const auto* object = in.object())
    for (const auto& [name, value] : *object) collect(value, person, texts);
  if (const auto* array = in.array())
    for (const Json& value : *array) collect(value, person, texts);
}

}  // namespace

std::string words_compared(std::string_view text) {
  std::string words = " ";
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_small = c >= 'a' && c <= 'z';
    const bool is_capital = c >= 'A' && c <= 'Z';
    const bool is_beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
    if (is_capital)
      words += static_cast<char>(c - 'A' + 'a');
    else if (is_digit || is_small || is_beyond_ascii)
      words += c;
    else if (words.back() != ' ')
      words += ' ';
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

Exit find_person(const std::string& wanted, const Settings& settings) {
  const std::string words = words_compared(wanted);
  if (words == " ") return fail(Exit::bad_usage, "a name or an address has letters or digits");
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto persons = read_rows(*daemon, "/v1/persons", "persons", {}, std::nullopt);
  if (!persons) return persons.error();
  Json::Array found;
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : persons->rows) {
    const std::string person = row.text_of("person");
    const auto entries = read_rows(*daemon, "/v1/audit", "entries", {{"person", person}}, std::nullopt);
    if (!entries) return entries.error();
    std::set<std::string> texts;
    for (const Json& entry : entries->rows) collect(entry, person, texts);
    for (const std::string& text : texts) {
      if (words_compared(text).find(words) == std::string::npos) continue;
      Json one;
      one.at("person") = {person};
      one.at("text") = {text};
      found.push_back(std::move(one));
      rows.push_back({person, text});
    }
  }
  switch (settings.form) {
    case Form::people: say_table({{"Person"}, {"Told of them"}}, rows); break;
    case Form::lines:
      for (const Json& one : found) say_document(one.write());
      break;
    case Form::json: {
      Json document;
      document.at("persons") = {std::move(found)};
      say_document(document.write());
      break;
    }
  }
  if (settings.form == Form::people)
    note(std::to_string(rows.size()) + " of " + std::to_string(persons->rows.size()) +
         " persons' texts hold these words. That all of them were read is on record.");
  return Exit::done;
}

}  // namespace htq::ctl

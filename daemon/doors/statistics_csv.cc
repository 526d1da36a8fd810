#include "daemon/doors/statistics_csv.h"

#include <capnp/dynamic.h>

#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string quoted_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

class Lines {
 public:
  explicit Lines(std::string cycle) : cycle_(std::move(cycle)) {}

  void of(std::string_view by, std::string_view value) {
    start_ = quoted_field(cycle_) + "," + std::string(by) + "," + quoted_field(value) + ",";
  }
  void add(std::string_view unit, std::string_view figure, std::uint64_t count) {
    text_ += start_ + std::string(unit) + "," + std::string(figure) + "," + std::to_string(count) + "\r\n";
  }
  std::string take() && { return "cycle,by,value,unit,figure,count\r\n" + std::move(text_); }

 private:
  std::string cycle_;
  std::string start_;
  std::string text_;
};

void add_figures(Lines& lines, std::string_view unit, answer::Figures::Reader figures) {
  const capnp::DynamicStruct::Reader all = figures;
  for (const auto field : all.getSchema().getFields())
    lines.add(unit, view(field.getProto().getName()), all.get(field).as<std::uint64_t>());
}

void add_group(Lines& lines, answer::StatisticsOfGroup::Reader group) {
  lines.of(name_of_enumerant(group.getBy()), view(group.getValue()));
  add_figures(lines, "cases", group.getCases());
  add_figures(lines, "occupations", group.getOccupations());
  for (const auto days : group.getDays()) {
    const std::string stage = string(days.getStage());
    lines.add("cases", stage + ".measured", days.getCases());
    lines.add("workingDays", stage + ".medianLow", days.getMedianLow());
    lines.add("workingDays", stage + ".medianHigh", days.getMedianHigh());
    lines.add("workingDays", stage + ".longest", days.getLongest());
  }
  for (const auto promise : group.getPromises()) {
    const std::string kind = name_of_enumerant(promise.getKind());
    lines.add("promises", kind + ".kept", promise.getKept());
    lines.add("promises", kind + ".missed", promise.getMissed());
    lines.add("promises", kind + ".open", promise.getOpen());
    lines.add("promises", kind + ".fellAway", promise.getFellAway());
  }
}

}  // namespace

std::string statistics_csv(answer::Statistics::Reader statistics) {
  Lines lines(string(statistics.getCycle()));
  const auto groups = statistics.getGroups();
  for (const auto group : groups) add_group(lines, group);
  lines.of("all", "");
  const auto responses = statistics.getResponses();
  for (const auto response : responses)
    lines.add("responses", name_of_enumerant(response.getKind()), response.getCount());
  lines.add("responses", "late", statistics.getLateResponses());
  lines.add("responses", "setAside", statistics.getSetAsideResponses());
  lines.add("cases", "fromEarlierYears", statistics.getFromEarlierYears());
  return std::move(lines).take();
}

}  // namespace htq

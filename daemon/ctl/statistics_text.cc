#include "daemon/ctl/statistics_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

constexpr Align kRight = Align::right;
constexpr std::string_view kToDecision = "submissionToDecision";
// Where a case stands now. The other figures count whatever ever came to pass.
constexpr std::array<std::string_view, 5> kNow{"inConsultation", "carriedOver", "withdrawn", "live", "open"};

std::uint64_t whole(const Json& in, std::string_view member) {
  const std::string digits = in.text_of(member);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

const Json& part_of(const Json& of, std::string_view member) {
  static const Json kNothing;
  const Json* found = of.find(member);
  return found == nullptr ? kNothing : *found;
}

std::string share_of(const Json& group, std::string_view member) {
  const Json& share = part_of(group, member);
  return share_text(whole(share, "numerator"), whole(share, "denominator"));
}

StatisticsTable figures_of(const Json& group) {
  StatisticsTable table{
      .title = "", .columns = {{"Figure"}, {"Cases", kRight}, {"Occupations", kRight}}, .rows = {}};
  const Json& occupations = part_of(group, "occupations");
  if (const Json::Object* cases = part_of(group, "cases").object())
    for (const auto& [figure, count] : *cases)
      table.rows.push_back({in_words(figure) + (std::ranges::count(kNow, figure) != 0 ? ", now" : ""),
                            count.text(), occupations.text_of(figure)});
  return table;
}

StatisticsTable shares_of(const Json& group) {
  return {.title = "",
          .columns = {{"Share of the cases decided"}, {"Cases"}},
          .rows = {{"approved outright", share_of(group, "approvedAtFirst")},
                   {"approved in the end, with required changes done", share_of(group, "approvedInTheEnd")}}};
}

StatisticsTable days_of(const Json& group) {
  StatisticsTable table{
      .title = "Working days, holds taken out",
      .columns = {{"From, or stage"}, {"Cases", kRight}, {"Median", kRight}, {"Longest", kRight}},
      .rows = {}};
  for (const Json& days : group.elements_of("days"))
    table.rows.push_back(
        {in_words(days.text_of("stage")), days.text_of("cases"), median_text(days), days.text_of("longest")});
  return table;
}

StatisticsTable promises_of(const Json& group) {
  StatisticsTable table{
      .title = "Promises to applicants",
      .columns = {{"Promise"}, {"Kept", kRight}, {"Missed", kRight}, {"Open", kRight}, {"Fell away", kRight}},
      .rows = {}};
  for (const Json& count : group.elements_of("promises"))
    table.rows.push_back({in_words(count.text_of("kind")), count.text_of("kept"), count.text_of("missed"),
                          count.text_of("open"), count.text_of("fellAway")});
  return table;
}

StatisticsTable responses_of(const Json& statistics) {
  StatisticsTable table{
      .title = "Responses to consultations", .columns = {{"From"}, {"Responses", kRight}}, .rows = {}};
  for (const Json& count : statistics.elements_of("responses"))
    table.rows.push_back({in_words(count.text_of("kind")), count.text_of("count")});
  table.rows.push_back({"late, not counted", statistics.text_of("lateResponses")});
  table.rows.push_back({"set aside, not counted", statistics.text_of("setAsideResponses")});
  return table;
}

std::string median_to_decision(const Json& group) {
  const Json::Array& days = group.elements_of("days");
  const auto found =
      std::ranges::find(days, kToDecision, [](const Json& each) { return each.text_of("stage"); });
  return found == days.end() ? "" : median_text(*found);
}

}  // namespace

std::string share_text(std::uint64_t numerator, std::uint64_t denominator) {
  std::string text = std::to_string(numerator) + " of " + std::to_string(denominator);
  if (denominator == 0) return text;
  const std::uint64_t thousandths = (numerator * 2000 + denominator) / (denominator * 2);
  return text + " (" + std::to_string(thousandths / 10) + "." + std::to_string(thousandths % 10) + " %)";
}

std::string median_text(const Json& days) {
  const std::string low = days.text_of("medianLow");
  const std::string high = days.text_of("medianHigh");
  return low == high ? low : low + " to " + high;
}

Json::Array groups_by(const Json& statistics, std::string_view kind) {
  Json::Array found;
  for (const Json& group : statistics.elements_of("groups"))
    if (group.text_of("by") == kind) found.push_back(group);
  return found;
}

std::vector<StatisticsTable> tables_of_cycle(const Json& statistics) {
  const Json::Array all = groups_by(statistics, "all");
  const Json whole_cycle = all.empty() ? Json() : all.front();
  return {figures_of(whole_cycle), shares_of(whole_cycle), days_of(whole_cycle), promises_of(whole_cycle),
          responses_of(statistics)};
}

StatisticsTable table_of_groups(const Json& statistics, std::string_view kind) {
  constexpr std::array<std::string_view, 8> kFigures{
      "started",     "submitted", "decided", "approved", "approvedWithRequiredChanges",
      "notApproved", "withdrawn", "live"};
  StatisticsTable table{.title = "",
                        .columns = {{"Group"},
                                    {"Started", kRight},
                                    {"Submitted", kRight},
                                    {"Decided", kRight},
                                    {"Approved", kRight},
                                    {"With changes", kRight},
                                    {"Not approved", kRight},
                                    {"Withdrawn", kRight},
                                    {"Live", kRight},
                                    {"Approved outright"},
                                    {"In the end"},
                                    {"Days to decision", kRight}},
                        .rows = {}};
  for (const Json& group : groups_by(statistics, kind)) {
    const Json& cases = part_of(group, "cases");
    auto& row = table.rows.emplace_back();
    const std::string value = group.text_of("value");
    row.push_back(kind == "awardingBodyKind" ? in_words(value) : value);
    for (const std::string_view figure : kFigures) row.push_back(cases.text_of(figure));
    row.push_back(share_of(group, "approvedAtFirst"));
    row.push_back(share_of(group, "approvedInTheEnd"));
    row.push_back(median_to_decision(group));
  }
  return table;
}

}  // namespace htq::ctl

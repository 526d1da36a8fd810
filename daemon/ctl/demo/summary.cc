#include "daemon/ctl/demo/summary.h"

#include "daemon/ctl/connection.h"
#include "daemon/ctl/saying.h"
#include "domain/london_text.h"
#include "schemas/json_text.h"

namespace htq::ctl::demo {
namespace {

using Standing = std::pair<std::string, std::string>;  // stage, outcome

std::map<Standing, int> standings(Show& show, const std::string& position) {
  std::map<Standing, int> found;
  std::string cursor;
  do {
    const auto page = show.play.read(
        show.people.auditor,
        with_query("/v1/cases",
                   {{"cycle", show.cycle}, {"limit", "500"}, {"cursor", cursor}, {"after", position}}));
    const auto json = page ? Json::parse(*page) : std::unexpected(std::string());
    if (!json) return found;
    for (const Json& row : json->elements_of("cases"))
      ++found[{row.text_of("stage"), row.text_of("outcome")}];
    cursor = json->text_of("next");
  } while (!cursor.empty());
  return found;
}

}  // namespace

void say_what_came_of_it(Show& show, Form form) {
  const auto found = standings(show, show.play.last_position());
  int refused = 0;
  Json refusals{Json::Object()};
  for (const auto& [name, times] : show.play.refusals_met()) {
    refused += times;
    refusals.at(name) = Value(times).json;
  }
  if (form != Form::people) {
    Json::Array cases;
    for (const auto& [standing, count] : found)
      cases.push_back(body({{"stage", standing.first}, {"outcome", standing.second}, {"cases", count}}));
    return say_document(body({{"cycle", show.cycle},
                              {"clock", rfc3339(show.play.now())},
                              {"commands", show.play.commands_sent()},
                              {"refusedAsExpected", refusals},
                              {"cases", list(std::move(cases))}})
                            .write());
  }
  std::vector<std::vector<std::string>> rows;
  int all = 0;
  for (const auto& [standing, count] : found) {
    const auto& [stage, outcome] = standing;
    rows.push_back({in_words(stage), outcome == "none" ? "" : in_words(outcome), std::to_string(count)});
    all += count;
  }
  rows.push_back({"all", "", std::to_string(all)});
  say_table({{"Stage"}, {"Decision"}, {"Cases", Align::right}}, rows);
  std::string names;
  for (const auto& [name, times] : show.play.refusals_met())
    names += (names.empty() ? "" : ", ") + name + (times == 1 ? "" : " (" + std::to_string(times) + ")");
  say_facts({{"Commands sent", std::to_string(show.play.commands_sent())},
             {"Refused as expected", std::to_string(refused) + (names.empty() ? "" : ": " + names)},
             {"Clock", table_text(show.play.now())}});
}

}  // namespace htq::ctl::demo

#include "daemon/ctl/import/reference.h"

#include <array>

namespace htq::ctl {
namespace {

constexpr std::array<std::string_view, 7> kRouteColumns{
    "route_id",         "name",  "display_sequence", "first_cycle", "alias_in_early_guidance",
    "htq_code_letters", "source"};
constexpr std::array<std::string_view, 5> kHolidayColumns{"date", "division", "name", "kind", "source"};

}  // namespace

void plan_row(Plan& plan, const std::string& file, const CsvRow& row, std::string command,
              std::string_view what, Json body) {
  std::string id = command_id("reference", file, what, body);
  plan.commands.push_back({.file = file,
                           .place = place_of_line(row.line),
                           .id = std::move(id),
                           .command = std::move(command),
                           .body = std::move(body)});
}

void plan_routes(Sources& sources, Plan& plan) {
  const std::string file = "routes.csv";
  const auto rows = sources.table(file, kRouteColumns);
  plan.rows[file] = rows.size();
  for (const CsvRow& row : rows) {
    const std::string id = slug_of(row.at("name"));
    if (id.empty()) sources.fault(file, row, "A route has a name: write it.");
    Json body;
    body.at("route") = {id};
    body.at("name") = {row.at("name")};
    set_if_said(body, "letters", row.at("htq_code_letters"));
    set_if_said(body, "firstCycle", row.at("first_cycle"));
    set_if_said(body, "alias", row.at("alias_in_early_guidance"));
    body.at("source") = {"route " + row.at("route_id") + " of the map; " + row.at("source")};
    plan_row(plan, file, row, "record-route", id, std::move(body));
  }
}

void plan_bank_holidays(Sources& sources, Plan& plan) {
  const std::string file = "bank_holidays.csv";
  const auto rows = sources.table(file, kHolidayColumns);
  plan.rows[file] = rows.size();
  for (const CsvRow& row : rows) {
    Json body;
    body.at("calendar") = {row.at("division")};
    body.at("day") = {row.at("date")};
    body.at("name") = {row.at("name")};
    set_if_said(body, "kind", row.at("kind"));
    set_if_said(body, "source", row.at("source"));
    plan_row(plan, file, row, "record-bank-holiday", row.at("date"), std::move(body));
  }
}

// The occupations of a core-and-options standard share its title: the option tells them apart.
void plan_occupations(Sources& sources, Plan& plan) {
  const std::string file = kOccupationsFile;
  const auto rows = sources.table(file, kOccupationColumns);
  plan.rows[file] = rows.size();
  for (const CsvRow& row : rows) {
    const auto level = sources.whole(file, row, "level");
    Json body;
    body.at("standard") = {row.at("standard_reference")};
    body.at("code") = {row.at("occupation_code")};
    body.at("title") = {row.at("title") + (row.at("option").empty() ? "" : ": " + row.at("option"))};
    if (level) body.at("level") = number(*level);
    set_if_said(body, "source", row.at("source"));
    plan_row(plan, file, row, "record-occupation", row.at("occupation_code"), std::move(body));
  }
}

Plan plan_reference(Sources& sources) {
  Plan plan;
  plan_routes(sources, plan);
  plan_bank_holidays(sources, plan);
  plan_standards(sources, plan);
  plan_occupations(sources, plan);
  plan_cycles(sources, plan);
  plan_scope(sources, plan);
  plan_criteria(sources, plan);
  return plan;
}

}  // namespace htq::ctl

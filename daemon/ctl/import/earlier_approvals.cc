#include "daemon/ctl/import/earlier_approvals.h"

#include <algorithm>

#include "daemon/ctl/import/reference.h"
#include "domain/product_code.h"
#include "domain/title.h"

namespace htq::ctl {
namespace {

constexpr std::array<std::string_view, 11> kColumns{
    "product_code", "title",       "awarding_body",       "level", "occupation", "standard_reference",
    "cycle",        "first_teach", "awarding_body_basis", "note",  "source"};

using Rows = std::vector<CsvRow>;

/// The list names an occupation by its title. Where several options of a standard bear it, the list does not
/// say which.
std::string occupation_code(const CsvRow& row, const Rows& occupations) {
  std::string code;
  for (const CsvRow& each : occupations) {
    if (each.at("standard_reference") != row.at("standard_reference") ||
        each.at("title") != row.at("occupation"))
      continue;
    if (!code.empty()) return {};
    code = each.at("occupation_code");
  }
  return code;
}

Json body_of(Sources& sources, const std::string& file, const CsvRow& row, const ListedRow& listed,
             const Rows& occupations) {
  Json body;
  body.at("title") = {row.at("title")};
  set_if_said(body, "productCode", row.at("product_code"));
  if (const auto level = sources.whole(file, row, "level")) body.at("level") = number(*level);
  body.at("standard") = {row.at("standard_reference")};
  set_if_said(body, "occupation", occupation_code(row, occupations));
  set_if_said(body, "awardingBody", row.at("awarding_body"));
  if (names_a_cycle(row.at("cycle"))) body.at("cycle") = {row.at("cycle")};
  set_if_said(body, "firstTeach", row.at("first_teach"));
  Json::Array routes;
  for (const std::string_view route : read_product_code(row.at("product_code")).routes)
    routes.push_back({slug_of(route)});
  body.at("routes") = {std::move(routes)};
  body.at("source") = {file + ": " + row.at("source")};
  body.at("sourceLine") = number(row.line);
  Json::Array warnings;
  for (const Warning& warning : listed.warnings) warnings.push_back({warning.text});
  body.at("warnings") = {std::move(warnings)};
  body.at("recognitionUnknown") = {is_regulated(row.at("standard_reference"))};
  return body;
}

/// Of what it is, not of what is said about it: a row that was changed would otherwise be registered twice.
std::string id_of(const CsvRow& row) {
  const std::string& code = row.at("product_code");
  return command_id("register", code.empty() ? "no-code" : code, row.at("standard_reference"),
                    Json{collapsed(row.at("title"))});
}

}  // namespace

ListedRows plan_earlier_approvals(Sources& sources, const std::string& file) {
  const Rows rows = sources.table(file, kColumns);
  const Rows occupations =
      sources.has(kOccupationsFile) ? sources.table(kOccupationsFile, kOccupationColumns) : Rows();
  ListedRows out;
  out.plan.rows[file] = rows.size();
  for (const CsvRow& row : rows) {
    ListedRow listed{.line = row.line,
                     .product_code = row.at("product_code"),
                     .standard = row.at("standard_reference"),
                     .title = row.at("title"),
                     .warnings = {},
                     .not_registered = why_not_registered(row, rows),
                     .planned = std::nullopt};
    if (listed.not_registered.empty()) {
      listed.warnings = warnings_of(row, rows);
      listed.planned = out.plan.commands.size();
      out.plan.commands.push_back({.file = file,
                                   .place = place_of_line(row.line),
                                   .id = id_of(row),
                                   .command = "record-earlier-approval",
                                   .body = body_of(sources, file, row, listed, occupations)});
    }
    out.rows.push_back(std::move(listed));
  }
  return out;
}

}  // namespace htq::ctl

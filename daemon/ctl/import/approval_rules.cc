// What is odd about a row of a published list (domain.md sections 4, 5 and 14).
#include <algorithm>

#include "daemon/ctl/import/earlier_approvals.h"
#include "daemon/ctl/import/title_level.h"
#include "domain/product_code.h"
#include "domain/title.h"

namespace htq::ctl {
namespace {

// Standards of the statutory regulated occupations, and those that replaced them (domain.md 5).
constexpr std::array<std::string_view, 8> kRegulated{"ST0827", "ST0600", "ST0108", "ST0543",
                                                     "ST0701", "ST1432", "ST1433", "ST1434"};

using Rows = std::vector<CsvRow>;

/// A title is no key, and a code neither: together with the standard they are the best there is.
bool same_qualification(const CsvRow& one, const CsvRow& other) {
  return one.at("product_code") == other.at("product_code") &&
         one.at("standard_reference") == other.at("standard_reference") &&
         collapsed(one.at("title")) == collapsed(other.at("title"));
}

bool stands_for_several(const CsvRow& row, const ProductCode& code, const Rows& all) {
  if (code.text.empty() || code.standard_letter) return false;
  return std::ranges::any_of(all, [&](const CsvRow& other) {
    return other.at("product_code") == row.at("product_code") &&
           other.at("standard_reference") != row.at("standard_reference");
  });
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string out;
  for (const std::string& each : sentences) out += (out.empty() ? "" : " ") + each;
  return out;
}

void warn_of_code(const CsvRow& row, const ProductCode& code, const Rows& all,
                  std::vector<Warning>& warnings) {
  if (!code.has_usual_form) {
    const bool says_nothing = row.at("cycle").empty() && row.at("first_teach").empty();
    warnings.push_back(
        {Oddity::unusual_code, "Product code \"" + row.at("product_code") + "\": " + joined(code.warnings) +
                                   (says_nothing ? " No cycle and no first teach follow from it." : "")});
  }
  if (code.routes.size() > 1)
    warnings.push_back({Oddity::two_routes, "The code joins the routes " + std::string(code.routes[0]) +
                                                " and " + std::string(code.routes[1]) + "."});
  if (stands_for_several(row, code, all))
    warnings.push_back({Oddity::code_of_several_standards,
                        "The code has no small letter and stands for other standards, too."});
}

void warn_of_level(const CsvRow& row, std::vector<Warning>& warnings) {
  const std::string& given = row.at("level");
  const auto by_title = level_of_title(row.at("title"));
  const std::string speaks_of = by_title ? "the title speaks of level " + std::to_string(*by_title) : "";
  if (given.empty())
    warnings.push_back(
        {Oddity::no_level, "The source gives no level" + (by_title ? "; " + speaks_of : "") + "."});
  else if (by_title && given != std::to_string(*by_title))
    warnings.push_back(
        {Oddity::level_contradicted, "The source gives level " + given + "; " + speaks_of + "."});
}

void warn_of_cycle(const CsvRow& row, const ProductCode& code, std::vector<Warning>& warnings) {
  const std::string& cycle = row.at("cycle");
  if (cycle.empty() && code.has_usual_form)
    warnings.push_back({Oddity::cycle_unknown, "The source names no cycle."});
  if (!cycle.empty() && !names_a_cycle(cycle))
    warnings.push_back({Oddity::cycle_unknown, "The source says \"" + cycle + "\", which is no cycle."});
  if (!cycle.empty() && row.at("first_teach").empty())
    warnings.push_back(
        {Oddity::first_teach_unknown, "The source gives no first teach: it hangs on the window."});
}

}  // namespace

bool names_a_cycle(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_regulated(std::string_view standard) {
  return std::ranges::find(kRegulated, standard) != kRegulated.end();
}

std::vector<Warning> warnings_of(const CsvRow& row, const Rows& all) {
  const ProductCode code = read_product_code(row.at("product_code"));
  std::vector<Warning> warnings;
  warn_of_code(row, code, all, warnings);
  warn_of_level(row, warnings);
  warn_of_cycle(row, code, warnings);
  if (row.at("title").find("  ") != std::string::npos)
    warnings.push_back({Oddity::blanks_in_title, "The title has two blanks in a row."});
  if (is_regulated(row.at("standard_reference")))
    warnings.push_back(
        {Oddity::recognition_unknown,
         "The occupation is regulated by statute; the source gives no number of a regulator."});
  return warnings;
}

std::string why_not_registered(const CsvRow& row, const Rows& all) {
  if (row.at("standard_reference").empty() || row.at("title").empty()) {
    std::string missing;
    for (const auto& [column, name] : {std::pair{"title", "title"},
                                       {"product_code", "product code"},
                                       {"occupation", "occupation"},
                                       {"standard_reference", "standard"},
                                       {"level", "level"}})
      if (row.at(column).empty()) missing += (missing.empty() ? "no " : ", no ") + std::string(name);
    std::string why = "It has " + missing + ": there is nothing to register it for.";
    if (!row.at("awarding_body").empty() && !row.at("awarding_body_basis").empty())
      why += " Awarding body \"" + row.at("awarding_body") + "\": " + row.at("awarding_body_basis") + ".";
    if (!row.at("note").empty()) why += " Note: " + row.at("note") + ".";
    return why;
  }
  for (const CsvRow& other : all) {
    if (other.line >= row.line) break;
    if (same_qualification(row, other))
      return "It is the same qualification for the same standard as line " + std::to_string(other.line) + ".";
  }
  return {};
}

}  // namespace htq::ctl

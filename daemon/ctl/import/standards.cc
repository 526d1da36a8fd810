// Standards: one row each, a history of versions for some, and what became of others (domain.md 5).
#include <algorithm>
#include <array>
#include <set>

#include "daemon/ctl/import/reference.h"

namespace htq::ctl {
namespace {

constexpr std::array<std::string_view, 9> kColumns{"reference", "version",      "title",
                                                   "level",     "route",        "statutory_regulator",
                                                   "status",    "option_count", "source"};
constexpr std::array<std::string_view, 7> kVersionColumns{
    "reference", "version", "change", "earliest_start", "latest_start", "changes_occupational_standard",
    "source"};
constexpr std::array<std::string_view, 6> kRelationColumns{"reference",   "relation", "other_reference",
                                                           "other_title", "basis",    "source"};

constexpr const char* kFile = "standards.csv";
constexpr const char* kVersions = "standard_versions.csv";
constexpr const char* kRelations = "standard_relations.csv";

// A version has a name; where the source does not know it, it is called so.
constexpr const char* kUnknownVersion = "unknown";
constexpr std::string_view kUsual = "approved occupation";
constexpr std::string_view kInDevelopment = "in development (not published)";

constexpr std::array<std::string_view, 6> kStatuses{
    kUsual,   kInDevelopment, "standard without apprenticeship",
    "merged", "replaced",     "absent from the map of 2026"};

struct RegulatorName {
  std::string_view name;
  const char* word;  // of the schema
};
constexpr std::array kRegulators{
    RegulatorName{"Nursing and Midwifery Council (NMC)", "nursingAndMidwiferyCouncil"},
    RegulatorName{"Health and Care Professions Council (HCPC)", "healthAndCareProfessionsCouncil"},
    RegulatorName{"General Dental Council (GDC)", "generalDentalCouncil"},
};

using Rows = std::vector<CsvRow>;

Rows of_standard(const Rows& rows, const std::string& reference) {
  Rows found;
  std::ranges::copy_if(rows, std::back_inserter(found),
                       [&](const CsvRow& row) { return row.at("reference") == reference; });
  return found;
}

/// What every version of the standard has in common.
Json common(Sources& sources, const CsvRow& row) {
  const std::string& status = row.at("status");
  if (std::ranges::find(kStatuses, status) == kStatuses.end())
    sources.fault(kFile, row,
                  "Status \"" + status + "\" is not known: README.md beside the file lists them.");
  Json body;
  body.at("standard") = {row.at("reference")};
  body.at("title") = {row.at("title")};
  if (const auto level = sources.whole(kFile, row, "level")) body.at("level") = number(*level);
  set_if_said(body, "route", slug_of(row.at("route")));
  if (const std::string& name = row.at("statutory_regulator"); !name.empty()) {
    const auto known = std::ranges::find(kRegulators, name, &RegulatorName::name);
    if (known == kRegulators.end())
      sources.fault(kFile, row,
                    "Regulator \"" + name + "\" is none of an occupation in scope: domain.md 5 lists them.");
    else
      body.at("regulator") = {std::string(known->word)};
  }
  if (const auto options = sources.whole(kFile, row, "option_count"); options.value_or(0) != 0)
    body.at("options") = number(*options);
  body.at("published") = {status != kInDevelopment};
  return body;
}

void plan_without_history(Plan& plan, const CsvRow& row, Json body) {
  const std::string& version = row.at("version");
  body.at("version") = {version.empty() ? std::string(kUnknownVersion) : version};
  // The vocabulary has no word for what the map calls a standard; it stays with the source.
  const std::string& status = row.at("status");
  body.at("source") = {(status == kUsual ? "" : "status: " + status + "; ") + row.at("source")};
  plan_row(plan, kFile, row, "publish-standard-version", row.at("reference"), std::move(body));
}

/// The standard had its old title until the version whose change names it.
void plan_history(Sources& sources, Plan& plan, const CsvRow& row, Json body, const Rows& history,
                  const CsvRow* renamed) {
  const std::string reference = row.at("reference");
  if (renamed != nullptr) body.at("title") = {renamed->at("other_title")};
  std::string last;
  for (const CsvRow& version : history) {
    const std::string& from = version.at("earliest_start");
    if (from <= last)
      sources.fault(kVersions, version,
                    "Versions of a standard stand in the order of earliest_start: sort them.");
    last = from;
    if (renamed != nullptr && version.at("change").find(renamed->at("other_title")) != std::string::npos) {
      Json rename;
      rename.at("standard") = {reference};
      rename.at("title") = {row.at("title")};
      rename.at("from") = {from};
      rename.at("source") = {renamed->at("basis") + "; " + renamed->at("source")};
      plan_row(plan, kRelations, *renamed, "rename-standard", reference, std::move(rename));
      body.at("title") = {row.at("title")};
      renamed = nullptr;
    }
    const std::string& changes = version.at("changes_occupational_standard");
    if (changes != "yes" && changes != "no")
      sources.fault(kVersions, version,
                    "Column changes_occupational_standard holds \"" + changes + "\": write yes or no.");
    Json each = body;
    each.at("version") = {version.at("version")};
    each.at("from") = {from};
    each.at("changesOccupation") = {changes == "yes"};
    each.at("source") = {version.at("change") + "; " + version.at("source")};
    plan_row(plan, kVersions, version, "publish-standard-version", reference + "-" + version.at("version"),
             std::move(each));
  }
  if (renamed != nullptr)
    sources.fault(kRelations, *renamed,
                  std::string("No version in ") + kVersions +
                      " says when it was renamed: name the old title in its change.");
}

// The day is in no source: the office knows of it from when it is told.
void plan_ends(Sources& sources, Plan& plan, const Rows& relations) {
  for (const CsvRow& row : relations) {
    const std::string& reference = row.at("reference");
    const std::string& other = row.at("other_reference");
    Json body;
    body.at("standard") = {reference};
    body.at("source") = {row.at("basis") + "; " + row.at("source")};
    if (row.at("relation") == "replaced_by") {
      body.at("by") = {other};
      plan_row(plan, kRelations, row, "replace-standard", reference, std::move(body));
    } else if (row.at("relation") == "merged_into") {
      set_if_said(body, "into", other);
      plan_row(plan, kRelations, row, "merge-standard", reference, std::move(body));
    } else if (row.at("relation") != "renamed_from") {
      sources.fault(kRelations, row,
                    "Relation \"" + row.at("relation") +
                        "\" is not known: write replaced_by, merged_into or renamed_from.");
    }
  }
}

void check_references(Sources& sources, const std::string& file, const Rows& rows,
                      const std::set<std::string>& known) {
  for (const CsvRow& row : rows)
    if (!known.contains(row.at("reference")))
      sources.fault(file, row, row.at("reference") + " is not in " + kFile + ": add it there first.");
}

}  // namespace

void plan_standards(Sources& sources, Plan& plan) {
  const Rows rows = sources.table(kFile, kColumns);
  const Rows versions = sources.table(kVersions, kVersionColumns);
  const Rows relations = sources.table(kRelations, kRelationColumns);
  plan.rows[kFile] = rows.size();
  plan.rows[kVersions] = versions.size();
  plan.rows[kRelations] = relations.size();
  std::set<std::string> references;
  for (const CsvRow& row : rows) {
    const std::string& reference = row.at("reference");
    if (!references.insert(reference).second)
      sources.fault(kFile, row, reference + " is there twice: leave one row.");
    Json body = common(sources, row);
    const Rows history = of_standard(versions, reference);
    const Rows relation = of_standard(relations, reference);
    const auto renamed =
        std::ranges::find(relation, "renamed_from", [](const CsvRow& each) { return each.at("relation"); });
    const bool in_history = std::ranges::any_of(
        history, [&](const CsvRow& each) { return each.at("version") == row.at("version"); });
    if (!history.empty() || renamed != relation.end())
      plan_history(sources, plan, row, body, history, renamed == relation.end() ? nullptr : &*renamed);
    if (in_history)
      ++plan.elsewhere[kFile];
    else
      plan_without_history(plan, row, std::move(body));
  }
  check_references(sources, kVersions, versions, references);
  check_references(sources, kRelations, relations, references);
  plan_ends(sources, plan, relations);
}

}  // namespace htq::ctl

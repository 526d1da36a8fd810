#include "domain/coverage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "domain/coverage_search.h"

namespace htq {
namespace {

// A KSB asks: which units cover it at least so well? A mandatory one among them settles it for every
// combination.
struct Coverers {
  bool by_mandatory = false;
  UnitSet optional;
};

using KsbKey = std::pair<std::string_view, std::string_view>;  // occupation, KSB

// The mapping with places in the stead of names.
struct Indexed {
  std::map<std::string_view, const MappedUnit*> units;
  std::map<std::string_view, std::size_t> optional;  // place among the optional units
  std::vector<Avoidable> groups;
  std::map<KsbKey, std::vector<const CoverageEntry*>> entries;  // of each KSB, none missing
};

std::string in_quotes(std::string_view name) {
  return "'" + std::string(name) + "'";
}

std::optional<std::string> index_units(const CoverageMapping& mapping, Indexed& index) {
  std::map<std::string_view, std::size_t> group_places;
  for (const auto& group : mapping.groups) {
    if (group.name.empty()) return "A group of units has no name.";
    if (!group_places.emplace(group.name, group_places.size()).second)
      return "The group " + in_quotes(group.name) + " is listed twice.";
  }
  index.groups.resize(mapping.groups.size());
  for (const auto& unit : mapping.units) {
    if (!index.units.emplace(unit.code, &unit).second)
      return "The unit " + in_quotes(unit.code) + " is listed twice.";
    if (unit.mandatory) {
      if (!unit.group.empty())
        return "The unit " + in_quotes(unit.code) + " is mandatory and stands in a group.";
      continue;
    }
    const auto place = index.optional.size();
    if (place == kMostOptionalUnits)
      return "There are more than " + std::to_string(kMostOptionalUnits) + " optional units.";
    index.optional.emplace(unit.code, place);
    if (unit.group.empty()) continue;
    const auto group = group_places.find(unit.group);
    if (group == group_places.end())
      return "The unit " + in_quotes(unit.code) + " stands in the group " + in_quotes(unit.group) +
             ", which is not listed.";
    index.groups[group->second].units.set(place);
  }
  for (std::size_t place = 0; place < mapping.groups.size(); ++place) {
    const auto& group = mapping.groups[place];
    const auto units = static_cast<int>(index.groups[place].units.count());
    if (group.at_least < 0 || group.at_least > group.at_most || group.at_least > units)
      return "No choice of units can satisfy the group " + in_quotes(group.name) + ".";
    index.groups[place].at_most = units - group.at_least;
  }
  return std::nullopt;
}

std::optional<std::string> index_entries(const CoverageMapping& mapping, Indexed& index) {
  std::set<std::string_view> occupations;
  for (const auto& occupation : mapping.occupations) {
    if (!occupations.insert(occupation.occupation).second)
      return "The occupation " + in_quotes(occupation.occupation) + " is listed twice.";
    if (occupation.ksbs.empty()) return "The occupation " + in_quotes(occupation.occupation) + " has no KSBs.";
    for (const auto& ksb : occupation.ksbs)
      if (!index.entries.try_emplace({occupation.occupation, ksb}).second)
        return "The KSB " + in_quotes(ksb) + " of " + in_quotes(occupation.occupation) + " is listed twice.";
  }
  if (occupations.empty()) return "No occupation is named.";

  std::set<std::pair<KsbKey, std::string_view>> seen;
  for (const auto& entry : mapping.entries) {
    const KsbKey key{entry.occupation, entry.ksb};
    const auto named = "the unit " + in_quotes(entry.unit) + " to the KSB " + in_quotes(entry.ksb) + " of " +
                       in_quotes(entry.occupation);
    if (!index.units.contains(entry.unit))
      return "The mapping of " + named + " names a unit that is not listed.";
    const auto found = index.entries.find(key);
    if (found == index.entries.end()) return "The mapping of " + named + " names a KSB that is not listed.";
    if (!seen.emplace(key, entry.unit).second) return "The mapping of " + named + " is there twice.";
    found->second.push_back(&entry);
  }
  return std::nullopt;
}

Coverers coverers_of(const Indexed& index, const std::vector<const CoverageEntry*>& entries,
                     Covering at_least) {
  Coverers coverers;
  for (const auto* entry : entries) {
    if (entry->covering < at_least) continue;
    if (index.units.at(entry->unit)->mandatory)
      coverers.by_mandatory = true;
    else
      coverers.optional.set(index.optional.at(entry->unit));
  }
  return coverers;
}

// The smallest permitted combination without those units: of each group its first units, as few as it takes.
UnitCombination combination_without(const CoverageMapping& mapping, const UnitSet& avoided) {
  std::map<std::string_view, int> still_to_take;
  for (const auto& group : mapping.groups) still_to_take.emplace(group.name, group.at_least);
  UnitCombination taken;
  std::size_t place = 0;
  for (const auto& unit : mapping.units) {
    if (unit.mandatory) {
      taken.push_back(unit.code);
      continue;
    }
    const bool avoid = avoided[place++];
    if (avoid || unit.group.empty()) continue;
    if (auto& left = still_to_take.at(unit.group); left > 0) {
      --left;
      taken.push_back(unit.code);
    }
  }
  return taken;
}

KsbReport coverage_of_ksb(const CoverageMapping& mapping, const Indexed& index, const KsbKey& key) {
  using enum Covering;
  for (const auto level : {none, partial_without_reason, partial}) {
    const auto better = static_cast<Covering>(static_cast<std::uint8_t>(level) + 1);
    const auto coverers = coverers_of(index, index.entries.at(key), better);
    if (coverers.by_mandatory || !is_permitted(index.groups, coverers.optional)) continue;
    return {.ksb = std::string(key.second),
            .at_worst = level,
            .worst_combination = combination_without(mapping, coverers.optional)};
  }
  return {.ksb = std::string(key.second), .at_worst = full};
}

void judge_competence(const CoverageMapping& mapping, const Indexed& index, std::uint64_t most_steps,
                      CoverageReport& report) {
  CombinationSearch problem{.groups = index.groups};
  for (const auto& occupation : mapping.occupations) {
    auto& sets = problem.occupations.emplace_back();
    for (const auto& ksb : occupation.ksbs) {
      const auto coverers =
          coverers_of(index, index.entries.at({occupation.occupation, ksb}), Covering::partial);
      if (!coverers.by_mandatory) sets.push_back(coverers.optional);
    }
  }
  const auto answer = search_failing_combination(problem, most_steps);
  switch (answer.kind) {
    case SearchAnswer::Kind::found:
      report.competence = CoverageReport::Competence::missing;
      report.failing_combination = combination_without(mapping, answer.avoided);
      return;
    case SearchAnswer::Kind::none:
      report.competence = CoverageReport::Competence::in_every_combination;
      return;
    case SearchAnswer::Kind::undecided: report.competence = CoverageReport::Competence::undecided; return;
  }
}

}  // namespace

std::expected<CoverageReport, std::string> coverage_of(const CoverageMapping& mapping,
                                                       std::uint64_t most_steps) {
  Indexed index;
  if (auto trouble = index_units(mapping, index)) return std::unexpected(*std::move(trouble));
  if (auto trouble = index_entries(mapping, index)) return std::unexpected(*std::move(trouble));

  CoverageReport report;
  for (const auto& occupation : mapping.occupations) {
    auto& coverage = report.occupations.emplace_back(OccupationCoverage{.occupation = occupation.occupation});
    for (const auto& ksb : occupation.ksbs)
      coverage.ksbs.push_back(coverage_of_ksb(mapping, index, {occupation.occupation, ksb}));
    coverage.in_every_combination = std::ranges::all_of(
        coverage.ksbs, [](const KsbReport& ksb) { return ksb.at_worst >= Covering::partial; });
  }
  judge_competence(mapping, index, most_steps, report);
  return report;
}

}  // namespace htq

// Which knowledge, skills and behaviours (KSBs) a qualification covers, for every combination of units that a
// learner is permitted to take (domain.md 6: KSB mapping rules, optional units rule; edge case 8).
//
// A combination holds every mandatory unit and, of each group, at least and at most so many units. More units
// never cover less, so only the smallest combinations matter, and one KSB is missed exactly if each group
// still has enough units that do not cover it: that needs no enumeration. Whether each combination leads to
// at least one occupation does need a search (coverage_search.h).
//
// Pure; any thread; nothing refers to the argument after the call.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace htq {

struct MappedUnit {
  std::string code;
  bool mandatory = false;
  std::string group;  // of an optional unit; empty: taken or not, as the learner likes
};

/// Of the units of this group a learner takes at least and at most so many.
struct MappedGroup {
  std::string name;
  int at_least = 0;
  int at_most = 0;
};

/// From worse to better. Only the last two give competence (domain.md 6: a partial without a reason is a
/// finding).
enum class Covering : std::uint8_t { none, partial_without_reason, partial, full };

/// KSB codes repeat from standard to standard (each has a K1), so an entry names the occupation.
struct CoverageEntry {
  std::string unit;
  std::string occupation;
  std::string ksb;
  Covering covering = Covering::none;
};

struct OccupationKsbs {
  std::string occupation;
  std::vector<std::string> ksbs;
};

struct CoverageMapping {
  std::vector<MappedUnit> units;
  std::vector<MappedGroup> groups;
  std::vector<OccupationKsbs> occupations;
  std::vector<CoverageEntry> entries;  // what is not mapped is not covered
};

/// Units of one permitted combination, mandatory ones too, in the order of the mapping.
using UnitCombination = std::vector<std::string>;

struct KsbReport {
  std::string ksb;
  /// Holds in every permitted combination; better ones there may be.
  Covering at_worst = Covering::none;
  /// A combination in which it is no better. Empty if it is full everywhere.
  UnitCombination worst_combination;
};

struct OccupationCoverage {
  std::string occupation;
  std::vector<KsbReport> ksbs;        // in the order of the mapping
  bool in_every_combination = false;  // every KSB full or partial with a reason, whatever is taken
};

struct CoverageReport {
  enum class Competence {
    in_every_combination,
    missing,    // failing_combination leads to no occupation
    undecided,  // the search reached its bound: a mapping built to be hard, to be judged by a person
  };

  std::vector<OccupationCoverage> occupations;  // in the order of the mapping
  Competence competence = Competence::undecided;
  UnitCombination failing_combination;
};

/// The most optional units of one qualification; real ones have fewer than a hundred.
inline constexpr int kMostOptionalUnits = 256;

/// Where the search gives up: after a second at the outside on a small, busy machine. Forty
/// optional units in one group and six occupations of sixty KSBs, drawn to be hard, took less than a
/// twentieth of it; so no real mapping comes near.
inline constexpr std::uint64_t kMostSearchSteps = 2'000'000'000;

/// The report, or a sentence that says why the mapping has none (a unit twice, a group that nobody can
/// satisfy, an entry for a unit that is not there ...).
std::expected<CoverageReport, std::string> coverage_of(const CoverageMapping& mapping,
                                                       std::uint64_t most_steps = kMostSearchSteps);

}  // namespace htq

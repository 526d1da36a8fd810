// Searches for a permitted combination of units that leads to no occupation: the hard half of coverage.h.
//
// To fail an occupation is to miss one of its KSBs, and to miss a KSB is to avoid every unit that covers it.
// So: choose for each occupation one set of units to avoid, such that each group keeps enough units. In
// general this is NP-hard (it contains hitting set); what keeps it quick is written beside each step in the
// .cc, and a bound on the steps keeps a mapping built to be hard from holding up a thread. The same input
// takes the same steps everywhere.
//
// Pure; any thread.
#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "domain/coverage.h"

namespace htq {

/// Optional units, by their place among the optional units.
using UnitSet = std::bitset<kMostOptionalUnits>;

/// Units of one group and how many of them a learner may leave out.
struct Avoidable {
  UnitSet units;
  int at_most = 0;
};

struct CombinationSearch {
  std::vector<Avoidable> groups;  // disjoint
  /// For each occupation the sets of units that cover one of its KSBs: avoiding one of the sets fails the
  /// occupation.
  std::vector<std::vector<UnitSet>> occupations;
};

struct SearchAnswer {
  enum class Kind { found, none, undecided };
  Kind kind = Kind::undecided;
  UnitSet avoided;          // if found
  std::uint64_t steps = 0;  // comparisons of a choice with a group or with a set known to fail
};

/// Whether `avoided` leaves each group enough units.
bool is_permitted(const std::vector<Avoidable>& groups, const UnitSet& avoided);

SearchAnswer search_failing_combination(const CombinationSearch& problem, std::uint64_t most_steps);

}  // namespace htq

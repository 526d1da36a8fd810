#include "domain/coverage_search.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

namespace htq {
namespace {

template <typename Set>
bool holds(const Set& larger, const Set& smaller) {
  return (smaller & ~larger).none();
}

template <std::size_t Bits>
std::bitset<Bits> resized(const UnitSet& units) {
  std::bitset<Bits> result;
  for (auto unit = units._Find_first(); unit < units.size(); unit = units._Find_next(unit)) result.set(unit);
  return result;
}

// One depth-first search, over sets of `Bits` units: most qualifications fit into one machine word.
template <std::size_t Bits>
class Search {
 public:
  Search(const CombinationSearch& problem, std::uint64_t most_steps) : most_steps_(most_steps) {
    for (const auto& group : problem.groups)
      groups_.push_back({.units = resized<Bits>(group.units), .at_most = group.at_most});
  }

  SearchAnswer run(const std::vector<std::vector<UnitSet>>& occupations) {
    std::vector<Choices> open;
    for (const auto& sets : occupations) {
      Choices choices;
      std::ranges::transform(sets, std::back_inserter(choices), resized<Bits>);
      open.push_back(smallest_only(std::move(choices)));
    }
    const bool found = visit({}, std::move(open));
    SearchAnswer answer{.steps = steps_};
    answer.kind = found       ? SearchAnswer::Kind::found
                  : gave_up() ? SearchAnswer::Kind::undecided
                              : SearchAnswer::Kind::none;
    for (std::size_t unit = 0; unit < Bits; ++unit) answer.avoided[unit] = solution_[unit];
    return answer;
  }

 private:
  using Set = std::bitset<Bits>;
  using Choices = std::vector<Set>;  // of one occupation

  struct Group {
    Set units;
    int at_most;
  };

  // Without sets that hold another of the same occupation: whoever can avoid the larger can avoid the
  // smaller.
  static Choices smallest_only(Choices choices) {
    std::ranges::stable_sort(choices, {}, [](const Set& set) { return set.count(); });
    Choices kept;
    for (const auto& set : choices)
      if (std::ranges::none_of(kept, [&](const Set& smaller) { return holds(set, smaller); }))
        kept.push_back(set);
    return kept;
  }

  bool gave_up() const { return steps_ >= most_steps_; }

  // One step: a machine word of one choice is held against one group or one refuted set.
  void count_work(const std::vector<Choices>& open) {
    std::uint64_t choices = 1;
    for (const auto& each : open) choices += each.size();
    steps_ += choices * (groups_.size() + refuted_.size() + 1) * (Bits / 64);
  }

  bool is_possible(const Set& avoided) const {
    return std::ranges::all_of(groups_,
                               [&](const Group& group) {
                                 return static_cast<int>((avoided & group.units).count()) <= group.at_most;
                               }) &&
           std::ranges::none_of(refuted_, [&](const Set& set) { return holds(avoided, set); });
  }

  // Drops occupations that fail already and choices that are not possible; avoids what all choices of an
  // occupation avoid; and again, until nothing changes. False if an occupation has no choice left.
  bool propagate(Set& avoided, std::vector<Choices>& open) {
    for (bool changed = true; changed;) {
      if (gave_up()) return false;
      changed = false;
      count_work(open);
      std::erase_if(open, [&](const Choices& choices) {
        return std::ranges::any_of(choices, [&](const Set& set) { return holds(avoided, set); });
      });
      for (auto& choices : open) {
        std::erase_if(choices, [&](const Set& set) { return !is_possible(avoided | set); });
        if (choices.empty()) return false;
        auto common = choices.front();
        for (const auto& set : choices) common &= set;
        if (holds(avoided, common)) continue;
        avoided |= common;
        changed = true;
      }
      if (!changed && !remove_what_costs_too_much(avoided, open, changed)) return false;
    }
    return true;
  }

  // A lower bound on what the open occupations must still avoid in a group: a unit costs its group kUnitCost,
  // shared equally by the occupations that may avoid it, so that a unit which serves several of them is
  // counted once. A choice that takes the bound beyond what the group can spare goes. False if the bound
  // itself lies beyond. In whole numbers, so that every machine searches alike.
  bool remove_what_costs_too_much(const Set& avoided, std::vector<Choices>& open, bool& changed) {
    constexpr std::int64_t kUnitCost = 720'720;  // divisible by 1 to 16
    std::array<std::int64_t, Bits> share{};
    for (const auto& choices : open) {
      Set any;
      for (const auto& set : choices) any |= set;
      for (auto unit = any._Find_first(); unit < Bits; unit = any._Find_next(unit)) ++share[unit];
    }
    for (auto& each : share) each = each > 0 ? kUnitCost / each : 0;

    costs_.resize(open.size());
    cheapest_.resize(open.size());
    for (const auto& group : groups_) {
      const auto counted = group.units & ~avoided;
      const auto spare =
          (group.at_most - static_cast<std::int64_t>((avoided & group.units).count())) * kUnitCost;
      std::int64_t needed = 0;
      for (std::size_t i = 0; i < open.size(); ++i) {
        costs_[i].clear();
        for (const auto& set : open[i]) costs_[i].push_back(cost_of(set & counted, share));
        cheapest_[i] = *std::ranges::min_element(costs_[i]);
        needed += cheapest_[i];
      }
      if (needed > spare) return false;
      for (std::size_t i = 0; i < open.size(); ++i) {
        std::size_t place = 0;
        const auto removed = std::erase_if(
            open[i], [&](const Set&) { return needed - cheapest_[i] + costs_[i][place++] > spare; });
        if (removed > 0) changed = true;
      }
    }
    return true;
  }

  static std::int64_t cost_of(const Set& units, const std::array<std::int64_t, Bits>& share) {
    std::int64_t cost = 0;
    for (auto unit = units._Find_first(); unit < Bits; unit = units._Find_next(unit)) cost += share[unit];
    return cost;
  }

  bool visit(Set avoided, std::vector<Choices> open) {
    if (!propagate(avoided, open)) return false;
    if (open.empty()) {
      solution_ = avoided;
      return true;
    }
    // The occupation with the fewest choices first, and of those what costs least.
    auto choices = *std::ranges::min_element(open, {}, [](const Choices& each) { return each.size(); });
    std::ranges::stable_sort(choices, {}, [&](const Set& set) { return (set & ~avoided).count(); });
    const auto refuted_before = refuted_.size();
    bool found = false;
    for (const auto& set : choices) {
      if (!is_possible(avoided | set)) continue;
      found = visit(avoided | set, open);
      if (found || gave_up()) break;
      // Nothing below this node that avoids all of `set` can succeed.
      refuted_.push_back(avoided | set);
    }
    refuted_.resize(refuted_before);  // this whole node is refuted: its parent says so in one set
    return found;
  }

  std::vector<Group> groups_;
  std::uint64_t most_steps_;
  std::uint64_t steps_ = 0;
  std::vector<Set> refuted_;  // no success avoids all units of one of these
  Set solution_;
  // Room of remove_what_costs_too_much, kept from node to node: of each open occupation, what each choice
  // costs_.
  std::vector<std::vector<std::int64_t>> costs_;
  std::vector<std::int64_t> cheapest_;
};

}  // namespace

bool is_permitted(const std::vector<Avoidable>& groups, const UnitSet& avoided) {
  return std::ranges::all_of(groups, [&](const Avoidable& group) {
    return static_cast<int>((avoided & group.units).count()) <= group.at_most;
  });
}

SearchAnswer search_failing_combination(const CombinationSearch& problem, std::uint64_t most_steps) {
  UnitSet named;
  for (const auto& group : problem.groups) named |= group.units;
  for (const auto& sets : problem.occupations)
    for (const auto& set : sets) named |= set;
  if ((named >> 64).none()) return Search<64>(problem, most_steps).run(problem.occupations);
  return Search<kMostOptionalUnits>(problem, most_steps).run(problem.occupations);
}

}  // namespace htq

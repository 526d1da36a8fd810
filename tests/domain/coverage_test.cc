#include "domain/coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <random>
#include <set>

namespace htq {
namespace {

using enum Covering;
using Competence = CoverageReport::Competence;

// Two core units and a choice of one from A, B: B leaves K2 of the only occupation out.
CoverageMapping small_mapping() {
  return {.units = {{.code = "core", .mandatory = true},
                    {.code = "A", .group = "choice"},
                    {.code = "B", .group = "choice"}},
          .groups = {{.name = "choice", .at_least = 1, .at_most = 1}},
          .occupations = {{.occupation = "OCC0116", .ksbs = {"K1", "K2"}}},
          .entries = {{"core", "OCC0116", "K1", full}, {"A", "OCC0116", "K2", full}}};
}

CoverageReport report_of(const CoverageMapping& mapping) {
  auto report = coverage_of(mapping);
  if (!report) ADD_FAILURE() << report.error();
  return report.value_or(CoverageReport{});
}

TEST(Coverage, NamesACombinationThatMissesAKsb) {
  const auto report = report_of(small_mapping());
  const auto& ksbs = report.occupations.at(0).ksbs;
  EXPECT_EQ(ksbs[0].at_worst, full);
  EXPECT_TRUE(ksbs[0].worst_combination.empty());
  EXPECT_EQ(ksbs[1].at_worst, none);
  EXPECT_EQ(ksbs[1].worst_combination, (UnitCombination{"core", "B"}));
  EXPECT_FALSE(report.occupations[0].in_every_combination);
  EXPECT_EQ(report.competence, Competence::missing);
  EXPECT_EQ(report.failing_combination, (UnitCombination{"core", "B"}));
}

TEST(Coverage, IsWholeWhenEveryChoiceCovers) {
  auto mapping = small_mapping();
  mapping.entries.push_back({"B", "OCC0116", "K2", full});
  const auto report = report_of(mapping);
  EXPECT_EQ(report.occupations.at(0).ksbs[1].at_worst, full);
  EXPECT_EQ(report.competence, Competence::in_every_combination);
  EXPECT_TRUE(report.failing_combination.empty());
}

TEST(Coverage, CountsAPartialOnlyWithAReason) {
  auto mapping = small_mapping();
  mapping.entries.push_back({"B", "OCC0116", "K2", partial});
  EXPECT_EQ(report_of(mapping).occupations.at(0).ksbs[1].at_worst, partial);
  EXPECT_EQ(report_of(mapping).occupations.at(0).ksbs[1].worst_combination, (UnitCombination{"core", "B"}));
  EXPECT_EQ(report_of(mapping).competence, Competence::in_every_combination);
  mapping.entries.back().covering = partial_without_reason;
  EXPECT_EQ(report_of(mapping).occupations.at(0).ksbs[1].at_worst, partial_without_reason);
  EXPECT_EQ(report_of(mapping).competence, Competence::missing);
}

TEST(Coverage, AsksForOneOccupationInEachCombinationNotForTheSameOne) {
  // A leads to the first occupation, B to the second; who may take neither reaches none (edge case 8).
  CoverageMapping mapping{.units = {{.code = "A", .group = "path"},
                                    {.code = "B", .group = "path"},
                                    {.code = "C", .group = "path"}},
                          .groups = {{.name = "path", .at_least = 2, .at_most = 2}},
                          .occupations = {{"OCC0116", {"K1"}}, {"OCC0118", {"K1"}}},
                          .entries = {{"A", "OCC0116", "K1", full}, {"B", "OCC0118", "K1", full}}};
  auto report = report_of(mapping);
  EXPECT_FALSE(report.occupations[0].in_every_combination);
  EXPECT_FALSE(report.occupations[1].in_every_combination);
  EXPECT_EQ(report.competence, Competence::in_every_combination);
  mapping.groups[0].at_least = 1;
  report = report_of(mapping);
  EXPECT_EQ(report.competence, Competence::missing);
  EXPECT_EQ(report.failing_combination, (UnitCombination{"C"}));
}

TEST(Coverage, LetsAUnitOutsideAnyGroupBeLeftOut) {
  auto mapping = small_mapping();
  mapping.units[1].group.clear();
  EXPECT_EQ(report_of(mapping).competence, Competence::missing);
}

TEST(Coverage, SaysWhyAMappingHasNoAnswer) {
  const auto trouble = [](auto&& change) {
    auto mapping = small_mapping();
    change(mapping);
    const auto report = coverage_of(mapping);
    return report ? std::string("a report") : report.error();
  };
  EXPECT_EQ(trouble([](auto& m) { m.units.push_back({.code = "A", .group = "choice"}); }),
            "The unit 'A' is listed twice.");
  EXPECT_EQ(trouble([](auto& m) { m.units[1].group = "x"; }),
            "The unit 'A' stands in the group 'x', which is not listed.");
  EXPECT_EQ(trouble([](auto& m) { m.units[0].group = "choice"; }),
            "The unit 'core' is mandatory and stands in a group.");
  EXPECT_EQ(trouble([](auto& m) { m.groups[0].at_least = m.groups[0].at_most = 3; }),
            "No choice of units can satisfy the group 'choice'.");
  EXPECT_EQ(trouble([](auto& m) { m.groups[0].at_most = 0; }),
            "No choice of units can satisfy the group 'choice'.");
  EXPECT_EQ(trouble([](auto& m) { m.groups.push_back(m.groups[0]); }), "The group 'choice' is listed twice.");
  EXPECT_EQ(trouble([](auto& m) { m.occupations.clear(); }), "No occupation is named.");
  EXPECT_EQ(trouble([](auto& m) { m.occupations[0].ksbs.clear(); }), "The occupation 'OCC0116' has no KSBs.");
  EXPECT_EQ(trouble([](auto& m) { m.occupations[0].ksbs.push_back("K1"); }),
            "The KSB 'K1' of 'OCC0116' is listed twice.");
  EXPECT_EQ(trouble([](auto& m) { m.entries[0].unit = "Z"; }),
            "The mapping of the unit 'Z' to the KSB 'K1' of 'OCC0116' names a unit that is not listed.");
  EXPECT_EQ(trouble([](auto& m) { m.entries[0].ksb = "S9"; }),
            "The mapping of the unit 'core' to the KSB 'S9' of 'OCC0116' names a KSB that is not listed.");
  EXPECT_EQ(trouble([](auto& m) { m.entries.push_back(m.entries[0]); }),
            "The mapping of the unit 'core' to the KSB 'K1' of 'OCC0116' is there twice.");
  EXPECT_EQ(trouble([](auto& m) {
              for (int i = 0; i < kMostOptionalUnits; ++i)
                m.units.push_back({.code = "U" + std::to_string(i)});
            }),
            "There are more than 256 optional units.");
}

TEST(Coverage, GivesUpAtItsBoundAndSaysSo) {
  CoverageMapping mapping = small_mapping();
  const auto report = coverage_of(mapping, 0);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->competence, Competence::undecided);
  EXPECT_EQ(report->occupations.at(0).ksbs[1].at_worst, none);  // needs no search
}

// Brute force: every subset of the optional units.
struct Brute {
  std::map<std::pair<std::string, std::string>, Covering> at_worst;
  bool competence_everywhere = true;
};

bool is_permitted(const CoverageMapping& mapping, const std::set<std::string>& taken) {
  for (const auto& unit : mapping.units)
    if (unit.mandatory && !taken.contains(unit.code)) return false;
  for (const auto& group : mapping.groups) {
    const auto count = std::ranges::count_if(mapping.units, [&](const MappedUnit& unit) {
      return unit.group == group.name && taken.contains(unit.code);
    });
    if (count < group.at_least || count > group.at_most) return false;
  }
  return true;
}

Covering covering(const CoverageMapping& mapping, const std::set<std::string>& taken,
                  std::string_view occupation, std::string_view ksb) {
  auto best = none;
  for (const auto& entry : mapping.entries)
    if (entry.occupation == occupation && entry.ksb == ksb && taken.contains(entry.unit))
      best = std::max(best, entry.covering);
  return best;
}

bool leads_somewhere(const CoverageMapping& mapping, const std::set<std::string>& taken) {
  return std::ranges::any_of(mapping.occupations, [&](const OccupationKsbs& occupation) {
    return std::ranges::all_of(occupation.ksbs, [&](const std::string& ksb) {
      return covering(mapping, taken, occupation.occupation, ksb) >= partial;
    });
  });
}

Brute brute_force(const CoverageMapping& mapping) {
  Brute answer;
  for (const auto& occupation : mapping.occupations)
    for (const auto& ksb : occupation.ksbs) answer.at_worst[{occupation.occupation, ksb}] = full;
  for (std::uint32_t bits = 0; bits < 1U << mapping.units.size(); ++bits) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < mapping.units.size(); ++i)
      if ((bits >> i & 1U) != 0) taken.insert(mapping.units[i].code);
    if (!is_permitted(mapping, taken)) continue;
    for (auto& [key, worst] : answer.at_worst)
      worst = std::min(worst, covering(mapping, taken, key.first, key.second));
    answer.competence_everywhere = answer.competence_everywhere && leads_somewhere(mapping, taken);
  }
  return answer;
}

struct Shape {
  int units;
  int groups;
  int occupations;
  int ksbs;
  int coverers;  // units that cover a KSB, on average
};

CoverageMapping random_mapping(std::mt19937& random, const Shape& shape) {
  const auto below = [&](int end) { return static_cast<int>(random() % static_cast<unsigned>(end)); };
  CoverageMapping mapping;
  std::vector<int> sizes(static_cast<std::size_t>(shape.groups));
  for (int i = 0; i < shape.units; ++i) {
    MappedUnit unit{.code = "U" + std::to_string(i)};
    if (below(12) == 0) {
      unit.mandatory = true;
    } else if (below(10) != 0) {
      const int group = below(shape.groups);
      unit.group = "G" + std::to_string(group);
      ++sizes[static_cast<std::size_t>(group)];
    }
    mapping.units.push_back(unit);
  }
  for (int i = 0; i < shape.groups; ++i) {
    const int size = sizes[static_cast<std::size_t>(i)];
    const int least = below(size + 1);
    mapping.groups.push_back(
        {.name = "G" + std::to_string(i), .at_least = least, .at_most = least + below(3)});
  }
  for (int i = 0; i < shape.occupations; ++i) {
    OccupationKsbs occupation{.occupation = "OCC" + std::to_string(i)};
    for (int k = 0; k < shape.ksbs; ++k) {
      occupation.ksbs.push_back("K" + std::to_string(k));
      for (const auto& unit : mapping.units)
        if (below(shape.units) < shape.coverers)
          mapping.entries.push_back({unit.code, occupation.occupation, occupation.ksbs.back(),
                                     static_cast<Covering>(1 + below(3))});
    }
    mapping.occupations.push_back(occupation);
  }
  return mapping;
}

void expect_equal_to_brute_force(const CoverageMapping& mapping, unsigned seed) {
  const auto report = report_of(mapping);
  const auto brute = brute_force(mapping);
  for (const auto& occupation : report.occupations) {
    for (const auto& ksb : occupation.ksbs) {
      ASSERT_EQ(ksb.at_worst, brute.at_worst.at({occupation.occupation, ksb.ksb})) << "seed " << seed;
      if (ksb.at_worst == full) continue;
      const std::set<std::string> taken(ksb.worst_combination.begin(), ksb.worst_combination.end());
      ASSERT_TRUE(is_permitted(mapping, taken)) << "seed " << seed;
      ASSERT_EQ(covering(mapping, taken, occupation.occupation, ksb.ksb), ksb.at_worst) << "seed " << seed;
    }
  }
  ASSERT_EQ(report.competence,
            brute.competence_everywhere ? Competence::in_every_combination : Competence::missing)
      << "seed " << seed;
  if (report.competence != Competence::missing) return;
  const std::set<std::string> taken(report.failing_combination.begin(), report.failing_combination.end());
  ASSERT_TRUE(is_permitted(mapping, taken)) << "seed " << seed;
  ASSERT_FALSE(leads_somewhere(mapping, taken)) << "seed " << seed;
}

TEST(Coverage, EqualsBruteForce) {
  int missing = 0;
  int everywhere = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    const Shape shape{.units = 1 + static_cast<int>(random() % 9),
                      .groups = 1 + static_cast<int>(random() % 3),
                      .occupations = 1 + static_cast<int>(random() % 4),
                      .ksbs = 1 + static_cast<int>(random() % 5),
                      .coverers = 1 + static_cast<int>(random() % 6)};
    const auto mapping = random_mapping(random, shape);
    ASSERT_NO_FATAL_FAILURE(expect_equal_to_brute_force(mapping, seed));
    ++(report_of(mapping).competence == Competence::missing ? missing : everywhere);
  }
  EXPECT_GT(missing, 50);
  EXPECT_GT(everywhere, 50);
}

TEST(Coverage, EqualsBruteForceUpToFifteenUnits) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    std::mt19937 random(1000 + seed);
    const auto mapping = random_mapping(random, {.units = 12 + static_cast<int>(seed) % 4,
                                                 .groups = 1 + static_cast<int>(seed) % 2,
                                                 .occupations = 3,
                                                 .ksbs = 3,
                                                 .coverers = 4});
    ASSERT_NO_FATAL_FAILURE(expect_equal_to_brute_force(mapping, 1000 + seed));
  }
}

// Forty units of which so many are taken, six occupations of sixty KSBs, each covered by the same number of
// units drawn at random. Hardest where a failing combination only just exists or only just does not.
CoverageMapping hard_mapping(int taken, int coverers, unsigned seed) {
  std::mt19937 random(seed);
  CoverageMapping mapping{.groups = {{.name = "options", .at_least = taken, .at_most = taken}}};
  for (int i = 0; i < 40; ++i) mapping.units.push_back({.code = "U" + std::to_string(i), .group = "options"});
  for (int i = 0; i < 6; ++i) {
    OccupationKsbs occupation{.occupation = "OCC" + std::to_string(i)};
    for (int k = 0; k < 60; ++k) {
      std::set<unsigned> units;
      while (units.size() < static_cast<std::size_t>(coverers))
        units.insert(static_cast<unsigned>(random() % 40));
      occupation.ksbs.push_back("K" + std::to_string(k));
      for (const auto unit : units)
        mapping.entries.push_back(
            {"U" + std::to_string(unit), occupation.occupation, occupation.ksbs.back(), full});
    }
    mapping.occupations.push_back(occupation);
  }
  return mapping;
}

// Of this thread: a busy machine is not to be taken for a slow search.
std::chrono::nanoseconds processor_time() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds{spent.tv_sec} + std::chrono::nanoseconds{spent.tv_nsec};
}

TEST(Coverage, DecidesFortyUnitsQuicklyWhereverTheThresholdLies) {
  std::chrono::nanoseconds slowest{};
  int missing = 0;
  int everywhere = 0;
  for (const int coverers : {3, 5, 8, 10}) {
    for (int taken = 10; taken < 36; ++taken) {
      const auto mapping = hard_mapping(taken, coverers, static_cast<unsigned>(taken));
      const auto start = processor_time();
      const auto report = coverage_of(mapping, kMostSearchSteps / 10).value();
      slowest = std::max(slowest, processor_time() - start);
      ASSERT_NE(report.competence, Competence::undecided) << coverers << ' ' << taken;
      if (report.competence == Competence::in_every_combination) {
        ++everywhere;
        continue;
      }
      ++missing;
      const std::set<std::string> units(report.failing_combination.begin(), report.failing_combination.end());
      ASSERT_TRUE(is_permitted(mapping, units));
      ASSERT_FALSE(leads_somewhere(mapping, units));
    }
  }
  EXPECT_GT(missing, 20);
  EXPECT_GT(everywhere, 20);
  RecordProperty("slowest_us", static_cast<int>(slowest.count() / 1000));
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(slowest, std::chrono::milliseconds{50});
#endif
}

TEST(Coverage, DecidesMoreThanSixtyFourUnits) {
  CoverageMapping mapping{.groups = {{.name = "options", .at_least = 70, .at_most = 70}},
                          .occupations = {{"OCC1", {"K1"}}, {"OCC2", {"K1"}}}};
  for (int i = 0; i < 100; ++i) {
    mapping.units.push_back({.code = "U" + std::to_string(i), .group = "options"});
    if (i >= 65 && i < 85) mapping.entries.push_back({mapping.units.back().code, "OCC1", "K1", full});
    if (i >= 74 && i < 95) mapping.entries.push_back({mapping.units.back().code, "OCC2", "K1", full});
  }
  EXPECT_EQ(report_of(mapping).competence, Competence::missing);  // 30 units are avoided: all that cover
  mapping.entries.push_back({"U0", "OCC1", "K1", full});
  EXPECT_EQ(report_of(mapping).competence, Competence::in_every_combination);
}

}  // namespace
}  // namespace htq

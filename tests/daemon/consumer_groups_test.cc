// Which groups of consumers are told of where not all can be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/publish/consumer_groups.h"

namespace htq {
namespace {

ConsumerGroups::Standing standing(std::string group, std::uint64_t events, double seconds = 0) {
  return {.group = std::move(group),
          .stream = Stream::events,
          .next = {},
          .lag = {.events = events, .bytes = 0, .seconds = seconds}};
}

std::vector<std::string> names(const std::vector<ConsumerGroups::Standing>& groups) {
  std::vector<std::string> names;
  for (const auto& one : groups) names.push_back(one.group);
  return names;
}

TEST(ConsumerGroups, FurthestBehindComeFirstAndTheRestIsLeftOut) {
  std::vector<ConsumerGroups::Standing> all;
  for (std::uint64_t behind = 0; behind < 1'000; ++behind)
    all.push_back(standing("group-" + std::to_string(behind), behind));
  const auto told = furthest_behind(all, 100);
  ASSERT_EQ(told.size(), 100U);
  EXPECT_EQ(told.front().group, "group-999");
  EXPECT_EQ(told.back().group, "group-900");
}

TEST(ConsumerGroups, ThoseEquallyBehindStandByTimeAndThenByName) {
  const auto told =
      furthest_behind({standing("b", 1, 2), standing("z", 1, 9), standing("a", 1, 2), standing("c", 0)}, 9);
  EXPECT_THAT(names(told), testing::ElementsAre("z", "a", "b", "c"));
}

}  // namespace
}  // namespace htq

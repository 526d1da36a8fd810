// What the rows were: as many wait for it as may, and the next is told so at once.
#include "daemon/past.h"

#include <gtest/gtest.h>

#include "daemon/clock.h"
#include "daemon/log/memory_log.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "tests/support/postponed.h"

namespace htq {
namespace {

TEST(Past, TurnsAwayWhoComesWhenTooManyWaitAndGoesOnAfterwards) {
  tests::Postponed lane;
  ManualClock clock({1'600'000'000'000'000'000});
  MemoryLog log(lane);
  auto applier = Applier::open(all_projections(), log, std::make_shared<MemoryRows>());
  ASSERT_TRUE(applier.has_value());
  Projector projector(std::move(*applier), lane, clock, Projector::Options{});
  Past past(log, projector, lane);
  int built = 0;
  int turned_away = 0;
  const auto ask = [&] {
    past.view("cases", {0}, [&](Past::Answer answer) {
      if (answer)
        ++built;
      else if (answer.error().kind == FaultKind::overloaded)
        ++turned_away;
    });
  };
  while (turned_away == 0) ask();
  EXPECT_EQ(built, 0);
  lane.run_all();
  EXPECT_EQ(built, 16);
  ask();
  lane.run_all();
  EXPECT_EQ(built, 17);
  EXPECT_EQ(turned_away, 1);
}

}  // namespace
}  // namespace htq

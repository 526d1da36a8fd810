#include "daemon/clock.h"

#include <chrono>

#include "tests/daemon/clock_conformance.h"
#include "tests/support/stepping_clock.h"

namespace htq {
namespace {

constexpr Instant kMorning{1'600'858'800'000'000'000};

struct SystemWorld {
  const Clock& clock() const { return clock_; }
  void let_pass(Duration time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
  }

  SystemClock clock_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(System, ClockConformance, SystemWorld);

struct ManualWorld {
  const Clock& clock() const { return clock_; }
  void let_pass(Duration time) { EXPECT_TRUE(clock_.move_to(clock_.now() + time)); }

  ManualClock clock_{kMorning};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Manual, ClockConformance, ManualWorld);

struct SteppingWorld {
  const Clock& clock() const { return clock_; }
  void let_pass(Duration time) { clock_.step(time); }

  tests::SteppingClock clock_{kMorning};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Stepping, ClockConformance, SteppingWorld);

TEST(SystemClock, ShowsTheTimeOfTheMachineInUtc) {
  const auto before = std::chrono::system_clock::now().time_since_epoch();
  const Instant shown = SystemClock().now();
  const auto after = std::chrono::system_clock::now().time_since_epoch();
  EXPECT_GE(shown.ns, std::chrono::duration_cast<Duration>(before).count());
  EXPECT_LE(shown.ns, std::chrono::duration_cast<Duration>(after).count());
}

TEST(ManualClock, StandsWhereItWasPutAndNeverGoesBack) {
  ManualClock clock(kMorning);
  EXPECT_EQ(clock.now(), kMorning);
  EXPECT_TRUE(clock.move_to(kMorning));
  EXPECT_TRUE(clock.move_to(kMorning + Duration(5)));
  EXPECT_FALSE(clock.move_to(kMorning + Duration(4)));
  EXPECT_EQ(clock.now(), kMorning + Duration(5));
}

}  // namespace
}  // namespace htq

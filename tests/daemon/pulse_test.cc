// Whether signs come through, at instants that the test chooses.
#include "daemon/pulse.h"

#include <gtest/gtest.h>

namespace htq {
namespace {

using namespace std::chrono_literals;
using State = Pulse::State;

class APulse : public testing::Test {
 protected:
  State after(Pulse::Span passed) { return pulse_.look(now_ += passed); }

  Pulse::Time now_{100h};
  Pulse pulse_{/*stall_after=*/10s, /*longest_step=*/2s};

  void SetUp() override { pulse_.sent(now_); }
};

TEST_F(APulse, BeatsUntilASignHasBeenUnderWayForTooLong) {
  for (int second = 1; second <= 9; ++second) EXPECT_EQ(after(1s), State::beating) << second;
  EXPECT_EQ(after(1s), State::stalled);
}

TEST_F(APulse, IsLostAfterTwiceAsLong) {
  for (int second = 1; second <= 19; ++second) EXPECT_NE(after(1s), State::lost) << second;
  EXPECT_EQ(after(1s), State::lost);
}

TEST_F(APulse, BeginsAnewWithEachSign) {
  for (int second = 1; second <= 12; ++second) after(1s);
  pulse_.sent(now_);
  EXPECT_EQ(after(2s), State::beating);
  EXPECT_EQ(pulse_.under_way(), 2s);
}

TEST_F(APulse, TakesALongPauseOfTheMachineForOneStep) {
  EXPECT_EQ(after(1h), State::beating);
  EXPECT_EQ(pulse_.under_way(), 2s);
}

TEST_F(APulse, TakesNoStepBack) {
  after(2s);
  after(-5s);
  EXPECT_EQ(pulse_.under_way(), 2s);
}

}  // namespace
}  // namespace htq

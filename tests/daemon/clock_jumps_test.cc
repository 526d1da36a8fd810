#include "daemon/clock_jumps.h"

#include <gtest/gtest.h>

#include <vector>

namespace htq {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using News = ClockJumps::News;

class SetClock final : public Clock {
 public:
  Instant now() const override { return at; }
  Instant at{1'600'000'000'000'000'000};
};

class ClockJumpsTest : public testing::Test {
 protected:
  /// Time passes, and the clock is set meanwhile.
  void pass(Duration time, Duration set_by = {}) {
    been_on_ += time;
    clock_.at = clock_.at + time + set_by;
  }
  bool believes() {
    const auto now = jumps_.now();
    EXPECT_TRUE(!now || *now == clock_.at);
    return now.has_value();
  }

  SetClock clock_;
  Duration been_on_ = hours(5);
  std::vector<ClockJumps::Told> told_;
  ClockJumps jumps_{clock_,
                    {.has_been_on = [this] { return been_on_; },
                     .on_news = [this](const ClockJumps::Told& told) { told_.push_back(told); }}};
};

TEST_F(ClockJumpsTest, AClockThatGoesAsTimeDoesIsBelieved) {
  EXPECT_TRUE(believes());
  pass(hours(24 * 90));  // suspended, too
  EXPECT_TRUE(believes());
  pass(seconds(1), minutes(10));
  EXPECT_TRUE(believes()) << "corrected";
  pass(seconds(1), -hours(24));
  EXPECT_TRUE(believes()) << "nothing falls due too early";
  EXPECT_TRUE(told_.empty());
}

TEST_F(ClockJumpsTest, OneThatReadsMonthsAheadForAMomentIsNotAndThatIsToldOnce) {
  ASSERT_TRUE(believes());
  const Instant before = clock_.at;
  pass(seconds(1), hours(24 * 90));
  EXPECT_FALSE(believes());
  EXPECT_TRUE(jumps_.is_in_doubt());
  pass(seconds(1));
  EXPECT_FALSE(believes());
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0].news, News::jumped);
  EXPECT_EQ(told_[0].expected, before + seconds(1));
  EXPECT_EQ(told_[0].now, before + seconds(1) + hours(24 * 90));
  pass(seconds(1), -hours(24 * 90));
  EXPECT_TRUE(believes());
  EXPECT_FALSE(jumps_.is_in_doubt());
  EXPECT_EQ(told_.back().news, News::came_back);
  EXPECT_EQ(jumps_.count(), 1U);
}

TEST_F(ClockJumpsTest, OneThatStaysAheadWasWrongBefore) {
  ASSERT_TRUE(believes());
  pass(seconds(1), hours(2));
  ASSERT_FALSE(believes());
  pass(minutes(10) - seconds(1));
  EXPECT_FALSE(believes());
  pass(seconds(1));
  EXPECT_TRUE(believes());
  EXPECT_EQ(told_.back().news, News::stayed);
  pass(hours(1));
  EXPECT_TRUE(believes());
  EXPECT_EQ(told_.size(), 2U);
}

TEST_F(ClockJumpsTest, OneThatJumpsOnMustStayWhereItIsThen) {
  ASSERT_TRUE(believes());
  pass(seconds(1), hours(2));
  ASSERT_FALSE(believes());
  pass(minutes(9), hours(2));
  EXPECT_FALSE(believes());
  pass(minutes(9));
  EXPECT_FALSE(believes());
  pass(minutes(1));
  EXPECT_TRUE(believes());
}

TEST_F(ClockJumpsTest, TheMachinesOwnClockGoesOn) {
  const Duration before = machine_has_been_on();
  EXPECT_GT(before, Duration(0));
  EXPECT_GE(machine_has_been_on(), before);
}

}  // namespace
}  // namespace htq

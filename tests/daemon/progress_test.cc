#include "daemon/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace htq {
namespace {

using namespace std::chrono_literals;

TEST(ProgressText, SaysDoneTotalRateAndTimeLeft) {
  EXPECT_EQ(progress_text("rebuild", "records", 400'000, 1'000'000, 5s),
            "rebuild  40% (400,000 of 1,000,000 records)  80,000/s  8s left");
  EXPECT_EQ(progress_text("rebuild", "records", 1, 600, 1s),
            "rebuild  0% (1 of 600 records)  1.0/s  9m 59s left");
  EXPECT_EQ(progress_text("rebuild", "records", 1, 7321, 1s),
            "rebuild  0% (1 of 7,321 records)  1.0/s  2h 02m left");
}

TEST(ProgressText, SaysWhatItKnowsAndNoMore) {
  EXPECT_EQ(progress_text("scan", "rows", 1234, std::nullopt, 1s), "scan  1,234 rows  1,234/s");
  EXPECT_EQ(progress_text("scan", "rows", 0, 10, 1s), "scan  0% (0 of 10 rows)");
  EXPECT_EQ(progress_text("scan", "rows", 5, 10, 0s), "scan  50% (5 of 10 rows)");
  EXPECT_EQ(progress_text("scan", "rows", 0, 0, 1s), "scan  0 rows");
  EXPECT_EQ(progress_text("scan", "rows", 12, 10, 1s), "scan  12 rows  12/s") << "more than was thought";
  EXPECT_EQ(progress_text("scan", "rows", 10, 10, 1s), "scan  100% (10 of 10 rows)  10/s");
  EXPECT_EQ(progress_text("scan", "rows", 1, std::numeric_limits<std::uint64_t>::max(), 1s),
            "scan  0% (1 of 18,446,744,073,709,551,615 rows)  1.0/s");
}

class ProgressTest : public testing::Test {
 protected:
  Progress::Write keep() {
    return [this](std::string_view text) { written_ += text; };
  }
  void pass(Duration time) { clock_.move_to(clock_.now() + time); }

  ManualClock clock_{Instant{}};
  std::string written_;
};

TEST_F(ProgressTest, WithoutATerminalIsALineEveryFewSeconds) {
  Progress progress({.name = "scan", .unit = "rows", .total = 100}, clock_, Progress::Screen::plain, keep());
  progress.reached(10);
  EXPECT_EQ(written_, "");
  pass(5s);
  progress.reached(50);
  progress.reached(51);
  EXPECT_EQ(written_, "scan  50% (50 of 100 rows)  10/s  5s left\n");
  progress.reached(100);
  pass(5s);
  progress.finish();
  EXPECT_THAT(written_, testing::EndsWith("\nscan  100% (100 of 100 rows)  10/s, took 10s\n"));
  EXPECT_THAT(written_, testing::Not(testing::HasSubstr("\x1b")));
}

TEST_F(ProgressTest, AtATerminalIsOneLineWrittenOver) {
  {
    Progress progress({.name = "scan", .unit = "rows"}, clock_, Progress::Screen::terminal, keep());
    pass(1s);
    progress.reached(10);
    pass(1s);
    progress.reached(30);
    EXPECT_EQ(written_, "\rscan  10 rows  10/s\x1b[K\rscan  30 rows  15/s\x1b[K");
    progress.finish();
    EXPECT_THAT(written_, testing::EndsWith("\rscan  30 rows  15/s, took 2s\x1b[K\n"));
    written_.clear();
  }
  EXPECT_EQ(written_, "");
}

TEST_F(ProgressTest, GivenUpHalfWayEndsItsLine) {
  {
    Progress progress({.name = "scan", .unit = "rows"}, clock_, Progress::Screen::terminal, keep());
    pass(1s);
    progress.reached(10);
  }
  EXPECT_THAT(written_, testing::EndsWith("\x1b[K\n"));
}

}  // namespace
}  // namespace htq

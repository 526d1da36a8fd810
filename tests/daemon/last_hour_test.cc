// Which commands come first, and how those that were turned away are counted.
#include "daemon/last_hour.h"

#include <gtest/gtest.h>

#include "daemon/turned_away.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr Duration kHour = std::chrono::hours(1);
constexpr Duration kMinute = std::chrono::minutes(1);
constexpr Instant kOpens{1'000'000'000'000'000'000};
constexpr Instant kCloses = kOpens + 24 * kHour;

class LastHourTest : public ::testing::Test {
 protected:
  LastHourTest() {
    CycleState cycle;
    cycle.windows["1"] = {.opens = kOpens, .closes = kCloses};
    cycle.windows["2"] = {};  // its days are not known
    hour_.cycle_is("cycle-1", cycle);
    at_stage(Stage::DRAFT);
  }
  void at_stage(Stage stage) {
    CaseState file;
    file.stage = stage;
    file.organisation = "north";
    file.cycle = "cycle-1";
    if (stage != Stage::DRAFT) file.window = "1";
    if (stage == Stage::CHANGES_REQUIRED) file.resubmit_by = kCloses + 10 * kHour;
    hour_.case_is("case-1", file);
  }
  template <typename Fill>
  std::optional<PressingSubmission> asked(Instant received_at, Fill fill,
                                          const std::string& organisation = "north") const {
    Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
                .actor = {.subject = "ann", .organisation = organisation},
                .received_at = received_at};
    auto command = order.message->initRoot<Command>();
    fill(command);
    command.setTarget("case-1");
    return hour_.submission_of(order);
  }
  bool comes_first(Instant received_at) const { return asked(received_at, kSubmit).has_value(); }

  static constexpr auto kSubmit = [](Command::Builder c) { c.initSubmitApplication(); };
  static constexpr auto kCorrect = [](Command::Builder c) { c.initCorrectApplication(); };
  static constexpr auto kResubmit = [](Command::Builder c) { c.initResubmit(); };
  LastHour hour_;
};

TEST_F(LastHourTest, BeginsAnHourBeforeTheCloseAndEndsWithIt) {
  EXPECT_FALSE(comes_first(kCloses - kHour - Duration{1}));
  EXPECT_TRUE(comes_first(kCloses - kHour));
  EXPECT_TRUE(comes_first(kCloses));
  EXPECT_FALSE(comes_first(kCloses + Duration{1}));
}

TEST_F(LastHourTest, NamesTheWindowAndWhoseSubmissionItIs) {
  const auto submission = asked(kCloses, kSubmit);
  ASSERT_TRUE(submission.has_value());
  EXPECT_EQ(*submission, (PressingSubmission{.cycle = "cycle-1", .window = "1", .organisation = "north"}));
}

TEST_F(LastHourTest, IsForTheOrganisationOfTheCaseAlone) {
  EXPECT_FALSE(asked(kCloses, kSubmit, "south").has_value());
  EXPECT_FALSE(asked(kCloses, kSubmit, "").has_value());
}

TEST_F(LastHourTest, MovesWithTheWindow) {
  CycleState cycle;
  cycle.windows["1"] = {.opens = kOpens, .closes = kCloses + 5 * kHour};
  hour_.cycle_is("cycle-1", cycle);
  EXPECT_FALSE(comes_first(kCloses));
  EXPECT_TRUE(comes_first(kCloses + 5 * kHour));
}

TEST_F(LastHourTest, IsForWhatCanStillBeSubmittedAndForNothingElse) {
  EXPECT_FALSE(asked(kCloses, kCorrect).has_value());
  EXPECT_FALSE(asked(kCloses, [](Command::Builder c) { c.initWithdrawApplication(); }).has_value());
  at_stage(Stage::INELIGIBLE);
  EXPECT_TRUE(asked(kCloses, kCorrect).has_value());
  EXPECT_FALSE(comes_first(kCloses));
  at_stage(Stage::SUBMITTED);
  EXPECT_FALSE(comes_first(kCloses));
}

TEST_F(LastHourTest, ResubmissionsHaveAnHourOfTheirOwn) {
  at_stage(Stage::CHANGES_REQUIRED);
  EXPECT_FALSE(asked(kCloses, kResubmit).has_value());
  const auto last = asked(kCloses + 10 * kHour, kResubmit);
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->window, "");
  EXPECT_FALSE(asked(kCloses + 10 * kHour + Duration{1}, kResubmit).has_value());
}

TEST(TurnedAway, AreCountedByWindowAndOrganisationFromTheFirstToTheLast) {
  const PressingSubmission north{.cycle = "cycle-1", .window = "1", .organisation = "north"};
  const PressingSubmission south{.cycle = "cycle-1", .window = "1", .organisation = "south"};
  TurnedAway counts;
  EXPECT_EQ(counts.oldest(), std::nullopt);
  counts.add(north, {.first = kOpens + 2 * kMinute, .last = kOpens + 2 * kMinute});
  counts.add(north, {.first = kOpens + kMinute, .last = kOpens + kMinute});
  counts.add(south, {.first = kOpens + 3 * kMinute, .last = kOpens + 3 * kMinute});
  EXPECT_EQ(counts.oldest(), kOpens + kMinute);
  const auto some = counts.take(kOpens + 2 * kMinute, 10);  // what is not over yet stays
  ASSERT_EQ(some.size(), 1U);
  EXPECT_EQ(some[0].first, north);
  EXPECT_EQ(some[0].second.submissions, 2U);
  EXPECT_EQ(some[0].second.first, kOpens + kMinute);
  EXPECT_EQ(some[0].second.last, kOpens + 2 * kMinute);
  EXPECT_EQ(counts.take(kCloses, 10).size(), 1U);
  EXPECT_EQ(counts.oldest(), std::nullopt);
}

}  // namespace
}  // namespace htq

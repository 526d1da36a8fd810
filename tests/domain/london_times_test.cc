// The times of a command: London texts that become instants, or are refused where they stand.
#include "domain/london_times.h"

#include "domain/london_text.h"

#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

std::optional<Refusal> refusal_of(std::string_view local) {
  const auto instant = instant_of(local, DayMeans::its_first_instant);
  if (instant) return std::nullopt;
  return instant.error().refusal;
}

TEST(LondonTimes, ADayAloneIsItsFirstInstantOrItsLast) {
  EXPECT_EQ(instant_of("2021-07-05", DayMeans::its_first_instant), start_of_day({2021, 7, 5}));
  EXPECT_EQ(instant_of("2021-07-05", DayMeans::its_last_instant), end_of_day({2021, 7, 5}));
}

TEST(LondonTimes, ANightWithoutThatHourOrWithTwoOfItIsNotGuessedAt) {
  EXPECT_EQ(refusal_of("2021-03-28T00:59"), std::nullopt);
  EXPECT_EQ(refusal_of("2021-03-28T01:30"), Refusal::time_does_not_exist);
  EXPECT_EQ(refusal_of("2021-10-31T01:30"), Refusal::time_is_ambiguous);
  EXPECT_EQ(refusal_of("2021-10-31T02:00"), std::nullopt);
}

TEST(LondonTimes, AnythingElseIsNoTime) {
  for (const char* local : {"soon", "2021-02-30", "31/01/2021", "2021-01-31T25:00", "2021-01-31T10:00Z"})
    EXPECT_EQ(refusal_of(local), Refusal::bad_value) << local;
}

TEST(TimesThatAreAskedFor, AreADayALondonTimeOrAnInstant) {
  const auto first = [](std::string_view text) { return time_of(text, DayMeans::its_first_instant); };
  EXPECT_EQ(rfc3339(*first("2021-07-05")), "2021-07-04T23:00:00Z");
  EXPECT_EQ(rfc3339(*time_of("2021-07-05", DayMeans::its_last_instant)), "2021-07-05T22:59:59.999999999Z");
  EXPECT_EQ(rfc3339(*first("2021-07-05T12:00")), "2021-07-05T11:00:00Z");
  EXPECT_EQ(rfc3339(*first("2021-07-05T12:00:00.5Z")), "2021-07-05T12:00:00.5Z");
  EXPECT_EQ(rfc3339(*first("2021-07-05T12:00:00+02:00")), "2021-07-05T10:00:00Z");
}

TEST(TimesThatAreAskedFor, HaveTheSameFirstAndLastYearInEveryForm) {
  for (const char* within : {"1900-01-01", "1900-01-01T00:00", "1900-01-01T00:00:00Z", "2099-12-31",
                             "2099-12-31T23:59:59", "2099-12-31T23:59:59.999999999Z"})
    EXPECT_TRUE(time_of(within, DayMeans::its_last_instant).has_value()) << within;
  for (const char* beyond : {"1899-12-31", "1899-12-31T23:59", "1899-12-31T23:59:59Z", "2100-01-01",
                             "2100-01-01T00:00", "2100-01-01T00:00:00Z", "2200-01-01T00:00:00Z"}) {
    const auto read = time_of(beyond, DayMeans::its_first_instant);
    ASSERT_FALSE(read.has_value()) << beyond;
    EXPECT_NE(read.error().find("1900 to 2099"), std::string::npos) << read.error();
  }
}

TEST(TimesThatAreAskedFor, SayWhyTheyAreNone) {
  const auto why = [](std::string_view text) {
    const auto read = time_of(text, DayMeans::its_first_instant);
    return read ? std::string() : read.error();
  };
  EXPECT_TRUE(why("2021-03-28T01:30").starts_with("does not exist")) << why("2021-03-28T01:30");
  EXPECT_TRUE(why("2021-10-31T01:30").starts_with("exists twice")) << why("2021-10-31T01:30");
  EXPECT_TRUE(why("soon").starts_with("should be a London time")) << why("soon");
}

struct TimesOfACommand : ::testing::Test {
  ReadyOffice office;

  Answer announce(const std::string& approved_before) {
    return office.ask(official(), "cycle-9", [&](auto c) {
      auto event = c.initAnnounceCycle();
      event.setTitle("9");
      auto edition = event.initEdition();
      edition.setRecommends(BodyKind::ROUTE_PANEL);
      edition.setAssures(BodyKind::APPROVALS_COMMITTEE);
      edition.setDecides(BodyKind::APPROVALS_COMMITTEE);
      edition.setConsultation(ConsultationPolicy::PLANNED);
      auto rules = edition.initFirstTeach(2);
      rules[0].setFirstTeach("2025-09");
      rules[1].setFirstTeach("2026-09");
      rules[1].initApprovedBefore().setLocal(text(approved_before));
    });
  }
};

TEST_F(TimesOfACommand, AreRefusedWhereTheyStand) {
  const Answer answer = announce("2021-03-28T01:30");
  EXPECT_REFUSED(answer, time_does_not_exist);
  EXPECT_EQ(answer.refused->field, "edition.firstTeach[1].approvedBefore");
}

TEST_F(TimesOfACommand, GetTheirInstantsHoweverDeepTheyStand) {
  ASSERT_ACCEPTED(announce("2024-11-01T00:00"));
  EXPECT_EQ(office.office().cycle("cycle-9")->edition.first_teach.at(1).approved_before,
            london("2024-11-01T00:00"));
}

}  // namespace
}  // namespace htq::tests

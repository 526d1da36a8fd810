#include "domain/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string_view>

#include "domain/london_text.h"

namespace htq {
namespace {

LocalDay day(std::string_view text) {
  return parse_day(text).value();
}
LocalTime local(std::string_view text) {
  return parse_local_time(text).value();
}
Instant utc(std::string_view text) {
  return parse_rfc3339(text).value();
}

// Bank holidays of England from 2020 to 2023, as published.
BankHolidays holidays() {
  BankHolidays all;
  for (const auto* each :
       {"2020-01-01", "2020-04-10", "2020-04-13", "2020-05-08", "2020-05-25", "2020-08-31", "2020-12-25",
        "2020-12-28", "2021-01-01", "2021-04-02", "2021-04-05", "2021-05-03", "2021-05-31", "2021-08-30",
        "2021-12-27", "2021-12-28", "2022-01-03", "2022-04-15", "2022-04-18", "2022-05-02", "2022-06-02",
        "2022-06-03", "2022-08-29", "2022-12-26", "2022-12-27", "2023-01-02", "2023-04-07", "2023-04-10"})
    all.add({.day = day(each)});
  all.add({.day = day("2022-09-19"), .known_from = day("2022-09-10")});
  all.add({.day = day("2023-05-08"), .known_from = day("2022-11-06")});
  return all;
}

struct ClockChanges {
  std::string_view forward;
  std::string_view back;
};
constexpr std::array kChanges = {
    ClockChanges{"2020-03-29", "2020-10-25"}, ClockChanges{"2021-03-28", "2021-10-31"},
    ClockChanges{"2022-03-27", "2022-10-30"}, ClockChanges{"2023-03-26", "2023-10-29"},
    ClockChanges{"2024-03-31", "2024-10-27"}, ClockChanges{"2025-03-30", "2025-10-26"},
    ClockChanges{"2026-03-29", "2026-10-25"}};

TEST(Calendar, FindsTheRulesOfLondon) {
  EXPECT_EQ(time_zone_trouble(), std::nullopt);
}

TEST(Calendar, HasNoHourBetweenOneAndTwoWhenClocksGoForward) {
  using enum LocalReading::Kind;
  for (const auto& [forward, back] : kChanges) {
    const std::string text(forward);
    EXPECT_EQ(read_local(local(text + "T00:59:59")).kind, exists) << text;
    EXPECT_EQ(read_local(local(text + "T00:59:59")).earlier, utc(text + "T00:59:59Z")) << text;
    for (const auto* missing : {"T01:00", "T01:30", "T01:59:59"}) {
      const auto reading = read_local(local(text + missing));
      EXPECT_EQ(reading.kind, does_not_exist) << text << missing;
      EXPECT_EQ(reading.earlier, utc(text + "T01:00:00Z")) << text << missing;
      EXPECT_EQ(reading.later, utc(text + "T01:00:00Z")) << text << missing;
    }
    EXPECT_EQ(read_local(local(text + "T02:00")).kind, exists) << text;
    EXPECT_EQ(read_local(local(text + "T02:00")).earlier, utc(text + "T01:00:00Z")) << text;
  }
}

TEST(Calendar, HasTheHourBetweenOneAndTwoTwiceWhenClocksGoBack) {
  using enum LocalReading::Kind;
  for (const auto& [forward, back] : kChanges) {
    const std::string text(back);
    EXPECT_EQ(read_local(local(text + "T00:59:59")).kind, exists) << text;
    const auto reading = read_local(local(text + "T01:30"));
    EXPECT_EQ(reading.kind, is_ambiguous) << text;
    EXPECT_EQ(reading.earlier, utc(text + "T00:30:00Z")) << text;
    EXPECT_EQ(reading.later, utc(text + "T01:30:00Z")) << text;
    EXPECT_EQ(read_local(local(text + "T01:00")).kind, is_ambiguous) << text;
    EXPECT_EQ(read_local(local(text + "T02:00")).kind, exists) << text;
    EXPECT_EQ(read_local(local(text + "T02:00")).earlier, utc(text + "T02:00:00Z")) << text;
  }
}

TEST(Calendar, HasDaysOfTwentyThreeAndTwentyFiveHours) {
  const auto length = [](std::string_view text) {
    return end_of_day(day(text)) - start_of_day(day(text)) + Duration{1};
  };
  for (const auto& [forward, back] : kChanges) {
    EXPECT_EQ(length(forward), std::chrono::hours{23}) << forward;
    EXPECT_EQ(length(back), std::chrono::hours{25}) << back;
  }
  EXPECT_EQ(length("2020-12-16"), std::chrono::hours{24});
}

TEST(Calendar, KnowsTheInstantsOfTheProcess) {
  const auto instant = [](std::string_view text) { return rfc3339(read_local(local(text)).earlier); };
  EXPECT_EQ(instant("2020-09-23T12:00"), "2020-09-23T11:00:00Z");  // cycle 1 opens in summer time
  EXPECT_EQ(instant("2020-12-16T17:00"), "2020-12-16T17:00:00Z");  // and closes in winter time
  EXPECT_EQ(instant("2025-06-01T02:00"), "2025-06-01T01:00:00Z");  // powers pass to the Secretary of State
  EXPECT_EQ(rfc3339(end_of_day(day("2021-09-17"))), "2021-09-17T22:59:59.999999999Z");
  EXPECT_EQ(rfc3339(start_of_day(day("2021-07-05"))), "2021-07-04T23:00:00Z");
}

TEST(Calendar, KeepsSummerTimeAfterTheYearsThatTheSystemLists) {
  for (const auto* summer : {"2038-07-01", "2040-07-01", "2066-07-01", "2099-07-01"})
    EXPECT_EQ(zone_letters(start_of_day(day(summer))), "BST") << summer;
  EXPECT_EQ(read_local(local("2038-03-28T01:30")).kind, LocalReading::Kind::does_not_exist);
  EXPECT_EQ(rfc3339(read_local(local("2038-03-28T01:30")).earlier), "2038-03-28T01:00:00Z");
  EXPECT_EQ(read_local(local("2099-10-25T01:30")).kind, LocalReading::Kind::is_ambiguous);
  EXPECT_EQ(rfc3339(read_local(local("2099-10-25T01:30")).later), "2099-10-25T01:30:00Z");
}

TEST(Calendar, ReadsOnlyDaysThatExist) {
  for (const auto* good : {"2020-02-29", "2000-02-29", "1900-01-01", "2099-12-31"})
    EXPECT_TRUE(parse_day(good)) << good;
  for (const auto* bad : {"", "2021-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-04-31",
                          "2020-1-01", "2020-01-1 ", "2020/01/01", "20200101", " 2020-01-01", "2020-01-01 ",
                          "2020-01-01T", "-020-01-01", "2020-+1-01", "1899-12-31", "2100-01-01"})
    EXPECT_FALSE(parse_day(bad)) << bad;
  for (const auto* bad : {"2025", "2025-3", "2025-13", "2025-03-01", "2025_03"})
    EXPECT_FALSE(parse_month(bad)) << bad;
  for (const auto* bad : {"2020-12-16", "2020-12-16T", "2020-12-16T24:00", "2020-12-16T17:60",
                          "2020-12-16T17:00:60", "2020-12-16 17:00", "2020-12-16T17:00Z",
                          "2020-12-16T17:00:0", "2020-12-16T1700", "2020-12-16T17:00.00"})
    EXPECT_FALSE(parse_local_time(bad)) << bad;
  EXPECT_EQ(iso_text(local("2020-12-16T17:00:00")), "2020-12-16T17:00");
  EXPECT_EQ(iso_text(local("2020-12-16T17:00:05")), "2020-12-16T17:00:05");
}

TEST(Calendar, EndsMonthsWithTheirLastLocalDay) {
  const auto march = parse_month("2025-03").value();
  EXPECT_EQ(rfc3339(end_of_month(march)), "2025-03-31T22:59:59.999999999Z");
  EXPECT_EQ(rfc3339(end_of_before_month(march)), "2025-02-28T23:59:59.999999999Z");
  // Edge case 23: approved before 1 November 2024, first teach in September 2025.
  const auto november = parse_month("2024-11").value();
  EXPECT_LE(read_local(local("2024-10-31T23:59")).earlier, end_of_before_month(november));
  EXPECT_GT(read_local(local("2024-11-01T00:00")).earlier, end_of_before_month(november));
  EXPECT_EQ(last_day(parse_month("2024-02").value()), day("2024-02-29"));
  EXPECT_EQ(iso_text(month_of(day("2024-02-29"))), "2024-02");
}

TEST(Calendar, ClosesAConsultationAtTheHourAtWhichItOpened) {
  const auto after_four_weeks = [](std::string_view opens) {
    return rfc3339(plus_weeks_local(utc(opens), 4));
  };
  EXPECT_EQ(after_four_weeks("2020-10-12T08:00:00.5Z"), "2020-11-09T09:00:00.5Z");  // 9am in London, both
  EXPECT_EQ(after_four_weeks("2021-01-04T09:00:00Z"), "2021-02-01T09:00:00Z");
  EXPECT_EQ(after_four_weeks("2021-02-28T01:30:00.25Z"), "2021-03-28T01:00:00Z");  // no such hour: the change
  EXPECT_EQ(after_four_weeks("2021-10-03T00:30:00Z"), "2021-10-31T00:30:00Z");     // twice: the earlier
  EXPECT_EQ(rfc3339(plus_weeks_local(utc("2021-10-31T01:30:00Z"), 0)), "2021-10-31T01:30:00Z");
}

TEST(Calendar, CountsWholeYears) {
  EXPECT_EQ(years_after(day("2021-03-15"), 5), day("2026-03-15"));
  EXPECT_EQ(years_after(day("2020-02-29"), 5), day("2025-02-28"));
  EXPECT_EQ(years_after(day("2020-02-29"), 4), day("2024-02-29"));
}

TEST(WorkingDays, LeaveOutWeekendsEasterAndSubstituteDays) {
  const auto known = holidays();
  EXPECT_EQ(next_working_day(day("2021-04-01"), known), day("2021-04-06"));  // Good Friday to Easter Monday
  EXPECT_EQ(next_working_day(day("2021-12-24"), known), day("2021-12-29"));  // two substitute days
  EXPECT_FALSE(is_working_day(day("2020-12-28"), known));                    // for Boxing Day, a Saturday
  EXPECT_TRUE(is_working_day(day("2020-12-29"), known));
  EXPECT_FALSE(is_working_day(day("2020-12-26"), known));
}

TEST(WorkingDays, TenOverChristmas2020EndInJanuary) {
  // 17 18 | 21 22 23 24 | 29 30 31 | 4
  EXPECT_EQ(add_working_days(day("2020-12-16"), 10, holidays()), day("2021-01-04"));
  EXPECT_EQ(rfc3339(working_days_after(utc("2020-12-16T17:00:00Z"), 10, holidays())),
            "2021-01-04T23:59:59.999999999Z");
  EXPECT_EQ(working_days_between(day("2020-12-16"), day("2021-01-04"), holidays()), 10);
}

TEST(WorkingDays, CountTheDayOfTheEventAsDayZero) {
  EXPECT_EQ(add_working_days(day("2020-12-19"), 0, holidays()), day("2020-12-19"));  // a Saturday
  EXPECT_EQ(add_working_days(day("2020-12-19"), 1, holidays()), day("2020-12-21"));
  EXPECT_EQ(rfc3339(working_days_after(utc("2020-07-01T23:30:00Z"), 2, {})),
            "2020-07-06T22:59:59.999999999Z");
}

TEST(WorkingDays, KeepADeadlineToldBeforeTheHolidayWasProclaimed) {
  const auto asked = day("2022-09-08");
  EXPECT_EQ(add_working_days(asked, 10, holidays().as_known_on(asked)), day("2022-09-22"));
  EXPECT_EQ(add_working_days(asked, 10, holidays().as_known_on(day("2022-09-10"))), day("2022-09-23"));
  EXPECT_FALSE(is_working_day(day("2022-09-19"), holidays()));
  EXPECT_FALSE(is_working_day(day("2023-05-08"), holidays()));  // cycle 4 opens on a bank holiday
}

TEST(WorkingDays, HoldEachHolidayOnceAndKnownEarliest) {
  BankHolidays all({{.day = day("2022-09-19"), .known_from = day("2022-09-12")},
                    {.day = day("2022-01-03")},
                    {.day = day("2022-09-19"), .known_from = day("2022-09-10")}});
  ASSERT_EQ(all.in_order().size(), 2U);
  EXPECT_EQ(all.in_order()[1].known_from, day("2022-09-10"));
  all.add({.day = day("2022-01-03"), .known_from = day("2021-01-01")});
  EXPECT_EQ(all.in_order()[0].known_from, std::nullopt);
}

LocalDay any_day() {
  return plus_days(day("1972-01-01"), *rc::gen::inRange(0, 46'000));
}  // to 2097

RC_GTEST_PROP(Calendar, ReadsBackWhatItWrites, ()) {
  const auto some = any_day();
  RC_ASSERT(parse_day(iso_text(some)) == some);
  RC_ASSERT(day_of(start_of_day(some)) == some);
  RC_ASSERT(day_of(end_of_day(some)) == some);
  RC_ASSERT(day_of(end_of_day(some) + Duration{1}) == plus_days(some, 1));
}

RC_GTEST_PROP(Calendar, FindsEachInstantAgainFromItsLocalTime, ()) {
  const Instant at = start_of_day(any_day()) + std::chrono::seconds{*rc::gen::inRange(0, 86'400)};
  const auto shown = local_of(at);
  RC_ASSERT(parse_local_time(iso_text(shown)) == shown);
  const auto reading = read_local(shown);
  RC_ASSERT(reading.kind != LocalReading::Kind::does_not_exist);
  RC_ASSERT(reading.earlier == at || reading.later == at);
}

RC_GTEST_PROP(Calendar, KeepsTheOrderOfDays, ()) {
  const auto one = any_day();
  const auto other = any_day();
  RC_ASSERT((one < other) == (start_of_day(one) < start_of_day(other)));
  RC_ASSERT((one < other) == (iso_text(one) < iso_text(other)));
}

RC_GTEST_PROP(WorkingDays, AreCountedAsTheyAreAdded, ()) {
  const auto from = plus_days(day("2020-01-01"), *rc::gen::inRange(0, 1200));
  const int days = *rc::gen::inRange(0, 60);
  const auto to = add_working_days(from, days, holidays());
  RC_ASSERT(working_days_between(from, to, holidays()) == days);
  if (days > 0) {
    RC_ASSERT(is_working_day(to, holidays()));
    RC_ASSERT(working_days_between(from, plus_days(to, -1), holidays()) == days - 1);
  }
  RC_ASSERT(working_days_between(to, from, holidays()) == 0);
}

}  // namespace
}  // namespace htq

#include "domain/london_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace htq {
namespace {

Instant utc(std::string_view text) {
  return parse_rfc3339(text).value();
}

TEST(LondonText, SaysHourAndDayAsPeopleDo) {
  EXPECT_EQ(moment_text(utc("2020-12-16T17:00:00Z")), "5:00pm on 16 December 2020");
  EXPECT_EQ(moment_text(utc("2020-09-23T11:00:00Z")), "12:00pm on 23 September 2020");
  EXPECT_EQ(moment_text(utc("2021-07-04T23:05:00Z")), "12:05am on 5 July 2021");
  EXPECT_EQ(moment_text(utc("2025-06-01T01:00:00Z")), "2:00am on 1 June 2025");
}

TEST(LondonText, ShowsByHowMuchASubmissionIsLate) {
  EXPECT_EQ(moment_text(utc("2020-12-16T17:00:05Z")), "5:00:05pm on 16 December 2020");
  EXPECT_EQ(moment_text(utc("2020-12-16T17:00:00.001Z")), "5:00:00.001pm on 16 December 2020");
  EXPECT_EQ(moment_text(utc("2020-12-16T17:00:00.123456789Z")), "5:00:00.123pm on 16 December 2020");
  EXPECT_EQ(moment_text(utc("2020-12-16T17:00:00.000000001Z")), "5:00:00.000000001pm on 16 December 2020");
}

TEST(LondonText, TellsTheTwoHalfPastOnesApart) {
  EXPECT_EQ(moment_text(utc("2020-10-25T00:30:00Z")), "1:30am BST on 25 October 2020");
  EXPECT_EQ(moment_text(utc("2020-10-25T01:30:00Z")), "1:30am GMT on 25 October 2020");
  EXPECT_EQ(moment_text(utc("2020-10-25T02:30:00Z")), "2:30am on 25 October 2020");
}

TEST(LondonText, CallsTheLastNanosecondTheEndOfTheDay) {
  EXPECT_EQ(deadline_text(end_of_day({.year = 2021, .month = 9, .day = 17})), "the end of 17 September 2021");
  EXPECT_EQ(deadline_text(utc("2020-12-16T17:00:00Z")), "5:00pm on 16 December 2020");
}

TEST(LondonText, NamesTheZoneInTables) {
  EXPECT_EQ(table_text(utc("2020-12-16T17:00:00Z")), "2020-12-16 17:00:00 GMT");
  EXPECT_EQ(table_text(utc("2020-09-23T11:00:00.001Z")), "2020-09-23 12:00:00.001 BST");
}

TEST(Rfc3339, HasAsManyDecimalsAsItTakes) {
  EXPECT_EQ(rfc3339({0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339({1}), "1970-01-01T00:00:00.000000001Z");
  EXPECT_EQ(rfc3339({-1}), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(rfc3339({1'500'000'000}), "1970-01-01T00:00:01.5Z");
  EXPECT_EQ(rfc3339({std::numeric_limits<std::int64_t>::max()}), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(rfc3339({std::numeric_limits<std::int64_t>::min()}), "1677-09-21T00:12:43.145224192Z");
}

TEST(Rfc3339, IsReadStrictly) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:01.500Z"), (Instant{1'500'000'000}));
  for (const auto* bad :
       {"", "Z", "2020-12-16", "2020-12-16T17:00Z", "2020-12-16T17:00:00", "2020-12-16T17:00:00z",
        "2020-12-16t17:00:00Z", "2020-12-16 17:00:00Z", "2020-12-16T17:00:00+00:00", "2020-12-16T17:00:00.Z",
        "2020-12-16T17:00:00.1234567890Z", "2020-12-16T17:00:00,5Z", "2020-12-16T17:00:60Z",
        "2020-02-30T17:00:00Z", "2020-12-16T17:00:00.-1Z", "2020-12-16T17:00:00ZZ", " 2020-12-16T17:00:00Z",
        "1899-12-31T23:59:59Z", "2100-01-01T00:00:00Z"})
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

Instant any_instant() {  // 1900 to 2099
  return {*rc::gen::inRange<std::int64_t>(-2'208'988'800'000'000'000, 4'102'444'800'000'000'000)};
}

RC_GTEST_PROP(Rfc3339, ReadsBackWhatItWrites, ()) {
  const auto at = any_instant();
  RC_ASSERT(parse_rfc3339(rfc3339(at)) == at);
}

RC_GTEST_PROP(LondonText, DiffersForInstantsAMillisecondApart, ()) {
  const auto at = any_instant();
  const auto next = at + std::chrono::milliseconds{1};
  RC_ASSERT(moment_text(at) != moment_text(next));
  RC_ASSERT(table_text(at) != table_text(next));
}

}  // namespace
}  // namespace htq

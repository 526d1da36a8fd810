#include "daemon/ctl/statistics_text.h"

#include <gtest/gtest.h>

namespace htq::ctl {
namespace {

constexpr const char* kStatistics = R"({
  "cycle": "2", "asAt": 9,
  "groups": [
    {"by": "all", "value": "", "cases": {"decided": 3, "carriedOver": 1}, "occupations": {"decided": 5, "carriedOver": 2},
     "approvedAtFirst": {"numerator": 1, "denominator": 3}, "approvedInTheEnd": {"numerator": 2, "denominator": 3},
     "days": [{"stage": "submissionToDecision", "cases": 2, "medianLow": 5, "medianHigh": 6, "longest": 6}],
     "promises": [{"kind": "receipt", "kept": 3, "missed": 1, "open": 0, "fellAway": 0}]},
    {"by": "level", "value": "4", "cases": {"decided": 3}, "occupations": {"decided": 5},
     "approvedAtFirst": {"numerator": 0, "denominator": 0}, "approvedInTheEnd": {"numerator": 0, "denominator": 0}}],
  "responses": [{"kind": "professionalBody", "count": 4}], "lateResponses": 1, "setAsideResponses": 2,
  "fromEarlierYears": 0})";

using Rows = std::vector<std::vector<std::string>>;

TEST(StatisticsText, AShareIsExactAndRoundedHalfUpToATenth) {
  EXPECT_EQ(share_text(12, 30), "12 of 30 (40.0 %)");
  EXPECT_EQ(share_text(1, 3), "1 of 3 (33.3 %)");
  EXPECT_EQ(share_text(2, 3), "2 of 3 (66.7 %)");
  EXPECT_EQ(share_text(1, 16), "1 of 16 (6.3 %)");
  EXPECT_EQ(share_text(7, 7), "7 of 7 (100.0 %)");
  EXPECT_EQ(share_text(0, 0), "0 of 0");
}

TEST(StatisticsText, ACycleHasFiguresSharesDaysPromisesAndResponses) {
  const auto tables = tables_of_cycle(*Json::parse(kStatistics));
  ASSERT_EQ(tables.size(), 5U);
  EXPECT_EQ(tables[0].rows, (Rows{{"decided", "3", "5"}, {"carried over, now", "1", "2"}}));
  EXPECT_EQ(tables[1].rows[0][1], "1 of 3 (33.3 %)");
  EXPECT_EQ(tables[1].rows[1][1], "2 of 3 (66.7 %)");
  EXPECT_EQ(tables[2].rows, (Rows{{"submission to decision", "2", "5 to 6", "6"}}));
  EXPECT_EQ(tables[3].rows, (Rows{{"receipt", "3", "1", "0", "0"}}));
  EXPECT_EQ(tables[4].rows,
            (Rows{{"professional body", "4"}, {"late, not counted", "1"}, {"set aside, not counted", "2"}}));
}

TEST(StatisticsText, AGroupHasARowAndWithoutMeasuredCasesNoMedian) {
  const auto table = table_of_groups(*Json::parse(kStatistics), "level");
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].size(), table.columns.size());
  EXPECT_EQ(table.rows[0].front(), "4");
  EXPECT_EQ(table.rows[0].back(), "");
}

TEST(StatisticsText, ACycleWithoutCasesHasNoFigures) {
  const auto tables = tables_of_cycle(
      *Json::parse(R"({"cycle": "9", "asAt": 1, "lateResponses": 0, "setAsideResponses": 0})"));
  EXPECT_TRUE(tables[0].rows.empty());
}

}  // namespace
}  // namespace htq::ctl

#include "daemon/text_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace htq {
namespace {

const std::vector<Column> kColumns{{"Case"}, {"Title"}, {"Days", Align::right}};

TEST(TextTable, AlignsItsColumnsUnderAHeading) {
  EXPECT_EQ(text_table(kColumns, {{"HTQ-1", "Dental Technology", "12"}, {"HTQ-22", "Nursing", "3"}}),
            "Case    Title              Days\n"
            "------  -----------------  ----\n"
            "HTQ-1   Dental Technology    12\n"
            "HTQ-22  Nursing               3\n");
}

TEST(TextTable, WithoutRowsIsItsHeading) {
  EXPECT_EQ(text_table(kColumns, {}), "Case  Title  Days\n----  -----  ----\n");
}

TEST(TextTable, FillsUpAShortRowAndLeavesNoSpacesBehind) {
  EXPECT_EQ(text_table({{"A"}, {"B"}}, {{"x"}}), "A  B\n-  -\nx\n");
}

TEST(TextTable, CountsWhatIsSeenNotBytes) {
  EXPECT_EQ(text_table({{"N"}, {"M"}}, {{"Llŷr", "1"}, {"日本", "2"}, {"e\u0301", "3"}}),
            "N     M\n"
            "----  -\n"
            "Llŷr  1\n"
            "日本  2\n"
            "e\u0301     3\n");
  EXPECT_EQ(display_width("🎓"), 2u);
  EXPECT_EQ(display_width("\xff"), 1u);
  EXPECT_EQ(display_width(""), 0u);
}

TEST(TextTable, CutsTheWidestColumnToTheTerminal) {
  EXPECT_EQ(text_table(kColumns, {{"HTQ-1", "A very long title indeed", "12"}}, 26),
            "Case   Title          Days\n"
            "-----  -------------  ----\n"
            "HTQ-1  A very long …    12\n");
}

TEST(TextTable, NoLineIsWiderThanTheTerminalAtAnyWidthThatHolds) {
  const std::vector<std::vector<std::string>> rows{
      {"日本語のとても長い名前です", "x🎓🎓🎓🎓🎓🎓🎓🎓🎓", "123456789012"}};
  for (std::size_t width = 28; width < 70; ++width) {
    std::istringstream table(text_table(kColumns, rows, width));
    for (std::string line; std::getline(table, line);) EXPECT_LE(display_width(line), width) << line;
  }
}

TEST(TextTable, ForeignTextCannotLeaveItsCell) {
  EXPECT_THAT(text_table({{"A"}}, {{"x\n\x1b[2J"}}), testing::EndsWith("\nx\\n\\x1b[2J\n"));
}

TEST(TerminalWidth, IsUnknownWithoutATerminal) {
  EXPECT_EQ(terminal_width(-1), std::nullopt);
}

TEST(TextTableDeathTest, StopsAtACellWithoutAColumn) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(text_table({{"A"}}, {{"x", "y"}}), "has a column");
}

}  // namespace
}  // namespace htq

// The access journals of several daemons are read as one, by time, page after page.
#include "daemon/doors/journal_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htq {
namespace {

using ::testing::ElementsAre;

JournalLine line(std::uint64_t entry, std::int64_t at) {
  return {.entry = entry, .at = {at}, .json = R"({"entry":)" + std::to_string(entry) + "}"};
}

JournalPage page(std::vector<JournalLine> lines, bool has_more = false) {
  JournalPage page{.lines = std::move(lines), .has_more = has_more};
  if (page.lines.empty()) return page;
  page.looked_to = page.lines.back().entry;
  page.looked_until = page.lines.back().at;
  return page;
}

/// "a1 b1": whose, and which.
std::vector<std::string> shown(const JournalPageOfAll& all) {
  std::vector<std::string> names;
  for (const auto& [daemon, one] : all.lines) names.push_back(daemon + std::to_string(one.entry));
  return names;
}

TEST(JournalPages, AreHandedOverAsLines) {
  JournalPage some = page({line(3, 30), line(7, 70)}, true);
  some.looked_to = 9;
  EXPECT_EQ(JournalPage::parse(some.text()), some);
  EXPECT_EQ(JournalPage::parse(JournalPage{}.text()), JournalPage{});
  for (const char* bad : {"", "1", "1 2 0", "1 2 0\n3 4 {}", "1 2 0\n3 {}\n", "1 2 0\n3 4 x\n", "a b c\n"})
    EXPECT_FALSE(JournalPage::parse(bad)) << bad;
}

TEST(JournalPages, HaveACursorThatSaysOfEachDaemonHowFarItWasRead) {
  const JournalCursor cursor{{"10.0.0.1:7707", 12}, {"[::1]:7707", 7}};
  EXPECT_EQ(cursor_text(cursor), "12@10.0.0.1:7707,7@[::1]:7707");
  EXPECT_EQ(parse_journal_cursor(cursor_text(cursor)), cursor);
  EXPECT_EQ(parse_journal_cursor(""), JournalCursor{});
  for (const char* bad : {"12", "@a", "12@", "x@a", "12@a,,7@b"})
    EXPECT_FALSE(parse_journal_cursor(bad)) << bad;
}

TEST(JournalPages, AreMergedByTime) {
  const auto all =
      merged({{"a", page({line(1, 10), line(2, 40)})}, {"b", page({line(1, 20), line(2, 30)})}}, {}, 9);
  EXPECT_THAT(shown(all), ElementsAre("a1", "b1", "b2", "a2"));
  EXPECT_FALSE(all.has_more);
  EXPECT_EQ(all.reached, (JournalCursor{{"a", 2}, {"b", 2}}));
}

TEST(JournalPages, ShowNothingThatAnEntryMayStillComeBefore) {
  const auto all =
      merged({{"a", page({line(1, 10), line(2, 20)}, true)}, {"b", page({line(1, 15), line(2, 99)})}}, {}, 9);
  EXPECT_THAT(shown(all), ElementsAre("a1", "b1", "a2"));
  EXPECT_TRUE(all.has_more);
  EXPECT_EQ(all.reached, (JournalCursor{{"a", 2}, {"b", 1}}));
}

TEST(JournalPages, GoOnWhereTheLimitEndedThem) {
  const auto all = merged({{"a", page({line(4, 10), line(5, 30)})}, {"b", page({line(8, 20), line(9, 40)})}},
                          {{"a", 3}, {"b", 7}}, 1);
  EXPECT_THAT(shown(all), ElementsAre("a4"));
  EXPECT_TRUE(all.has_more);
  EXPECT_EQ(all.reached, (JournalCursor{{"a", 4}, {"b", 7}}));
}

TEST(JournalPages, PassOverWhatWasNotWantedAndKeepThePlaceOfWhoDoesNotAnswer) {
  JournalPage nothing{.looked_to = 50, .looked_until = {500}, .has_more = true};
  const auto all = merged({{"a", nothing}}, {{"away", 6}}, 9);
  EXPECT_THAT(shown(all), ElementsAre());
  EXPECT_TRUE(all.has_more);
  EXPECT_EQ(all.reached, (JournalCursor{{"a", 50}, {"away", 6}}));
}

}  // namespace
}  // namespace htq

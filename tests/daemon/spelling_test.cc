#include "daemon/spelling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htq {
namespace {

TEST(Spelling, ASlugIsALetterOrDigitAndThenThoseDotsAndHyphens) {
  for (const char* good : {"a", "7", "north-west.2"}) EXPECT_TRUE(is_slug(good)) << good;
  for (const char* bad : {"", "-a", ".a", "A", "a b", "a_b", "é", "a/b"}) EXPECT_FALSE(is_slug(bad)) << bad;
  EXPECT_TRUE(is_slug(std::string(64, 'a')));
  EXPECT_FALSE(is_slug(std::string(65, 'a')));
}

TEST(Spelling, TheNearestNameIsFewEditsAway) {
  const std::string known[] = {"http.listen", "http.socket", "log.cache_bytes", "projections.cache_bytes"};
  EXPECT_EQ(nearest("http.lsiten", known), "http.listen");
  EXPECT_EQ(nearest("log.cache_byte", known), "log.cache_bytes");
  EXPECT_EQ(nearest("socket", known), "http.socket");
  EXPECT_EQ(nearest("cache_bytes", known), std::nullopt) << "two end so";
  EXPECT_EQ(nearest("teapot", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest(std::string(1'000'000, 'x'), known), std::nullopt);
}

TEST(Spelling, NothingThatMovesTheCursorIsPrintable) {
  EXPECT_EQ(printable("a\tb\nc\x1b[2J\x7f"), "a\\tb\\nc\\x1b[2J\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\u009b2J")
      << "C1: a control sequence in one character";
  EXPECT_EQ(printable("\u202egnp"), "\\u202egnp") << "turns the direction of writing";
  EXPECT_EQ(printable("\xff\xc0\xaf\xed\xa0\x80"), "\\xff\\xc0\\xaf\\xed\\xa0\\x80") << "not UTF-8";
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82") << "cut short";
  EXPECT_EQ(printable("Llŷr · £ 🎓 \\n"), "Llŷr · £ 🎓 \\\\n");
}

}  // namespace
}  // namespace htq

#include "daemon/ctl/json_place.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "daemon/ctl/json.h"

namespace htq::ctl {
namespace {

std::string place(std::string_view text) {
  const auto found = first_fault_of_json(text);
  return found ? std::to_string(found->line) + ":" + std::to_string(found->column) : "none";
}

TEST(JsonPlace, IsTheFirstByteThatCouldNotStandThere) {
  EXPECT_EQ(place(R"({"a": [1, -2.5e3, true, null, "x\u00e9\n"], "b": {}})"), "none");
  EXPECT_EQ(place("{\n \"a\": 1,\n}"), "3:1");
  EXPECT_EQ(place("{\"a\" 1}"), "1:6");
  EXPECT_EQ(place("[1 2]"), "1:4");
  EXPECT_EQ(place("[1,\n tru]"), "2:5");
  EXPECT_EQ(place("[01]"), "1:3");
  EXPECT_EQ(place("[\"a\nb\"]"), "1:4");
  EXPECT_EQ(place("[\"\\x\"]"), "1:4");
  EXPECT_EQ(place("{} {}"), "1:4");
}

TEST(JsonPlace, IsTheEndOfWhatBreaksOff) {
  EXPECT_EQ(place(""), "1:1");
  EXPECT_EQ(place("{\"a\":\n"), "2:1");
  EXPECT_EQ(place("[\"abc"), "1:6");
  EXPECT_EQ(place("[\"\\u12"), "1:7");
}

TEST(JsonPlace, DepthIsBounded) {
  EXPECT_NE(place(std::string(1'000'000, '[')), "none");
}

RC_GTEST_PROP(JsonPlace, EveryTextThatIsNoJsonHasOne, (const std::vector<unsigned char>& picks)) {
  constexpr std::string_view kLikely = "{}[]\"\"::,,10-.e tfnul\\a\n";
  std::string text;
  for (const unsigned char pick : picks) text += kLikely[pick % kLikely.size()];
  if (!Json::parse(text)) RC_ASSERT(first_fault_of_json(text).has_value());
}

}  // namespace
}  // namespace htq::ctl

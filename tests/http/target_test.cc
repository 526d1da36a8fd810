#include "daemon/http/target.h"

#include <gtest/gtest.h>

namespace htq::http {
namespace {

std::string wrong_with(std::string_view target) {
  Request request;
  return std::string(read_target(target, request));
}

TEST(Target, SplitsThePathBeforeItDecodes) {
  Request request;
  ASSERT_EQ(read_target("/v1/cases/a%2Fb/%C3%A9", request), "");
  EXPECT_EQ(request.segments, (std::vector<std::string>{"v1", "cases", "a/b", "é"}));
  EXPECT_EQ(request.path, "/v1/cases/a/b/é");
}

TEST(Target, KeepsTheQueryInOrderWithRepeatedNames) {
  Request request;
  ASSERT_EQ(read_target("/x?b=1&a=two+words&b=%2B&c&&d=x=y", request), "");
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(request.query.parameters,
            (Pairs{{"b", "1"}, {"a", "two words"}, {"b", "+"}, {"c", ""}, {"d", "x=y"}}));
  EXPECT_EQ(request.query.count("b"), 2U);
  EXPECT_EQ(request.query.find("b"), "1");
  EXPECT_EQ(request.query.find("z"), std::nullopt);
}

TEST(Target, TakesTheAbsoluteForm) {
  Request request;
  ASSERT_EQ(read_target("http://here:7707/v1/cases?x=1", request), "");
  EXPECT_EQ(request.path, "/v1/cases");
  ASSERT_EQ(read_target("HTTP://here", request), "");
  EXPECT_EQ(request.path, "/");
}

TEST(Target, KeepsATrailingSlashAsAnEmptySegment) {
  Request request;
  ASSERT_EQ(read_target("/console/", request), "");
  EXPECT_EQ(request.segments, (std::vector<std::string>{"console", ""}));
}

TEST(Target, RefusesWhatCouldBeReadInTwoWays) {
  for (const std::string_view target : {"",       "*",        "x",           "here:80",  "/a//b",      "//",
                                        "/./a",   "/a/..",    "/a/%2e%2E/b", "/a%00b",   "/a%",        "/a%1",
                                        "/a%zz",  "/a%+1",    "/\xC3\xA9",   "/%ff",     "/%ED%A0%80", "/a#b",
                                        "/a?x=%", "/a?x=%00", "/a?%f0%28=1", "/a?x=\x7F"})
    EXPECT_NE(wrong_with(target), "") << target;
}

}  // namespace
}  // namespace htq::http

#include "daemon/http/problem.h"

#include <gtest/gtest.h>

namespace htq::http {
namespace {

TEST(Problem, CarriesItsMembersInOrder) {
  const Response response =
      Problem(
          {.status = 412, .type = "old-version", .title = "The case has moved on", .detail = "Version 3."})
          .with("number", 17)
          .with("clause", "4.2")
          .answer();
  EXPECT_EQ(response.status, 412);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            "{\"type\":\"/problems/old-version\",\"title\":\"The case has moved on\",\"status\":412,"
            "\"detail\":\"Version 3.\",\"number\":17,\"clause\":\"4.2\"}\n");
}

TEST(Problem, IsJsonWhateverItQuotes) {
  std::string json;
  append_json_string(json, "\"\\\n\x01 é \xFF\xED\xA0\x80 \xF0\x9F\x98\x80 \xC3");
  EXPECT_EQ(json, "\"\\\"\\\\\\u000a\\u0001 é \uFFFD\uFFFD\uFFFD\uFFFD \U0001F600 \uFFFD\"");
}

}  // namespace
}  // namespace htq::http

#include "daemon/http/router.h"

#include <gtest/gtest.h>

#include "daemon/http/target.h"

namespace htq::http {
namespace {

Handler nothing() {
  return [](Request&) -> Awaitable<Response> { co_return Response{}; };
}

Request request_for(std::string_view method, std::string_view target) {
  Request request;
  request.method = method;
  EXPECT_EQ(read_target(target, request), "");
  return request;
}

class Routes : public testing::Test {
 protected:
  Routes() {
    router.add("GET", "/", nothing());
    router.add("GET", "/v1/cases", nothing());
    router.add("GET", "/v1/cases/{id}", nothing());
    router.add("POST", "/v1/cases/{id}", nothing());
    router.add("GET", "/v1/cases/{case}/documents/{document}", nothing());
    router.add("GET", "/v1/cases/counts", nothing());
    router.add("POST", "/v1/commands/{name}", nothing());
    router.add("GET", "/console/{file...}", nothing());
  }

  std::string pattern_for(std::string_view method, std::string_view target) {
    Request request = request_for(method, target);
    const Router::Match match = router.match(request);
    return match.route != nullptr ? match.route->pattern : std::to_string(match.refusal->status);
  }

  Router router;
};

TEST_F(Routes, AreFoundByMethodAndPattern) {
  EXPECT_EQ(pattern_for("GET", "/"), "/");
  EXPECT_EQ(pattern_for("GET", "/v1/cases?x=1"), "/v1/cases");
  EXPECT_EQ(pattern_for("GET", "/v1/cases/7"), "/v1/cases/{id}");
  EXPECT_EQ(pattern_for("GET", "/v1/cases/counts"), "/v1/cases/counts");
  EXPECT_EQ(pattern_for("POST", "/v1/cases/counts"), "405") << "the fixed segment goes first";
  EXPECT_EQ(pattern_for("GET", "/v1/cases/counts/documents/d"), "/v1/cases/{case}/documents/{document}");
}

TEST_F(Routes, GiveTheirParametersDecoded) {
  Request request = request_for("GET", "/v1/cases/a%2Fb/documents/d%20e");
  ASSERT_NE(router.match(request).route, nullptr);
  EXPECT_EQ(request.parameter("case"), "a/b");
  EXPECT_EQ(request.parameter("document"), "d e");
}

TEST_F(Routes, MayTakeTheRestOfThePath) {
  Request request = request_for("GET", "/console/assets/app.js");
  ASSERT_NE(router.match(request).route, nullptr);
  EXPECT_EQ(request.parameter("file"), "assets/app.js");
  request = request_for("GET", "/console/");
  ASSERT_NE(router.match(request).route, nullptr);
  EXPECT_EQ(request.parameter("file"), "");
}

TEST_F(Routes, AreNotFoundForOtherPaths) {
  for (const std::string_view target :
       {"/v1", "/v1/", "/v1/cases/", "/v1/cases/7/", "/v1/cases/7/documents", "/V1/cases"})
    EXPECT_EQ(pattern_for("GET", target), "404") << target;
}

TEST_F(Routes, SayWhichMethodsTheyAllow) {
  Request request = request_for("DELETE", "/v1/cases/7");
  const Router::Match match = router.match(request);
  ASSERT_TRUE(match.refusal);
  EXPECT_EQ(match.refusal->status, 405);
  EXPECT_EQ(match.refusal->headers.find("Allow"), "GET, HEAD, POST");
}

TEST_F(Routes, AnswerHeadWhereTheyAnswerGet) {
  EXPECT_EQ(pattern_for("HEAD", "/v1/cases"), "/v1/cases");
  EXPECT_EQ(pattern_for("HEAD", "/v1/commands/x"), "405");
}

}  // namespace
}  // namespace htq::http

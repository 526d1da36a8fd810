#include "daemon/forwarded.h"

#include <gtest/gtest.h>

#include <functional>

#include "daemon/clock.h"

namespace htq {
namespace {

const std::string kKey(32, 'k');
constexpr char kWriter[] = "writer:7707";
constexpr Instant kNow{1'700'000'000'000'000'000};
using Doubt = ForwardedCheck::Doubt;

const Caller kOlga{
    .subject = "olga", .roles = {"official", "auditor"}, .organisation = "ofqual", .token_id = "1f"};

class Forwarded : public testing::Test {
 protected:
  http::Request signed_request(const Caller& caller = kOlga, const std::string& to = kWriter,
                               Instant sent = kNow, const std::string& key = kKey) {
    http::Request came{.method = "POST",
                       .target = "/v1/commands/record-route",
                       .headers = {{"Authorization", "Bearer htq_secret"},
                                   {"Idempotency-Key", "one"},
                                   {"Htqd-Role", "official"},
                                   {"User-Agent", "curl"}},
                       .body = R"({"route":"digital"})",
                       .received_at = kNow - std::chrono::seconds(90)};
    http::Request sent_on{
        .method = came.method, .target = came.target, .headers = headers_to_forward(came), .body = came.body};
    sent_on.headers.add(kForwardedHeader, sign_forwarded(came, caller, to, sent, key, random_));
    return sent_on;
  }
  std::expected<ForwardedCheck::HandedOn, Doubt> take(const http::Request& request, Instant now = kNow) {
    return check_.take(request, now);
  }
  static http::Headers changed(const http::Headers& headers, std::string_view name, std::string_view value) {
    http::Headers out;
    for (std::size_t at = 0; at < headers.size(); ++at)
      out.add(headers[at].name, http::equal_without_case(headers[at].name, name) ? value : headers[at].value);
    return out;
  }

  SystemRandom random_;
  ForwardedCheck check_{kKey, kWriter};
};

TEST_F(Forwarded, NamesWhoCalledAndWhenItCame) {
  const auto taken = take(signed_request());
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->caller, kOlga);
  EXPECT_EQ(taken->received_at, kNow - std::chrono::seconds(90)) << "waiting does not count";
}

TEST_F(Forwarded, NamesCallersWhateverTheyAreCalled) {
  for (const Caller& caller :
       {Caller{.subject = "CN=mailer, O=Example", .roles = {}, .organisation = "", .token_id = ""},
        Caller{.subject = "a.b c\n\xff", .roles = {"", "official"}, .organisation = ".", .token_id = ""}}) {
    const auto taken = take(signed_request(caller));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->caller, caller);
  }
}

TEST_F(Forwarded, CarriesNothingThatProvesWhoSomebodyIs) {
  const http::Request request = signed_request();
  EXPECT_FALSE(request.headers.find("authorization"));
  EXPECT_FALSE(request.headers.find("user-agent"));
  EXPECT_EQ(request.headers.find("idempotency-key"), "one");
}

TEST_F(Forwarded, DoubtsWhatWasAltered) {
  const std::pair<const char*, std::function<void(http::Request&)>> alterations[] = {
      {"body", [](auto& request) { request.body += " "; }},
      {"no body", [](auto& request) { request.body.clear(); }},
      {"target", [](auto& request) { request.target += "?x"; }},
      {"method", [](auto& request) { request.method = "PUT"; }},
      {"id", [](auto& request) { request.headers = changed(request.headers, "idempotency-key", "two"); }},
      {"role", [](auto& request) { request.headers = changed(request.headers, "htqd-role", "auditor"); }},
      {"on behalf", [](auto& request) { request.headers.add("Htqd-On-Behalf-Of", "dfe"); }},
      {"two",
       [](auto& request) {
         request.headers.add(kForwardedHeader, std::string(*request.headers.find(kForwardedHeader)));
       }},
      {"none", [](auto& request) { request.headers = changed(request.headers, kForwardedHeader, ""); }}};
  for (const auto& [what, alter] : alterations) {
    http::Request request = signed_request();
    alter(request);
    const auto taken = take(request);
    ASSERT_FALSE(taken) << what;
    EXPECT_EQ(taken.error(), Doubt::forged) << what;
  }
}

TEST_F(Forwarded, DoubtsAHeaderOfWhichAnyCharacterWasChanged) {
  const http::Request request = signed_request();
  const std::string header(*request.headers.find(kForwardedHeader));
  for (std::size_t at = 0; at < header.size(); ++at) {
    std::string other = header;
    other[at] = other[at] == '1' ? '2' : '1';
    http::Request altered = request;
    altered.headers = changed(request.headers, kForwardedHeader, other);
    EXPECT_FALSE(take(altered)) << at;
    EXPECT_FALSE(check_.has_a_signed_head(altered, kNow)) << at;
  }
  EXPECT_TRUE(take(request));
}

TEST_F(Forwarded, DoubtsWhatWasSignedWithAnotherSecretOrForAnotherDaemon) {
  EXPECT_EQ(take(signed_request(kOlga, kWriter, kNow, std::string(32, 'x'))).error(), Doubt::forged);
  EXPECT_EQ(take(signed_request(kOlga, "other:7707")).error(), Doubt::forged);
}

TEST_F(Forwarded, TakesNothingTwice) {
  const http::Request request = signed_request();
  EXPECT_TRUE(take(request));
  EXPECT_EQ(take(request).error(), Doubt::used);
  // As long as the signature holds, were its clock as fast as it may be.
  const http::Request early = signed_request(kOlga, kWriter, kNow + kClockTolerance);
  EXPECT_TRUE(take(early));
  for (int second = 0; second <= 10; ++second)
    EXPECT_EQ(take(early, kNow + std::chrono::seconds(second)).error(), Doubt::used);
  EXPECT_EQ(take(early, kNow + std::chrono::milliseconds(10'001)).error(), Doubt::out_of_time);
}

TEST_F(Forwarded, HoldsForAsLongAsClocksMayDiffer) {
  constexpr Duration kLittle = std::chrono::nanoseconds(1);
  for (const auto& [now, holds] : {std::pair{kNow + kClockTolerance, true},
                                   {kNow + kClockTolerance + kLittle, false},
                                   {kNow - kClockTolerance, true},
                                   {kNow - kClockTolerance - kLittle, false}}) {
    const auto taken = take(signed_request(), now);
    EXPECT_EQ(taken.has_value(), holds) << now.ns;
    if (!taken) EXPECT_EQ(taken.error(), Doubt::out_of_time);
  }
}

TEST_F(Forwarded, LetsAHeadInBeforeItsBodyIsThere) {
  http::Request head = signed_request();
  head.body.clear();
  EXPECT_TRUE(check_.has_a_signed_head(head, kNow));
  EXPECT_FALSE(check_.has_a_signed_head(head, kNow + 2 * kClockTolerance));
  head.target = "/v1/events";
  EXPECT_FALSE(check_.has_a_signed_head(head, kNow));
}

}  // namespace
}  // namespace htq

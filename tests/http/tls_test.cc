#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "daemon/http/client.h"
#include "daemon/http/waiting.h"
#include "tests/http/made_certificates.h"
#include "tests/http/running_server.h"

namespace htq::http {
namespace {

class TlsDoor : public testing::Test {
 protected:
  TlsDoor() {
    use(issued_);
    server_.route("GET", "/hello", "hello");
    server_.route_echo("/echo", {.body_bytes = 8 << 20});
    server_.router().add("GET", "/who", [](Request& request) -> Awaitable<Response> {
      const auto* shown = request.peer_certificate.get();
      Response response{.body = shown == nullptr ? "nobody" : shown->subject, .content_type = "text/plain"};
      if (shown != nullptr && shown->not_after > request.received_at) response.body += " still";
      for (const auto& name : shown == nullptr ? std::vector<std::string>() : shown->names)
        response.body += " " + name;
      co_return response;
    });
    server_.router().add_stream("GET", "/long", [](Request&, StreamWriter& writer) -> Awaitable<void> {
      writer.begin(200, {{"Content-Type", "text/plain"}});
      for (int at = 0; at < 200; ++at) {
        const bool goes_on = co_await writer.write(std::string(10'000, static_cast<char>('a' + at % 26)));
        if (!goes_on) co_return;
      }
    });
    server_.open();
  }

  void use(const MadeCertificates::Files& files) {
    auto tls = TlsContext::for_server(
        {.certificate = files.certificate, .key = files.key, .client_ca = certificates_.authority()});
    ASSERT_TRUE(tls) << tls.error().what;
    server_.server().use_tls(*tls);
  }

  std::string url(std::string_view host = "127.0.0.1") const {
    return "https://" + std::string(host) + server_.url().substr(server_.url().rfind(':'));
  }

  Client client(const TlsContext::ClientFiles& files, std::string_view host = "127.0.0.1") const {
    auto tls = TlsContext::for_client(files);
    EXPECT_TRUE(tls) << tls.error().what;
    auto client = Client::to(url(host), {.tls = *tls});
    EXPECT_TRUE(client) << client.error().what;
    return *std::move(client);
  }
  Client client() const { return client({.ca = certificates_.authority()}); }

  MadeCertificates certificates_;
  MadeCertificates::Files issued_ = certificates_.issue("here", "IP:127.0.0.1,DNS:localhost");
  RunningServer server_;
};

TEST_F(TlsDoor, AnswersLikeThePlainOne) {
  Client one = client();
  EXPECT_EQ(one.request("GET", "/hello")->body, "hello");
  const std::string large(5 << 20, 'x');
  EXPECT_TRUE(one.request("POST", "/echo", {}, large)->body == large);
  EXPECT_EQ(one.request("GET", "/hello")->body, "hello") << "on the same connection";
  EXPECT_EQ(server_.server().connections(), 1u);
}

TEST_F(TlsDoor, StreamsToTheEnd) {
  std::string all;
  Client one = client();
  const auto answer = one.stream("GET", "/long", {}, [&](std::string_view piece) {
    all += piece;
    return true;
  });
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(all.size(), 2'000'000u);
  EXPECT_EQ(all.back(), static_cast<char>('a' + 199 % 26));
}

TEST_F(TlsDoor, ClientsAreNotMadeToBelieveAnother) {
  const MadeCertificates others;
  auto stranger = client({.ca = others.authority()});
  const auto answer = stranger.request("GET", "/hello");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().what, testing::HasSubstr("no agreement on TLS"));
  use(certificates_.issue("elsewhere", "DNS:elsewhere.example,IP:127.0.0.2"));
  auto misled = client();
  EXPECT_THAT(misled.request("GET", "/hello").error().what, testing::HasSubstr("IP address mismatch"));
  auto by_name = client({.ca = certificates_.authority()}, "localhost");
  EXPECT_THAT(by_name.request("GET", "/hello").error().what, testing::HasSubstr("ostname mismatch"));
}

TEST_F(TlsDoor, KnowsACallerByTheCertificate) {
  EXPECT_EQ(client().request("GET", "/who")->body, "nobody");
  const auto mailer = certificates_.issue("mailer", "DNS:mailer.example,URI:spiffe://example/mailer");
  auto known =
      client({.ca = certificates_.authority(), .certificate = mailer.certificate, .key = mailer.key});
  EXPECT_EQ(known.request("GET", "/who")->body,
            "CN=mailer still DNS:mailer.example URI:spiffe://example/mailer");
}

TEST_F(TlsDoor, LetsNobodyInWithACertificateOfAnotherAuthority) {
  MadeCertificates others;
  const auto forged = others.issue("mailer", "DNS:mailer.example");
  auto forger =
      client({.ca = certificates_.authority(), .certificate = forged.certificate, .key = forged.key});
  EXPECT_FALSE(forger.request("GET", "/who"));
}

TEST_F(TlsDoor, ShowsANewCertificateAndKeepsTheConnectionsItHas) {
  Client before = client();
  ASSERT_TRUE(before.request("GET", "/hello"));
  use(certificates_.issue("again", "DNS:localhost"));
  EXPECT_EQ(before.request("GET", "/hello")->body, "hello");
  EXPECT_FALSE(client().request("GET", "/hello")) << "the new one does not name the address";
  EXPECT_TRUE(client({.ca = certificates_.authority()}, "localhost").request("GET", "/hello"));
}

TEST_F(TlsDoor, SpeaksNothingOlderThanTls12) {
  for (const auto& [most, agrees] : {std::pair{TLS1_1_VERSION, false}, {TLS1_2_VERSION, true}, {0, true}}) {
    auto tls = TlsContext::for_client({.ca = certificates_.authority()});
    SSL_CTX_set_min_proto_version((*tls)->get(), 0);
    SSL_CTX_set_max_proto_version((*tls)->get(), most);
    SSL_CTX_set_security_level((*tls)->get(), 0);
    auto one = Client::to(url(), {.tls = *tls});
    EXPECT_EQ(one->request("GET", "/hello").has_value(), agrees) << most;
  }
}

TEST_F(TlsDoor, GivesNothingToWhoSpeaksPlainly) {
  auto plain = server_.connect();
  plain.send(get("/hello"));
  EXPECT_THAT(plain.read_to_end(), testing::Not(testing::HasSubstr("hello")));
}

TEST(TlsFiles, AreRefusedWithTheReason) {
  MadeCertificates certificates;
  const auto issued = certificates.issue("here", "IP:127.0.0.1");
  const auto other = certificates.issue("other", "IP:127.0.0.1");
  const auto wrong = [](const TlsContext::ServerFiles& files) {
    auto context = TlsContext::for_server(files);
    return context ? std::string("none") : context.error().what;
  };
  EXPECT_THAT(wrong({.certificate = "/nowhere", .key = issued.key}),
              testing::HasSubstr("/nowhere: cannot read a certificate"));
  EXPECT_THAT(wrong({.certificate = issued.certificate, .key = other.key}),
              testing::HasSubstr("key values mismatch"));
  EXPECT_THAT(wrong({.certificate = issued.certificate, .key = issued.certificate}),
              testing::HasSubstr("everyone on this machine may use it"));
  EXPECT_THAT(wrong({.certificate = issued.certificate, .key = issued.key, .client_ca = issued.key}),
              testing::HasSubstr("cannot read certificates"));
}

}  // namespace
}  // namespace htq::http

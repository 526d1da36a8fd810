// What a provider says in a token that its key has signed: claims are taken when everything holds, and then
// they name somebody in this office's own words; otherwise it is said why not, in words that hold nothing of
// the token.
#include <simdjson.h>
#include <sodium.h>

#include <fstream>

#include "daemon/access/base64url.h"
#include "daemon/access/oidc.h"
#include "daemon/doors/clearance.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"

namespace htq::fuzz {
namespace {

constexpr Instant kNow{1'700'000'000'000'000'000};
constexpr double kNowSeconds = 1.7e9;
constexpr double kLeewaySeconds = 60;

constexpr char kHolds[] =
    R"({"iss":"https://i","aud":"htqd","exp":1700000600,"sub":"olga","org":"ofs","r":{"groups":["o"]}})";

class Provider {
 public:
  Provider() {
    const std::string seed(crypto_sign_SEEDBYTES, 's');
    unsigned char open[crypto_sign_PUBLICKEYBYTES];
    crypto_sign_seed_keypair(open, secret_, reinterpret_cast<const unsigned char*>(seed.data()));
    write("keys", R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"ed","x":")" +
                      to_base64url({reinterpret_cast<const char*>(open), sizeof open}) + "\"}]}");
    write("callers", "group=o roles=official\ngroup=\"a b\" roles=auditor,operator\n");
    callers_ = Callers::load(directory_.path() / "callers", is_role, clock_).value();
    tokens_ = OidcTokens::load({.jwks = directory_.path() / "keys",
                                .issuer = "https://i",
                                .audience = "htqd",
                                .subject_prefix = "p-",
                                .roles_claim = "r.groups",
                                .organisation_claim = "org",
                                .leeway = std::chrono::seconds(static_cast<int>(kLeewaySeconds))},
                               is_role, clock_)
                  .value();
  }

  std::expected<Caller, std::string> ask(std::string_view claims) const {
    const std::string text =
        to_base64url(R"({"alg":"EdDSA","kid":"ed","typ":"at+jwt"})") + "." + to_base64url(claims);
    unsigned char signature[crypto_sign_BYTES];
    crypto_sign_detached(signature, nullptr, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                         secret_);
    return tokens_->caller(
        text + "." + to_base64url({reinterpret_cast<const char*>(signature), sizeof signature}), *callers_);
  }

 private:
  void write(const char* name, const std::string& bytes) {
    std::ofstream file(directory_.path() / name);
    file << bytes;
  }

  TemporaryDirectory directory_;
  ManualClock clock_{kNow};
  unsigned char secret_[crypto_sign_SECRETKEYBYTES];
  std::unique_ptr<Callers> callers_;
  std::unique_ptr<OidcTokens> tokens_;
};

bool names(simdjson::dom::element claims, const char* claim, std::string_view name) {
  std::string_view one;
  simdjson::dom::array several;
  if (claims.at_key(claim).get(one) == simdjson::SUCCESS) return one == name;
  if (claims.at_key(claim).get(several) != simdjson::SUCCESS) return false;
  for (const auto each : several)
    if (each.get(one) == simdjson::SUCCESS && one == name) return true;
  return false;
}

double number(simdjson::dom::element claims, const char* claim, double otherwise) {
  double found = otherwise;
  simdjson::dom::element there;
  if (claims.at_key(claim).get(there) != simdjson::SUCCESS) return otherwise;
  require(there.get(found) == simdjson::SUCCESS, "a time is a number");
  return found;
}

void check_taken(const Caller& caller, std::string_view bytes) {
  simdjson::dom::parser parser;
  simdjson::dom::element claims;
  require(parser.parse(bytes.data(), bytes.size()).get(claims) == simdjson::SUCCESS, "claims are JSON");
  std::string_view issuer, subject;
  require(claims.at_key("iss").get(issuer) == simdjson::SUCCESS && issuer == "https://i",
          "the issuer is the one");
  require(names(claims, "aud", "htqd"), "the token is for this office");
  require(number(claims, "exp", 0) > kNowSeconds - kLeewaySeconds - 1e-3, "its time is not over");
  require(number(claims, "nbf", 0) < kNowSeconds + kLeewaySeconds + 1e-3 &&
              number(claims, "iat", 0) < kNowSeconds + kLeewaySeconds + 1e-3,
          "its time has come");
  require(claims.at_key("sub").get(subject) == simdjson::SUCCESS && !subject.empty() &&
              caller.subject == "p-" + std::string(subject),
          "who calls is who the token says");
  require(!caller.roles.empty(), "somebody has a role");
  for (const std::string& role : caller.roles)
    require(role == "official" || role == "auditor" || role == "operator",
            "a role is one that a group has by a line");
  for (const std::string& text : {caller.subject, caller.organisation})
    for (const char c : text) require(static_cast<unsigned char>(c) > ' ', "what is recorded is one word");
}

}  // namespace

void signed_claims(std::string_view bytes) {
  static const Provider provider;
  static const bool is_a_way_in = provider.ask(kHolds).has_value();
  require(is_a_way_in, "a token in which everything holds is taken");
  const auto caller = provider.ask(bytes);
  if (caller) return check_taken(*caller, bytes);
  require(caller.error().starts_with("The ") || caller.error().starts_with("No "), "a no says why");
  require(caller.error().size() < 100, "and holds nothing of the token: " + caller.error());
}

}  // namespace htq::fuzz

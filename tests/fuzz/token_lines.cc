// The files that say who calls, and what comes as a token: what is taken is written as the same lines, each
// bad line is named, a token has one text, and nobody makes a signature without the key.
#include <sodium.h>

#include "daemon/access/caller.h"
#include "daemon/access/callers.h"
#include "daemon/access/jwt.h"
#include "daemon/access/token_lines.h"
#include "daemon/doors/clearance.h"
#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

void check_file(std::string_view bytes) {
  const auto entries = parse_token_lines("tokens", bytes, is_role);
  if (!entries) {
    require(entries.error().kind == FaultKind::bad_input && entries.error().what.starts_with("tokens:"),
            "a bad line is named with its place");
    return;
  }
  std::string lines;
  for (const TokenEntry& entry : *entries) {
    require(!check_token(entry, is_role).has_value(), "what a file may hold may be written to one");
    lines += token_line(entry) + "\n";
  }
  const auto again = parse_token_lines("tokens", lines, is_role);
  require(again.has_value(), "what was read is written so that it reads back");
  require(*again == *entries, "and as the same tokens");
}

void check_bearer(std::string_view header) {
  const auto bearer = bearer_token(header);
  if (!bearer) return;
  require(!bearer->empty() && bearer->find_first_of(" ,\t") == bearer->npos, "one token, not several");
  const auto hash = hash_of_token(*bearer);
  if (!hash) return;
  // 32 bytes have one text: if two opened the same door, taking one back would leave the other.
  std::uint8_t secret[32];
  std::size_t length = 0;
  const std::string_view digits = bearer->substr(4);
  require(sodium_base642bin(secret, sizeof secret, digits.data(), digits.size(), nullptr, &length, nullptr,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0,
          "a token is base64url");
  char text[sodium_base64_ENCODED_LEN(sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
  sodium_bin2base64(text, sizeof text, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  require(digits == text, "a token has one text");
  require(parse_hex(hex(*hash)) == hash, "a hash reads back");
}

void check_callers(std::string_view bytes) {
  const auto lines = parse_caller_lines("callers", bytes, is_role);
  if (!lines) {
    require(lines.error().kind == FaultKind::bad_input && lines.error().what.starts_with("callers:"),
            "a bad line is named with its place");
    return;
  }
  for (const CallerLine& line : *lines) {
    require(!line.is.empty() && !line.caller.roles.empty(), "a line says by what, and what for");
    require(line.caller.subject.empty() == (line.by == CallerLine::By::group), "a group is nobody by itself");
    require(line.caller.subject != "system", "nobody calls as the office itself");
    for (const std::string& role : line.caller.roles) require(is_role(role), "a role is one that is held");
  }
}

// Whose private halves nobody has.
constexpr std::string_view kKeys =
    R"({"keys":[)"
    R"({"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},)"
    R"({"kty":"OKP","crv":"Ed25519","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";

void check_signed(std::string_view token) {
  static const std::vector<JwtKey> keys = parse_jwks("keys", kKeys).value();
  const auto claims = verified_claims(token, keys);
  require(!claims.has_value(), "nothing is signed without the key");
  require(!claims.error().empty(), "and it is said why not");
}

void check_keys(std::string_view bytes) {
  const auto keys = parse_jwks("keys", bytes);
  if (!keys) {
    require(keys.error().what.starts_with("keys: "), "a bad set is named");
    return;
  }
  require(!keys->empty(), "a set that is taken has a key");
  for (const JwtKey& key : *keys)
    require(std::ranges::count(*keys, key.id, &JwtKey::id) == 1, "an id names one key");
}

}  // namespace

void token_lines(std::string_view bytes) {
  Input input(bytes);
  switch (input.choice(5)) {
    case 0: return check_file(input.rest());
    case 1: return check_bearer(input.rest());
    case 2: return check_callers(input.rest());
    case 3: return check_signed(input.rest());
    case 4: return check_keys(input.rest());
  }
}

}  // namespace htq::fuzz

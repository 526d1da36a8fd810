// A file of tokens, and what comes as a token: what is taken is written as the same lines, each bad line is
// named, and a token has one text.
#include <sodium.h>

#include "daemon/access/caller.h"
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

}  // namespace

void token_lines(std::string_view bytes) {
  Input input(bytes);
  if (input.choice(2) == 0)
    check_file(input.rest());
  else
    check_bearer(input.rest());
}

}  // namespace htq::fuzz

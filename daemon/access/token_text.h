// A token as its holder has it, and what is kept of it. 32 random bytes, so one quick hash is enough: there
// is nothing to guess. Pure functions: any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/random.h"

namespace htq {

/// BLAKE2b-256 of the random bytes.
using TokenHash = std::array<std::uint8_t, 32>;

struct NewToken {
  std::string text;  // "htq_" and 43 characters of base64url; shown once, kept nowhere
  TokenHash hash;
};

NewToken make_token(Random& random);

/// Nothing if the text is not the shape of a token.
std::optional<TokenHash> hash_of_token(std::string_view text);

std::string hex(const TokenHash& hash);
std::optional<TokenHash> parse_hex(std::string_view text);

}  // namespace htq

#include "daemon/access/token_text.h"

#include <sodium.h>

#include <algorithm>

namespace htq {
namespace {

constexpr std::string_view kPrefix = "htq_";
constexpr int kAlphabet = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
using Secret = std::array<std::uint8_t, 32>;
constexpr std::size_t kDigits = 43;  // of 32 bytes in base64 without padding

/// libsodium takes some bytes beyond ASCII for digits: one token would have several texts.
bool has_only_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

TokenHash hash_of(const Secret& secret) {
  TokenHash hash;
  crypto_generichash(hash.data(), hash.size(), secret.data(), secret.size(), nullptr, 0);
  return hash;
}

}  // namespace

NewToken make_token(Random& random) {
  Secret secret;
  random.fill(secret);
  char digits[kDigits + 1];
  sodium_bin2base64(digits, sizeof digits, secret.data(), secret.size(), kAlphabet);
  NewToken made{.text = std::string(kPrefix) + digits, .hash = hash_of(secret)};
  sodium_memzero(secret.data(), secret.size());
  sodium_memzero(digits, sizeof digits);
  return made;
}

std::optional<TokenHash> hash_of_token(std::string_view text) {
  if (text.size() != kPrefix.size() + kDigits || !text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  if (!has_only_digits(text)) return std::nullopt;
  Secret secret;
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(secret.data(), secret.size(), text.data(), text.size(), nullptr, &length, &end,
                        kAlphabet) != 0 ||
      length != secret.size() || end != text.data() + text.size())
    return std::nullopt;
  const TokenHash hash = hash_of(secret);
  sodium_memzero(secret.data(), secret.size());
  return hash;
}

std::string hex(const TokenHash& hash) {
  char digits[2 * sizeof(TokenHash) + 1];
  return sodium_bin2hex(digits, sizeof digits, hash.data(), hash.size());
}

std::optional<TokenHash> parse_hex(std::string_view text) {
  TokenHash hash;
  std::size_t length = 0;
  if (text.size() != 2 * hash.size() ||
      sodium_hex2bin(hash.data(), hash.size(), text.data(), text.size(), nullptr, &length, nullptr) != 0 ||
      length != hash.size())
    return std::nullopt;
  return hash;
}

}  // namespace htq

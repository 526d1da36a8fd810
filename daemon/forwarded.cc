#include "daemon/forwarded.h"

#include <sodium.h>

#include <array>
#include <charconv>
#include <vector>

namespace htq {
namespace {

constexpr std::string_view kDecides[] = {"authorization",  "idempotency-key",  "if-match",
                                         "htqd-after",     "htqd-occurred-at", "htqd-on-behalf-of",
                                         "htqd-authority", "htqd-role",        "content-type",
                                         "accept",         "traceparent"};
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kSignatureBytes = 32;

std::string hex(std::string_view bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  text.pop_back();
  return text;
}

std::string signature(const http::Request& request, std::string_view stamp, std::string_view key) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                          kSignatureBytes);
  // Each piece with its length, so that none can run into the next.
  const auto add = [&](std::string_view piece) {
    const std::string length = std::to_string(piece.size()) + ":";
    for (const std::string_view part : {std::string_view(length), piece})
      crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  };
  add(request.method);
  add(request.target);
  for (const std::string_view name : kDecides) {
    const auto value = request.headers.find(name);
    add(value ? "=" : "");
    add(value.value_or(""));
  }
  add(request.body);
  add(stamp);
  std::string out(kSignatureBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), out.size());
  return hex(out);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  while (true) {
    const auto blank = text.find(' ');
    all.push_back(text.substr(0, blank));
    if (blank == text.npos) return all;
    text.remove_prefix(blank + 1);
  }
}

std::optional<Instant> instant(std::string_view text) {
  Instant read;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), read.ns);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return read;
}

}  // namespace

http::Headers headers_to_forward(const http::Request& request) {
  http::Headers headers;
  for (const std::string_view name : kDecides)
    if (const auto value = request.headers.find(name)) headers.add(name, *value);
  return headers;
}

std::string sign_forwarded(const http::Request& request, Instant sent, std::string_view key, Random& random) {
  std::string nonce(kNonceBytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(nonce.data()), nonce.size()});
  const std::string stamp =
      "v1 " + std::to_string(request.received_at.ns) + " " + std::to_string(sent.ns) + " " + hex(nonce);
  return stamp + " " + signature(request, stamp, key);
}

std::optional<Instant> ForwardedCheck::received_at(const http::Request& request, Instant now) {
  const auto header = request.headers.find(kForwardedHeader);
  if (!header || request.headers.count(kForwardedHeader) != 1) return std::nullopt;
  const auto parts = words(*header);
  if (parts.size() != 5 || parts[0] != "v1" || parts[4].size() != 2 * kSignatureBytes) return std::nullopt;
  const auto received = instant(parts[1]);
  const auto sent = instant(parts[2]);
  if (!received || !sent) return std::nullopt;
  const std::string expected =
      signature(request, header->substr(0, header->size() - parts[4].size() - 1), key_);
  if (sodium_memcmp(expected.data(), parts[4].data(), expected.size()) != 0) return std::nullopt;
  if (now - *sent > kClockTolerance || *sent - now > kClockTolerance) return std::nullopt;
  const std::lock_guard lock(mutex_);
  std::erase_if(seen_, [&](const auto& one) { return now - one.second > 2 * kClockTolerance; });
  if (!seen_.emplace(std::string(parts[3]), *sent).second) return std::nullopt;
  return received;
}

}  // namespace htq

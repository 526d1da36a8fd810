#include "daemon/forwarded.h"

#include <sodium.h>

#include <charconv>
#include <optional>
#include <vector>

#include "daemon/access/base64url.h"

namespace htq {
namespace {

constexpr std::string_view kDecides[] = {"idempotency-key",  "if-match",          "htqd-after",
                                         "htqd-occurred-at", "htqd-on-behalf-of", "htqd-authority",
                                         "htqd-role",        "content-type",      "accept",
                                         "traceparent",      "htqd-purpose"};
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kWords = 7;
constexpr std::size_t kCallerFields = 3;  // before its roles

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(std::string_view bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes_of(bytes), bytes.size());
  text.pop_back();
  return text;
}

std::string hash_of(std::string_view body) {
  std::string hash(kHashBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), bytes_of(body), body.size(),
                     nullptr, 0);
  return hex(hash);
}

std::string signature(const http::Request& request, std::string_view to, std::string_view stamp,
                      std::string_view key) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, bytes_of(key), key.size(), kHashBytes);
  // Each piece with its length, so that none can run into the next.
  const auto add = [&](std::string_view piece) {
    const std::string length = std::to_string(piece.size()) + ":";
    for (const std::string_view part : {std::string_view(length), piece})
      crypto_generichash_update(&state, bytes_of(part), part.size());
  };
  add(request.method);
  add(request.target);
  for (const std::string_view name : kDecides) {
    const auto value = request.headers.find(name);
    add(value ? "=" : "");
    add(value.value_or(""));
  }
  add(to);
  add(stamp);
  std::string out(kHashBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), out.size());
  return hex(out);
}

bool is_equal(std::string_view text, std::string_view expected) {
  return text.size() == expected.size() && sodium_memcmp(text.data(), expected.data(), text.size()) == 0;
}

std::vector<std::string_view> split(std::string_view text, char between) {
  std::vector<std::string_view> all;
  while (true) {
    const auto at = text.find(between);
    all.push_back(text.substr(0, at));
    if (at == text.npos) return all;
    text.remove_prefix(at + 1);
  }
}

std::optional<Instant> instant(std::string_view text) {
  Instant read;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), read.ns);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return read;
}

std::string text_of(const Caller& caller) {
  std::string text = to_base64url(caller.subject) + "." + to_base64url(caller.organisation) + "." +
                     to_base64url(caller.token_id);
  for (const std::string& role : caller.roles) text += "." + to_base64url(role);
  return text;
}

std::optional<Caller> caller_of(std::string_view text) {
  std::vector<std::string> fields;
  for (const std::string_view field : split(text, '.')) {
    auto bytes = from_base64url(field);
    if (!bytes) return std::nullopt;
    fields.push_back(*std::move(bytes));
  }
  if (fields.size() < kCallerFields || fields[0].empty()) return std::nullopt;
  return Caller{.subject = fields[0],
                .roles = {fields.begin() + kCallerFields, fields.end()},
                .organisation = fields[1],
                .token_id = fields[2]};
}

}  // namespace

http::Headers headers_to_forward(const http::Request& request) {
  http::Headers headers;
  for (const std::string_view name : kDecides)
    if (const auto value = request.headers.find(name)) headers.add(name, *value);
  return headers;
}

std::string sign_forwarded(const http::Request& request, const Caller& caller, std::string_view to,
                           Instant sent, std::string_view key, Random& random) {
  std::string nonce(kNonceBytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(nonce.data()), nonce.size()});
  const std::string stamp = "v2 " + std::to_string(request.received_at.ns) + " " + std::to_string(sent.ns) +
                            " " + hex(nonce) + " " + text_of(caller) + " " + hash_of(request.body);
  return stamp + " " + signature(request, to, stamp, key);
}

struct ForwardedCheck::Head {
  HandedOn handed_on;
  std::string nonce;
  std::string_view body;  // its hash
};

std::expected<ForwardedCheck::Head, ForwardedCheck::Doubt> ForwardedCheck::read(const http::Request& request,
                                                                                Instant now) const {
  const auto header = request.headers.find(kForwardedHeader);
  if (!header || request.headers.count(kForwardedHeader) != 1) return std::unexpected(Doubt::forged);
  const auto words = split(*header, ' ');
  if (words.size() != kWords || words[0] != "v2") return std::unexpected(Doubt::forged);
  const std::string_view stamp = header->substr(0, header->size() - words[6].size() - 1);
  const bool is_signed = is_equal(words[6], signature(request, own_address_, stamp, key_));
  const auto received = instant(words[1]);
  const auto sent = instant(words[2]);
  auto caller = caller_of(words[4]);
  if (!is_signed || !received || !sent || !caller) return std::unexpected(Doubt::forged);
  if (now - *sent > kClockTolerance || *sent - now > kClockTolerance)
    return std::unexpected(Doubt::out_of_time);
  return Head{.handed_on = {.caller = *std::move(caller), .received_at = *received},
              .nonce = std::string(words[3]),
              .body = words[5]};
}

bool ForwardedCheck::has_a_signed_head(const http::Request& request, Instant now) const {
  return read(request, now).has_value();
}

std::expected<ForwardedCheck::HandedOn, ForwardedCheck::Doubt> ForwardedCheck::take(
    const http::Request& request, Instant now) {
  auto head = read(request, now);
  if (!head) return std::unexpected(head.error());
  if (!is_equal(head->body, hash_of(request.body))) return std::unexpected(Doubt::forged);
  if (!is_new(head->nonce, now)) return std::unexpected(Doubt::used);
  return std::move(head->handed_on);
}

bool ForwardedCheck::is_new(const std::string& nonce, Instant now) {
  const std::lock_guard lock(mutex_);
  // A clock that is fast by the tolerance signs what is good for twice as long here.
  while (!seen_at_.empty() && now - seen_at_.front().first > 2 * kClockTolerance) {
    seen_.erase(seen_at_.front().second);
    seen_at_.pop_front();
  }
  if (!seen_.insert(nonce).second) return false;
  seen_at_.emplace_back(now, nonce);
  return true;
}

}  // namespace htq

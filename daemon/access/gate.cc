#include "daemon/access/gate.h"

#include <arpa/inet.h>

#include <cstring>
#include <utility>

#include "daemon/http/problem.h"

namespace htq {
namespace {

constexpr std::size_t kMostKeys = 100'000;
// What writes costs the office a decision and a sync; of those whom nobody knows it is also what is worth
// doing in masses.
constexpr double kAnonymousWrite = 10;

/// One household or one server has a whole /64 of IPv6.
std::string network_of(const std::string& address) {
  unsigned char bytes[16];
  if (::inet_pton(AF_INET6, address.c_str(), bytes) != 1) return address;
  return std::string(reinterpret_cast<const char*>(bytes), 8);
}

std::string place_of(const http::Request& request) {
  if (request.peer_user) return "user " + std::to_string(*request.peer_user);
  return "at " + network_of(request.peer_address);
}

http::Response too_many(std::string_view type, std::string_view title, std::string_view detail,
                        std::chrono::seconds after) {
  http::Response answer =
      http::Problem({.status = 429, .type = type, .title = title, .detail = detail})
          .with("whatToDo",
                "Wait for the time in Retry-After, then send it again. A command keeps its "
                "Idempotency-Key.")
          .answer();
  answer.headers.add("Retry-After", std::to_string(after.count()));
  return answer;
}

}  // namespace

Gate::Gate(const Identity& identity, Options options)
    : identity_(identity),
      options_(std::move(options)),
      callers_(options.callers, kMostKeys),
      anonymous_(options.anonymous, kMostKeys),
      streams_(std::make_shared<std::unordered_map<std::string, std::uint64_t>>()) {}

http::Admitted Gate::admit(const http::Request& request) {
  if (options_.was_counted(request)) return {};
  const auto now = std::chrono::steady_clock::now();
  const auto caller = identity_.caller(request);
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  const auto after = caller ? callers_.take(caller->subject, 1, now)
                            : anonymous_.take(place_of(request), is_reading ? 1 : kAnonymousWrite, now);
  http::Admitted admitted;
  if (after)
    admitted.refusal = too_many("too-many-requests", "Too many requests came at once",
                                caller ? "Each caller may send so many a second."
                                       : "Each address may send so many a second without a token.",
                                *after);
  if (!caller) admitted.body_bytes = options_.anonymous_body_bytes;
  return admitted;
}

std::expected<std::shared_ptr<void>, http::Response> Gate::open_stream(const http::Request& request) {
  const auto caller = identity_.caller(request);
  const std::string who = caller ? caller->subject : place_of(request);
  std::uint64_t& open = (*streams_)[who];
  if (options_.streams > 0 && open >= options_.streams)
    return std::unexpected(too_many("too-many-streams", "Too many streams are open",
                                    "Each caller may have so many open at once.", std::chrono::seconds(10)));
  ++open;
  return std::shared_ptr<void>(nullptr, [streams = streams_, who](void*) {
    const auto found = streams->find(who);
    if (--found->second == 0) streams->erase(found);
  });
}

}  // namespace htq

#include "daemon/doors/still_known.h"

#include "daemon/access/identity.h"

namespace htq {
namespace {

constexpr auto kGoodFor = std::chrono::seconds(1);

bool are_the_same(const Caller& one, const Caller& other) {
  return one.subject == other.subject && one.roles == other.roles && one.organisation == other.organisation;
}

}  // namespace

std::optional<http::Response> StillKnown::no_more(Look look) {
  const auto now = std::chrono::steady_clock::now();
  const std::uint64_t changes = doors_.identity.changes();
  if (look == Look::sometimes && changes == changes_ && now - looked_ < kGoodFor) return std::nullopt;
  changes_ = changes;
  looked_ = now;
  const auto caller = doors_.identity.caller(request_);
  if (caller && are_the_same(*caller, caller_)) return std::nullopt;
  if (!caller)
    return http::Problem({.status = 401,
                          .type = "caller-not-known-any-more",
                          .title = "Who reads the stream is not known any more",
                          .detail = caller.error()})
        .with("whatToDo", "Get another token, or show another certificate, and read on behind the last event.")
        .answer();
  return http::Problem({.status = 403,
                        .type = "caller-changed",
                        .title = "Who reads the stream may see something else now",
                        .detail = "Their roles or their organisation are others than when it was opened."})
      .with("whatToDo", "Read on behind the last event: then what is seen today decides.")
      .answer();
}

}  // namespace htq

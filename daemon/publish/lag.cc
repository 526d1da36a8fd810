#include "daemon/publish/lag.h"

#include <algorithm>

#include "projections/stored_record.h"

namespace htq {
namespace {

constexpr std::uint64_t kMostMeasured = 1'000;
constexpr double kNanosecondsOfSecond = 1e9;

}  // namespace

Result<Lag> lag_behind(const EventLog& log, Position reached, Instant now) {
  const Position end = log.end();
  if (end <= reached) return Lag{};
  Lag lag{.events = end.value - reached.value};
  const auto scan = log.scan(reached.next());
  std::uint64_t measured = 0;
  for (; measured < std::min(lag.events, kMostMeasured); ++measured) {
    const auto record = scan->next();
    if (!record) return std::unexpected(record.error());
    if (!*record) break;
    lag.bytes += (*record)->bytes.size();
    if (measured != 0) continue;
    StoredEvent first((*record)->bytes);
    // A clock that was put back is no reason to be ahead.
    lag.seconds =
        std::max(0.0, static_cast<double>(now.ns - first.record().getRecordedAt()) / kNanosecondsOfSecond);
  }
  if (measured != 0) lag.bytes = lag.bytes / measured * lag.events;
  return lag;
}

}  // namespace htq

// How far something is behind what is recorded. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/log/event_log.h"
#include "domain/instant.h"

namespace htq {

struct Lag {
  std::uint64_t events = 0;
  /// Of the events it has not seen. Of more than a thousand reckoned from the first thousand.
  std::uint64_t bytes = 0;
  /// Since the first of them came about, in seconds.
  double seconds = 0;

  bool operator==(const Lag&) const = default;
};

/// Of whoever has seen everything up to `reached`.
Result<Lag> lag_behind(const EventLog& log, Position reached, Instant now);

}  // namespace htq

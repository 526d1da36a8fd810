// Whether the machine's clock was set back to before what is recorded already. Records then go on a
// nanosecond at a time, and deadlines wait, until it has caught up. One thread; the count from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "domain/instant.h"

namespace htq {

class ClockSteps {
 public:
  /// Of one instant records are a nanosecond apart: so far they may run ahead of a clock that nobody set.
  static constexpr Duration kLeast = std::chrono::milliseconds(1);

  static bool is_behind(Instant shown, Instant recorded) { return shown + kLeast < recorded; }

  /// Given what the clock shows and when something was recorded last: by how much it is behind, if it has
  /// fallen there since the last look. Once for each step.
  std::optional<Duration> look(Instant shown, Instant recorded);
  std::uint64_t count() const { return count_; }

 private:
  Instant shown_;
  bool is_behind_ = false;
  std::atomic<std::uint64_t> count_ = 0;
};

}  // namespace htq

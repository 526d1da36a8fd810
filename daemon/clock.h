// The time of day, handed in. Production reads the system clock; simulation and manual mode move a clock by hand.
#pragma once

#include <atomic>

#include "domain/instant.h"

namespace htq {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;  // any thread
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

/// Stands still until it is moved; never moves back.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start.ns) {}
  Instant now() const override { return {now_.load(std::memory_order_acquire)}; }
  /// Returns false, and changes nothing, if `to` lies before now.
  bool move_to(Instant to);

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace htq

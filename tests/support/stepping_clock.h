// A machine's clock, as a test has it: it may be set to anything, back, too.
#pragma once

#include <atomic>

#include "daemon/clock.h"

namespace htq::tests {

class SteppingClock final : public Clock {
 public:
  explicit SteppingClock(Instant start) : now_(start.ns) {}
  Instant now() const override { return {now_.load()}; }
  void show(Instant now) { now_ = now.ns; }
  void step(Duration by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace htq::tests

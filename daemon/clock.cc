#include "daemon/clock.h"

#include <chrono>

namespace htq {

Instant SystemClock::now() const {
  return {std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

bool ManualClock::move_to(Instant to) {
  std::int64_t now = now_.load(std::memory_order_acquire);
  while (now <= to.ns)
    if (now_.compare_exchange_weak(now, to.ns, std::memory_order_acq_rel)) return true;
  return false;
}

}  // namespace htq

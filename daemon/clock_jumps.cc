#include "daemon/clock_jumps.h"

#include <time.h>

#include <chrono>
#include <utility>

namespace htq {

Duration machine_has_been_on() {
  timespec at{};
  clock_gettime(CLOCK_BOOTTIME, &at);
  return std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec);
}

std::optional<Instant> ClockJumps::now() {
  Instant now;
  bool believed = false;
  std::optional<Told> told;
  {
    const std::lock_guard lock(mutex_);
    now = clock_.now();
    told = look(now);
    believed = !since_;
  }
  if (told && options_.on_news) options_.on_news(*told);
  if (!believed) return std::nullopt;
  return now;
}

std::optional<ClockJumps::Told> ClockJumps::look(Instant now) {
  const Duration been_on = options_.has_been_on();
  const Duration lead(now.ns - been_on.count());
  if (!believed_) believed_ = lead;
  Told told{.news = News::jumped, .expected = Instant{} + (*believed_ + been_on), .now = now};
  if (lead - *believed_ <= kFarthest) {
    believed_ = lead;
    if (!std::exchange(since_, std::nullopt)) return std::nullopt;
    told.news = News::came_back;
    return told;
  }
  const bool has_jumped = !since_;
  if (has_jumped || std::chrono::abs(lead - jumped_to_) > kFarthest) {
    since_ = been_on;
    jumped_to_ = lead;
    if (!has_jumped) return std::nullopt;  // it jumps on
    ++count_;
    return told;
  }
  if (been_on - *since_ < kStays) return std::nullopt;
  since_.reset();
  believed_ = lead;
  told.news = News::stayed;
  return told;
}

std::uint64_t ClockJumps::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

bool ClockJumps::is_in_doubt() const {
  const std::lock_guard lock(mutex_);
  return since_.has_value();
}

}  // namespace htq

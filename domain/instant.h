// A point in time: UTC, nanoseconds since 1970-01-01T00:00:00Z. Rules and texts are in Europe/London: see
// calendar.h.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace htq {

using Duration = std::chrono::nanoseconds;

struct Instant {
  std::int64_t ns = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

constexpr Instant operator+(Instant at, Duration by) {
  return {at.ns + by.count()};
}
constexpr Instant operator-(Instant at, Duration by) {
  return {at.ns - by.count()};
}
constexpr Duration operator-(Instant later, Instant earlier) {
  return Duration{later.ns - earlier.ns};
}

}  // namespace htq

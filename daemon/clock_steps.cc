#include "daemon/clock_steps.h"

namespace htq {

std::optional<Duration> ClockSteps::look(Instant shown, Instant recorded) {
  // While it is behind, only what it showed itself tells a second step from the first.
  const Instant before = is_behind_ ? shown_ : recorded;
  shown_ = shown;
  const bool has_stepped = is_behind(shown, before);
  is_behind_ = shown < recorded && (is_behind_ || has_stepped);
  if (!has_stepped) return std::nullopt;
  ++count_;
  return recorded - shown;
}

}  // namespace htq

// The log itself: which events may be written to it.
#include <algorithm>
#include <limits>

#include "domain/rules.h"

namespace htq {

Verdict raise_log_level(const Given& given, event::LogLevelRaised::Builder event) {
  const std::uint16_t current = given.office.log_level;
  if (event.getLevel() == 0) return refuse(Refusal::missing_value, "Level is empty.", "level");
  if (event.getLevel() == current) return refuse(Refusal::nothing_to_change);
  if (event.getLevel() < current)
    return refuse(Refusal::log_level_never_lowered, "It is at level " + std::to_string(current) + ".",
                  "level");
  if (given.daemons.empty()) return refuse(Refusal::log_level_not_supported, "", "level");
  std::uint16_t supported = std::numeric_limits<std::uint16_t>::max();
  for (const auto& [daemon, level] : given.daemons) {
    if (!level)
      return refuse(Refusal::log_level_not_supported,
                    "It is not known which " + daemon + " supports: it is up and does not answer.", "level");
    if (*level < event.getLevel())
      return refuse(Refusal::log_level_not_supported,
                    "Level " + std::to_string(*level) + " is the highest that " + daemon + " supports.",
                    "level");
    supported = std::min(supported, *level);
  }
  event.setSupported(supported);
  return accepted();
}

Verdict move_log(const Given&, event::LogMoved::Builder event) {
  if (event.getDestination().size() == 0)
    return refuse(Refusal::missing_value, "Destination is empty.", "destination");
  return accepted();
}

}  // namespace htq

// The log itself: which events may be written to it.
#include "domain/rules.h"

namespace htq {

Verdict raise_log_level(const Given& given, event::LogLevelRaised::Builder event) {
  const std::uint16_t current = given.office.log_level;
  if (event.getLevel() == 0) return refuse(Refusal::missing_value, "Level is empty.", "level");
  if (event.getLevel() == current) return refuse(Refusal::nothing_to_change);
  if (event.getLevel() < current)
    return refuse(Refusal::log_level_never_lowered, "It is at level " + std::to_string(current) + ".",
                  "level");
  if (event.getLevel() > given.supported_log_level)
    return refuse(Refusal::log_level_not_supported,
                  "They support level " + std::to_string(given.supported_log_level) + ".", "level");
  event.setSupported(given.supported_log_level);
  return accepted();
}

Verdict move_log(const Given&, event::LogMoved::Builder event) {
  if (event.getDestination().size() == 0)
    return refuse(Refusal::missing_value, "Destination is empty.", "destination");
  return accepted();
}

}  // namespace htq

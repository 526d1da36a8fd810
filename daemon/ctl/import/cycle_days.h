// What cycles.json knows of a cycle's days. Months read as their first day, or as their last where something
// ends with them (domain.md 12). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/ctl/json.h"

namespace htq::ctl {

/// The earliest day that is known of it; empty if none is.
std::string first_known_day(const Json& cycle);

/// "2025-03-31" of "2025-03"; a day stays; nothing for what is neither.
std::optional<std::string> last_day(std::string_view month);

/// The version of the criteria that a window is judged by, from criteria.json; empty if none is named.
std::string criteria_version_of(const Json& criteria, const std::string& cycle, const std::string& window);

}  // namespace htq::ctl

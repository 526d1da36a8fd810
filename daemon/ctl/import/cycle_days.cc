#include "daemon/ctl/import/cycle_days.h"

#include <algorithm>

#include "domain/london_text.h"

namespace htq::ctl {
namespace {

constexpr std::size_t kDayLength = 10;   // 2020-09-23
constexpr std::size_t kMonthLength = 7;  // 2020-09

std::string first_day(const std::string& text) {
  if (text.size() == kMonthLength) return text + "-01";
  return text.substr(0, kDayLength);
}

bool names(const Json& version, std::string_view member, const std::string& what) {
  return std::ranges::any_of(version.elements_of(member),
                             [&](const Json& each) { return each.text() == what; });
}

}  // namespace

std::string first_known_day(const Json& cycle) {
  std::string first;
  const auto take = [&](const std::string& text) {
    if (text.empty()) return;
    const std::string day = first_day(text);
    if (first.empty() || day < first) first = day;
  };
  for (const Json& window : cycle.elements_of("windows")) take(window.text_of("opens_local"));
  for (const Json& phase : cycle.elements_of("phases")) take(phase.text_of("start"));
  return first;
}

std::optional<std::string> last_day(std::string_view month) {
  if (parse_day(month)) return std::string(month);
  if (!parse_month(month)) return std::nullopt;
  // No month has a day 32, and every one has a 28.
  for (int day = 31;; --day)
    if (std::string text = std::string(month) + "-" + std::to_string(day); parse_day(text)) return text;
}

std::string criteria_version_of(const Json& criteria, const std::string& cycle, const std::string& window) {
  for (const Json& version : criteria.elements_of("versions")) {
    const bool of_window = version.find("windows") == nullptr || names(version, "windows", window);
    if (names(version, "cycles", cycle) && of_window) return version.text_of("version");
  }
  return {};
}

}  // namespace htq::ctl

#include "daemon/ctl/when.h"

#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "domain/london_text.h"

namespace htq::ctl {

std::expected<Instant, Exit> instant_asked(std::string_view option, std::string_view text,
                                           DayMeans day_means) {
  const auto at = time_of(text, day_means);
  if (at) return *at;
  return std::unexpected(
      fail(Exit::bad_usage, std::string(option) + " " + std::string(text) + " " + at.error()));
}

std::expected<std::string, Exit> as_at_asked(const std::string& text) {
  if (text.empty() || is_number(text) || is_sealed(text)) return text;
  const auto at = instant_asked("--as-at", text, DayMeans::its_last_instant);
  if (!at) return std::unexpected(at.error());
  return rfc3339(*at);
}

std::string london(std::string_view text) {
  const auto at = parse_rfc3339(text);
  if (!at) return std::string(text);
  if (const LocalDay day = day_of(*at); *at == end_of_day(day)) return "end of " + iso_text(day);
  return table_text(*at);
}

}  // namespace htq::ctl

#include "daemon/ctl/when.h"

#include <algorithm>

#include "daemon/ctl/saying.h"
#include "domain/london_text.h"
#include "schemas/json_text.h"

namespace htq::ctl {

std::expected<Instant, Exit> instant_asked(std::string_view option, std::string_view text,
                                           DayMeans day_means) {
  if (const auto ns = parse_instant(text)) return Instant{*ns};
  const auto local = instant_of(text, day_means);
  if (local) return *local;
  std::string why = "should be " + std::string(kMeansWhen);
  if (local.error().refusal == Refusal::time_does_not_exist)
    why = "does not exist: the clocks in London go forward over it";
  if (local.error().refusal == Refusal::time_is_ambiguous)
    why = "exists twice: the clocks in London go back over it; write it in UTC, with a Z";
  return std::unexpected(fail(Exit::bad_usage, std::string(option) + " " + std::string(text) + " " + why));
}

std::expected<std::string, Exit> as_at_asked(const std::string& text) {
  if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return text;
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

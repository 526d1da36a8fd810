// Times as people and machines read them: GOV.UK style and table style in Europe/London, RFC 3339 in UTC.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/calendar.h"
#include "domain/instant.h"

namespace htq {

/// "16 December 2020"
std::string day_text(LocalDay day);

/// "5:00pm on 16 December 2020". Seconds and fractions are shown when they are not zero: a submission is late
/// by a millisecond, and its text must not show the hour at which the window closed. "1:30am BST on 25
/// October 2020" names the zone, because the hour was shown twice on that day.
std::string moment_text(Instant at);

/// As moment_text; the last nanosecond of a day is "the end of 16 December 2020".
std::string deadline_text(Instant at);

/// "2020-12-16 17:00:00 GMT", with a fraction when it is not zero.
std::string table_text(Instant at);

/// "2020-12-16T17:00:00Z", "2020-12-16T17:00:00.001Z": as many decimals as it takes, none for whole seconds.
std::string rfc3339(Instant at);

/// Reads what rfc3339 writes: UTC with 'T' and 'Z', up to nine decimals, years from kFirstYear to kLastYear.
/// Trailing zeros are read too. No offsets and no leap seconds: an Instant has neither.
std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace htq

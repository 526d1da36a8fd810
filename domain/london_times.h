// Gives every Moment and Deadline of an event its instant: what people wrote is a London time, what rules
// compare is UTC. A day alone means its first instant in a Moment and its last in a Deadline (domain.md
// section 4).
#pragma once

#include "domain/given.h"

namespace htq {

/// Fills in each instant; refuses a text that is no London time, or a time that does not exist or exists
/// twice there.
Verdict resolve_times(Body::Builder body);

/// The instant of one text; `end` for a Deadline.
enum class DayMeans { its_first_instant, its_last_instant };
std::expected<Instant, Refused> instant_of(std::string_view local, DayMeans day_means);

/// How a time is written wherever one is asked for: in an address, a header, on a command line.
inline constexpr const char* kHowTimesAreWritten =
    "a London time (2021-09-17T17:00, or a day alone) or an instant (2021-09-17T16:00:00Z)";

/// Reads such a time. Where a day alone begins something it means its first instant; where it ends something,
/// or is asked about ("as at that day"), its last. Otherwise why not, to be read behind the text: "should be
/// …".
std::expected<Instant, std::string> time_of(std::string_view text, DayMeans day_means);

}  // namespace htq

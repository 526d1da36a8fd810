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

}  // namespace htq

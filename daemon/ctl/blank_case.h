// Answers of which nothing is known, as the daemon would write them. Pure; any thread.
#pragma once

#include "daemon/ctl/json.h"

namespace htq::ctl {

/// What is nothing yet (level 0, held: none), as far as `seen` shows it to the caller.
Json blank_case(const Json& seen);
/// The same; of an edition everything says something, also a zero.
Json blank_cycle(const Json& seen);

}  // namespace htq::ctl

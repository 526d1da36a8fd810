// A case of which nothing is known, as the daemon would write it. Pure; any thread.
#pragma once

#include "daemon/ctl/json.h"

namespace htq::ctl {

/// What is nothing yet (level 0, held: none), as far as `seen` shows it to the caller.
Json blank_case(const Json& seen);

}  // namespace htq::ctl

// A case event by event, and what each changed in it: the difference of the case as it stood at the event and
// at the one before. One thread.
#pragma once

#include <string>

#include "daemon/ctl/connection.h"

namespace htq::ctl {

enum class Pause { no, after_each };

/// Steps through it, with the keys of a terminal or all at once. `as_at` as the daemon reads it; empty: now.
Exit replay_case(Connection& daemon, const std::string& reference, const std::string& as_at, Pause pause);

}  // namespace htq::ctl

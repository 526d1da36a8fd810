// What takes the daemon a while: it says line by line how far it is, and at last what came of it.
#pragma once

#include <expected>
#include <string>

#include "daemon/ctl/connection.h"

namespace htq::ctl {

struct LongWork {
  std::string name;    // at the bar of progress
  std::string target;  // of a POST
};

/// Shows how far it is; what came of it, or the exit code after the reason was printed.
std::expected<Json, Exit> work_through(const LongWork& work, const Settings& settings);

}  // namespace htq::ctl

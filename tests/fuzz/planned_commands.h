// What is promised of a plan that an import makes of foreign files.
#pragma once

#include "daemon/ctl/import/planned.h"
#include "daemon/ctl/import/sources.h"

namespace htq::fuzz {

/// Every fault has a file and a reason. Without a fault every command of the plan is one that there is, has an id that a
/// header can carry, and a body that is read back as it was written.
void check_plan(const ctl::Sources& sources, const ctl::Plan& plan);

}  // namespace htq::fuzz

// A signed statement in two files: the statement as it was signed, byte for byte, and beside it what checks
// it.
#pragma once

#include <string>

#include "daemon/ctl/json.h"
#include "daemon/ctl/settings.h"

namespace htq::ctl {

/// FILE and FILE.signature; the reason is said if it cannot.
Exit write_signed(const std::string& file, const Json& answer);

}  // namespace htq::ctl

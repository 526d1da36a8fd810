// The lists of /v1/: for the router and for the description of the doors.
#pragma once

#include <vector>

#include "daemon/doors/rows.h"

namespace htq {

const std::vector<RowsDoor>& lists();

}  // namespace htq

// Whether this program may read a log: it refuses one that was raised above what it supports, and a record of
// such a level. What it would not understand it must not fold.
#pragma once

#include "daemon/row_view.h"
#include "projections/fault.h"
#include "projections/rows.h"
#include "schemas/event.capnp.h"

namespace htq {

/// A record on its way into the projections. FaultKind::bad_input, naming both levels and what to do.
Result<> check_log_level(Record::Reader record);
/// The rows of a log that was read before, as they were found: the stream of the log itself says whether it
/// was raised. Before anything is changed, so that a newer program finds its rows as it left them.
Result<> check_raised_level(Rows& rows, Family meta);

}  // namespace htq

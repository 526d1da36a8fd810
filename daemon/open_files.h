// How many files and sockets the process may have open. The limit that most systems give at first is below
// what the configuration allows of connections; a daemon that runs out cannot open the files of its log.
//
// Called once, at start, before anything is opened.
#pragma once

#include <cstdint>

#include "projections/fault.h"

namespace htq {

/// Raises the limit to what so many connections need beside the files of log and rows. A fault if the process
/// may not have as many.
Result<> allow_open_files(std::uint64_t connections);

}  // namespace htq

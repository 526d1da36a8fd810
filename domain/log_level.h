// Log levels: from which level an event may be written, and which levels this program can read. A log is at
// one level; it is raised when no older program is to run on it again. ARCHITECTURE.md section 6.
//
// Pure; any thread.
#pragma once

#include <cstdint>

#include "schemas/event.capnp.h"

namespace htq {

/// The level from which an event may be written: what its $level says in schemas/event.capnp.
std::uint16_t level_of(Body::Which event);
/// The highest that this program supports: that of the newest event it knows.
std::uint16_t supported_log_level();

}  // namespace htq

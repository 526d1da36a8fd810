// The kind of stream that an event belongs to, as the schema says it ($on). Any thread.
#pragma once

#include <optional>

#include "schemas/event.capnp.h"

namespace htq {

/// Nothing for an event of a newer program.
std::optional<StreamKind> kind_of_event(Body::Which event);

}  // namespace htq

// The kind of stream that an event belongs to, and for whom it is at all, as the schema says it ($on,
// $visibleTo). Any thread.
#pragma once

#include <optional>

#include "schemas/event.capnp.h"

namespace htq {

/// Nothing for an event of a newer program.
std::optional<StreamKind> kind_of_event(Body::Which event);

/// Whether the applicant of a case, or everyone, may know that it happened. Whoever sees no more than that
/// counts these events alone.
bool is_shown_to_applicants(Body::Which event);
/// Whether everyone may see it.
bool is_shown_to_everyone(Body::Which event);

}  // namespace htq

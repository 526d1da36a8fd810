// The days that the office told an applicant, and whether it kept them (domain.md sections 12 and 18): what
// an event makes of the promises of a case. Shared by the list of promises and the figures of a cycle.
//
// Pure; any thread.
#pragma once

#include <optional>

#include "domain/case_state.h"
#include "domain/office.h"
#include "schemas/event.capnp.h"

namespace htq {

struct PromiseMade {
  PromiseKind kind;
  Instant due;
};
/// A day told by this event, for the first time or anew.
std::optional<PromiseMade> promise_made(Body::Reader body, const CaseState& before, const CaseState& after,
                                        const Office& office);
/// The promise that this event fulfils.
std::optional<PromiseKind> promise_fulfilled(Body::Reader body);
/// Whether the event leaves nobody to keep a promise to. Feedback is owed for every outcome but withdrawal
/// (domain.md 9); a receipt can be confirmed as long as the case is on its way, or can come back to it.
bool promise_falls_away(PromiseKind kind, const CaseState& before, const CaseState& after);

}  // namespace htq

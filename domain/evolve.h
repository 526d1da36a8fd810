// What each event means: the fold from which every state is computed. It cannot fail and never asks today's
// rules; last year's events fold next year. Pure; any thread.
#pragma once

#include <string>

#include "domain/case_state.h"
#include "domain/office.h"
#include "schemas/event.capnp.h"

namespace htq {

/// An event of a case.
void evolve(CaseState& state, Record::Reader record);
/// An event of anything else; events of cases and of the log leave it as it is.
void evolve(Office& office, Record::Reader record);
/// What the office must know of a case that has just changed: whether it holds a place in its cycle.
void note_place(Office& office, const std::string& reference, const CaseState& state);
/// The place that a case would take.
Place place_of(const CaseState& state);

}  // namespace htq

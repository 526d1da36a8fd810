// The month from which an approved qualification may be taught as an HTQ. Pure; any thread.
#pragma once

#include <string>

#include "domain/given.h"

namespace htq {

/// Month by the edition's rules for the window in which the case was submitted and the instant at which it is
/// approved (domain.md section 4; edge case 23); empty if the edition has no rule for it. Acceptance and
/// listing do not move it (edge case 22).
std::string first_teach_if_approved(const Given& given);

/// Domain.md 12: after its cut-off nothing can be approved in a cycle, whether or not the system has recorded
/// yet that it passed.
Verdict can_still_be_approved(const Given& given);

}  // namespace htq

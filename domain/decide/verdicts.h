// Verdicts on the occupations of a case, as the panel and the decision maker give them. Pure; any thread.
// Included by the files of decide/ only.
#pragma once

#include "domain/given.h"

namespace htq {

/// Edge case 6: one occupation that fails keeps the whole from approval.
Outcome least_favourable(capnp::List<OccupationVerdict>::Reader verdicts);

/// One for each occupation of the case and no other, as its ratings permit. Options of one standard share its
/// verdict.
Verdict one_for_each_occupation(const Given& given, capnp::List<OccupationVerdict>::Reader verdicts);

/// Reasons are recorded for whatever is judged.
Verdict reasons_given(capnp::Text::Reader reasons);

}  // namespace htq

// The rows of the public register that a case has, as an event leaves them: what everyone is told when a
// qualification is listed, or its listing corrected.
//
// Any thread.
#pragma once

#include <string>
#include <vector>

#include "daemon/row_view.h"
#include "domain/identity.h"

namespace htq {

/// Each an answer::ListedQualification, one canonical segment. `now` holds the case up to `at` at least: its
/// events up to there are applied again, so that what came later does not show.
Result<std::vector<std::string>> listing_of(std::string_view reference, Position at, const RowView& now);

}  // namespace htq

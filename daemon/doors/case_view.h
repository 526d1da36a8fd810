// A case as an answer: the fold of its timeline up to a position, written into answer::Case.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/row_view.h"
#include "domain/case_state.h"
#include "schemas/answer.capnp.h"
#include "schemas/sight.h"

namespace htq {

/// The case as it stood at `as_at`; version 0 if it was not there yet.
Result<CaseState> case_as_at(const RowView& rows, const std::string& reference, Position as_at);

/// How often its organisation was turned away in the last hour of a window, by an office with too much to do
/// (edge case 34).
struct TurnedAwayFrom {
  std::string window;
  std::uint32_t count = 0;
  Instant first;  // received
  Instant last;
};
/// What was on record of it at `as_at`, where a late submission is to be judged or was.
Result<std::vector<TurnedAwayFrom>> turned_away_as_at(const RowView& rows, const CaseState& state,
                                                      Position as_at);
void write_turned_away(const std::vector<TurnedAwayFrom>& all, answer::Case::Builder out);

/// With the events counted that `sight` covers.
void write_case(const CaseState& state, const std::string& reference, Position as_at, const Sight& sight,
                answer::Case::Builder out);

/// How many events of a case the sight covers: of all, or of those that its applicant may see.
Version version_seen(const CaseState& state, const Sight& sight);

}  // namespace htq

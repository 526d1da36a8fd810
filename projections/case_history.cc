#include <algorithm>

#include "projections/figures.h"
#include "projections/promise.h"

namespace htq {
namespace {

std::uint32_t days_between(Instant from, Instant to, const Office& office) {
  return static_cast<std::uint32_t>(working_days_between(day_of(from), day_of(to), office.bank_holidays));
}

/// Working days between the two, without those on which the case was held.
std::uint32_t days_without_holds(const std::vector<Hold>& holds, Instant from, Instant to,
                                 const Office& office) {
  std::uint32_t days = days_between(from, to, office);
  for (const Hold& hold : holds)
    days -=
        days_between(std::max(hold.from, from), hold.until.ns == 0 ? to : std::min(hold.until, to), office);
  return days;
}

// As cells, so that what is zero takes no room. Numbers never change: they are in rows.
enum Part : std::uint16_t {
  entered_part = 1,
  held_from_part,  // the value is the number of the hold
  held_until_part,
  days_part,
  days_to_decision_part,
  submitted_part,
  late_admitted_part,
  ineligible_part,
  consulted_part,
  decided_part,
  changes_confirmed_part,
  promise_part,
  promised_part,
};

}  // namespace

void CaseHistory::note(Record::Reader record, const CaseState& before, const CaseState& after,
                       const Office& office) {
  const Body::Reader body = record.getBody();
  const Instant now{record.getRecordedAt()};
  if (body.isCaseHeld()) holds.push_back({.from = now, .until = {}});
  if (body.isCaseReleased() && !holds.empty()) holds.back().until = now;
  if (body.isDecisionTaken()) {
    was_decided = true;
    days_to_decision = days_without_holds(holds, after.submitted_at, now, office);
  }
  if (before.stage != after.stage) {
    if (before.stage != Stage::NONE) days[before.stage] += days_without_holds(holds, entered, now, office);
    entered = now;
  }
  was_submitted |= before.submitted_at != after.submitted_at;
  was_late_admitted |= body.isLateSubmissionAdmitted();
  was_ineligible |= body.isEligibilityRefused();
  was_consulted |= body.isOpenedForConsultation();
  had_changes_confirmed |= body.isChangesConfirmed();

  if (const auto kind = promise_fulfilled(body); kind && promises.contains(*kind))
    if (PromiseStanding& standing = promises[*kind]; standing == PromiseStanding::OPEN)
      standing = now <= promised[*kind] ? PromiseStanding::KEPT : PromiseStanding::MISSED;
  for (auto& [kind, standing] : promises)
    if (standing == PromiseStanding::OPEN && promise_falls_away(kind, before, after))
      standing = PromiseStanding::FELL_AWAY;
  if (const auto made = promise_made(body, before, after, office)) {
    promises[made->kind] = PromiseStanding::OPEN;
    promised[made->kind] = made->due;
  }
}

std::string CaseHistory::bytes() const {
  Cells cells;
  cells.add({entered_part}, entered.ns);
  for (std::uint32_t number = 0; number < holds.size(); ++number) {
    cells.add({held_from_part, number}, holds[number].from.ns);
    cells.add({held_until_part, number}, holds[number].until.ns);
  }
  for (const auto& [stage, count] : days)
    cells.add({days_part, static_cast<std::uint32_t>(stage)}, count + 1);
  cells.add({days_to_decision_part}, days_to_decision);
  cells.add({submitted_part}, was_submitted ? 1 : 0);
  cells.add({late_admitted_part}, was_late_admitted ? 1 : 0);
  cells.add({ineligible_part}, was_ineligible ? 1 : 0);
  cells.add({consulted_part}, was_consulted ? 1 : 0);
  cells.add({decided_part}, was_decided ? 1 : 0);
  cells.add({changes_confirmed_part}, had_changes_confirmed ? 1 : 0);
  for (const auto& [kind, standing] : promises)
    cells.add({promise_part, static_cast<std::uint32_t>(kind)}, static_cast<std::int64_t>(standing) + 1);
  for (const auto& [kind, due] : promised)
    cells.add({promised_part, static_cast<std::uint32_t>(kind)}, due.ns);
  return cells.bytes();
}

CaseHistory CaseHistory::of(std::string_view bytes) {
  CaseHistory history;
  const Cells cells = Cells::of(bytes);
  const auto small = [](std::int64_t count) { return static_cast<std::uint32_t>(count); };
  for (const auto& [cell, count] : cells.all()) {
    switch (static_cast<Part>(cell.figure)) {
      case entered_part: history.entered = {count}; break;
      case held_from_part: history.holds.push_back({.from = {count}, .until = {}}); break;
      case held_until_part: history.holds[cell.value].until = {count}; break;
      case days_part: history.days[static_cast<Stage>(cell.value)] = small(count - 1); break;
      case days_to_decision_part: history.days_to_decision = small(count); break;
      case submitted_part: history.was_submitted = true; break;
      case late_admitted_part: history.was_late_admitted = true; break;
      case ineligible_part: history.was_ineligible = true; break;
      case consulted_part: history.was_consulted = true; break;
      case decided_part: history.was_decided = true; break;
      case changes_confirmed_part: history.had_changes_confirmed = true; break;
      case promise_part:
        history.promises[static_cast<PromiseKind>(cell.value)] = static_cast<PromiseStanding>(count - 1);
        break;
      case promised_part: history.promised[static_cast<PromiseKind>(cell.value)] = {count}; break;
    }
  }
  return history;
}

}  // namespace htq

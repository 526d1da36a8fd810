#include "projections/promise.h"

namespace htq {

std::optional<PromiseMade> promise_made(Body::Reader body, const CaseState& before, const CaseState& after,
                                        const Office& office) {
  if (after.feedback_by.ns != 0 && after.feedback_by != before.feedback_by)
    return PromiseMade{.kind = PromiseKind::FEEDBACK, .due = after.feedback_by};
  if (!body.isApplicationSubmitted() && !body.isLateSubmissionAdmitted()) return std::nullopt;
  const CycleState* cycle = office.cycle(after.cycle);
  const int days = cycle == nullptr ? EditionState{}.receipt_days : cycle->edition.receipt_days;
  return PromiseMade{.kind = PromiseKind::RECEIPT,
                     .due = working_days_after(after.submitted_at, days, office.bank_holidays)};
}

std::optional<PromiseKind> promise_fulfilled(Body::Reader body) {
  if (body.isReceiptConfirmed()) return PromiseKind::RECEIPT;
  if (body.isFeedbackIssued()) return PromiseKind::FEEDBACK;
  return std::nullopt;
}

bool promise_falls_away(PromiseKind kind, const CaseState& before, const CaseState& after) {
  if (before.stage == after.stage) return false;
  if (kind == PromiseKind::FEEDBACK) return after.stage == Stage::WITHDRAWN;
  return is_terminal(after.stage) && after.stage != Stage::INELIGIBLE;
}

}  // namespace htq

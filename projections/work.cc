#include "projections/work.h"

#include "domain/words.h"

namespace htq {
namespace {

using Kind = WorkKind;

/// Of one case, as it is found.
class Found {
 public:
  void add(Kind kind, Role waits_for, Instant due = {}, std::string about = {}, std::string person = {}) {
    all_.push_back({.kind = kind,
                    .waits_for = waits_for,
                    .due = due,
                    .about = std::move(about),
                    .person = std::move(person)});
  }
  std::vector<Work> take() && { return std::move(all_); }

 private:
  std::vector<Work> all_;
};

bool is_at_work(Stage stage) {
  return stage >= Stage::SUBMITTED && stage <= Stage::RESUBMITTED && stage != Stage::INELIGIBLE;
}

bool is_general(Regulator regulator) {
  return regulator == Regulator::OFQUAL || regulator == Regulator::OFFICE_FOR_STUDENTS;
}

void of_review(const CaseState& file, Found& found) {
  for (const auto& [number, request] : file.requests)
    if (request.open)
      found.add(Kind::ANSWER_INFORMATION_REQUEST, Role::APPLICANT, request.due, std::to_string(number));
  for (const auto& [reviewer, review] : file.peer_reviews)
    if (review.standing == PeerReviewStanding::COMMISSIONED)
      found.add(Kind::WRITE_PEER_REVIEW, Role::PEER_REVIEWER, review.due, {}, reviewer);
  for (const auto& [regulator, due] : file.advice_due) {
    const std::string name(name_of_enumerant(regulator));
    if (is_general(regulator)) {
      if (file.regulator_advice == AdviceStanding::REQUESTED)
        found.add(Kind::GIVE_REGULATOR_ADVICE, regulator == Regulator::OFQUAL ? Role::OFQUAL : Role::OFS, due,
                  name);
    } else if (const auto advice = file.statutory_advice.find(regulator);
               advice != file.statutory_advice.end() && advice->second == AdviceStanding::REQUESTED) {
      found.add(Kind::GIVE_STATUTORY_ADVICE, Role::STATUTORY_REGULATOR, due, name);
    }
  }
  found.add(Kind::REVIEW, Role::OFFICIAL);
}

void of_stage(const CaseState& file, const EditionState& edition, const Office& office, Found& found) {
  switch (file.stage) {
    case Stage::REGISTERED:
      if (edition.support_session_required && !file.support_session_held)
        found.add(Kind::RECORD_SUPPORT_SESSION, Role::OFFICIAL);
      return;
    case Stage::ACCESS_GRANTED:
    case Stage::DRAFT: return found.add(Kind::SUBMIT_APPLICATION, Role::APPLICANT);
    case Stage::SUBMITTED: return found.add(Kind::CHECK_ELIGIBILITY, Role::OFFICIAL);
    case Stage::INELIGIBLE: {
      const CycleState* cycle = office.cycle(file.cycle);
      if (cycle == nullptr) return;
      const auto window = cycle->windows.find(file.window);
      if (window != cycle->windows.end() && !window->second.closed)
        found.add(Kind::CORRECT_APPLICATION, Role::APPLICANT, window->second.closes);
      return;
    }
    case Stage::UNDER_REVIEW:
    case Stage::INFORMATION_REQUESTED: return of_review(file, found);
    case Stage::ADVICE_READY: return found.add(Kind::RECOMMEND, Role::ROUTE_PANEL);
    case Stage::PANEL_RECOMMENDED: return found.add(Kind::ASSURE, Role::ASSURANCE_BODY);
    case Stage::ASSURED: return found.add(Kind::DECIDE, Role::DECISION_MAKER);
    case Stage::CHANGES_REQUIRED: return found.add(Kind::RESUBMIT, Role::APPLICANT, file.resubmit_by);
    case Stage::RESUBMITTED: return found.add(Kind::CHECK_CHANGES, Role::OFFICIAL);
    case Stage::APPROVED:
      if (file.transfer_proposed && !file.transfer_accepted)
        found.add(Kind::ACCEPT_COPYRIGHT_TRANSFER, Role::APPLICANT, file.accept_by);
      return found.add(Kind::ACCEPT_CONDITIONS, Role::APPLICANT, file.accept_by);
    case Stage::LIVE:
      if (!file.listed) found.add(Kind::LIST_PUBLICLY, Role::OFFICIAL);
      return;
    case Stage::DECIDED:
    case Stage::NONE:
    case Stage::LAPSED:
    case Stage::UNDER_CHANGE:
    case Stage::NOT_APPROVED:
    case Stage::CARRIED_OVER:
    case Stage::WITHDRAWN:
    case Stage::APPROVAL_WITHDRAWN: return;
  }
}

}  // namespace

bool concerns_work(const CaseState& before, const CaseState& after) {
  return before.stage != after.stage || before.cycle != after.cycle || before.window != after.window ||
         before.support_session_held != after.support_session_held ||
         before.submitted_at != after.submitted_at || before.receipt_confirmed != after.receipt_confirmed ||
         before.feedback_by != after.feedback_by || before.held != after.held ||
         before.regulator_advice != after.regulator_advice ||
         before.copyright_determined != after.copyright_determined ||
         before.transfer_proposed != after.transfer_proposed ||
         before.transfer_accepted != after.transfer_accepted || before.resubmit_by != after.resubmit_by ||
         before.accept_by != after.accept_by || before.listed != after.listed ||
         before.requests != after.requests || before.peer_reviews != after.peer_reviews ||
         before.advice_due != after.advice_due || before.statutory_advice != after.statutory_advice;
}

std::vector<Work> work_of(const CaseState& file, const Office& office) {
  static const EditionState usual;
  const CycleState* cycle = office.cycle(file.cycle);
  const EditionState& edition = cycle == nullptr ? usual : cycle->edition;
  Found found;
  of_stage(file, edition, office, found);
  if (is_at_work(file.stage)) {
    if (!file.receipt_confirmed)
      found.add(Kind::CONFIRM_RECEIPT, Role::OFFICIAL,
                working_days_after(file.submitted_at, edition.receipt_days, office.bank_holidays));
    if (file.held != HoldGround::NONE)
      found.add(Kind::RELEASE_HOLD, Role::OFFICIAL, {}, std::string(name_of_enumerant(file.held)));
    const bool before_decision = file.stage < Stage::DECIDED;
    if (file.stage == Stage::DECIDED || (before_decision && file.feedback_by.ns != 0))
      found.add(Kind::GIVE_FEEDBACK, Role::OFFICIAL, file.feedback_by);
  }
  const bool after_decision = file.stage >= Stage::DECIDED && file.stage <= Stage::APPROVED;
  if (after_decision && !file.copyright_determined) found.add(Kind::DETERMINE_COPYRIGHT, Role::OFFICIAL);
  return std::move(found).take();
}

std::vector<Work> work_of(const CycleState& cycle) {
  Found found;
  if (cycle.standing != Standing::present) return {};
  for (const auto& [name, window] : cycle.windows) {
    if (window.opens.ns == 0 || window.closed) continue;
    if (window.opened)
      found.add(Kind::CLOSE_WINDOW, Role::SYSTEM, window.closes, name);
    else
      found.add(Kind::OPEN_WINDOW, Role::SYSTEM, window.opens, name);
  }
  if (cycle.edition.cut_off.ns != 0) found.add(Kind::PASS_CUT_OFF, Role::SYSTEM, cycle.edition.cut_off);
  return std::move(found).take();
}

std::vector<Work> work_of(const ConsultationState& consultation) {
  Found found;
  if (consultation.standing == Standing::present)
    found.add(Kind::OPEN_CONSULTATION, Role::SYSTEM, consultation.opens);
  if (consultation.standing == Standing::open) {
    found.add(Kind::CLOSE_CONSULTATION, Role::SYSTEM, consultation.closes);
    found.add(Kind::GIVE_CONSULTATION_RESPONSE, Role::RESPONDENT, consultation.closes);
  }
  if (consultation.standing == Standing::ended) found.add(Kind::SUMMARISE_CONSULTATION, Role::OFFICIAL);
  return std::move(found).take();
}

}  // namespace htq

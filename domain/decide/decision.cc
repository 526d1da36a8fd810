// What the decision maker decides (domain.md sections 3 and 9), and what the applicant is told of it.
#include <map>
#include <set>
#include <string>

#include "domain/authority.h"
#include "domain/decide/verdicts.h"
#include "domain/first_teach.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// Numbered from 1, each tied to a criterion and an occupation (domain.md 9 Resubmission 1).
Verdict changes_in_order(const Given& given, capnp::List<RequiredChange>::Reader changes) {
  for (unsigned at = 0; at < changes.size(); ++at) {
    const auto change = changes[at];
    const std::string here = "requiredChanges[" + std::to_string(at) + "]";
    const std::string item = "Item " + std::to_string(at + 1);
    if (change.getNumber() != at + 1)
      return refuse(Refusal::required_changes_owed,
                    item + " of the list has the number " + std::to_string(change.getNumber()) + ".",
                    here + ".number");
    if (change.getCriterion() == Criterion::NONE)
      return refuse(Refusal::missing_value, item + " names no criterion.", here + ".criterion");
    const std::string standard = string(change.getStandard());
    if (given.file.occupation(standard) == nullptr)
      return refuse(Refusal::occupation_not_named, item + " is for \"" + standard + "\".",
                    here + ".standard");
    const std::string document = string(change.getDocument());
    if (!document.empty() && !given.file.documents.contains(document))
      return refuse(Refusal::document_unknown, item + " names \"" + document + "\".", here + ".document");
    if (!required(change.getChange(), "change"))
      return refuse(Refusal::missing_value, item + " does not say what to change.", here + ".change");
  }
  return accepted();
}

/// The outcome of the whole follows from the verdicts, except that an occupation that fails may be left to be
/// dropped or mended (edge case 6): then it has a required change.
Verdict outcome_fits(event::DecisionTaken::Reader event) {
  std::map<Outcome, int> count;
  for (const auto verdict : event.getVerdicts()) ++count[verdict.getOutcome()];
  const int all = static_cast<int>(event.getVerdicts().size());
  switch (event.getOutcome()) {
    case Outcome::APPROVED:
      if (count[Outcome::APPROVED] == all) return accepted();
      return refuse(Refusal::not_every_criterion_met, "A verdict on an occupation is not approved.",
                    "outcome");
    case Outcome::APPROVED_WITH_REQUIRED_CHANGES:
      if (count[Outcome::NOT_APPROVED] + count[Outcome::CARRIED_OVER] < all) break;
      return refuse(Refusal::not_every_criterion_met, "No occupation would be left to approve.", "outcome");
    case Outcome::NOT_APPROVED:
    case Outcome::CARRIED_OVER:
      if (count[Outcome::APPROVED] < all) return accepted();
      return refuse(Refusal::verdict_owed, "Every occupation is approved, and the whole is not.", "outcome");
    case Outcome::NONE:
    default: return refuse(Refusal::missing_value, "A decision has an outcome.", "outcome");
  }
  std::set<std::string> to_change;
  for (const auto change : event.getRequiredChanges()) to_change.insert(string(change.getStandard()));
  for (const auto verdict : event.getVerdicts())
    if (verdict.getOutcome() != Outcome::APPROVED && !to_change.contains(string(verdict.getStandard())))
      return refuse(Refusal::required_changes_owed, "None is for " + string(verdict.getStandard()) + ".",
                    "requiredChanges");
  return accepted();
}

bool departs(const Given& given, event::DecisionTaken::Reader event) {
  if (event.getOutcome() != given.file.recommendation) return true;
  std::map<std::string, Outcome> recommended;
  for (const VerdictOn& verdict : given.file.recommended) recommended[verdict.standard] = verdict.outcome;
  for (const auto verdict : event.getVerdicts())
    if (recommended[string(verdict.getStandard())] != verdict.getOutcome()) return true;
  return false;
}

/// The body sits, or the one through which it decides: named only if it met.
Verdict decided_at_meeting(const Given& given, const std::string& meeting, const Authority& authority) {
  if (meeting.empty()) return accepted();
  const auto held = meeting_held_on_case(given, meeting);
  if (!held) return std::unexpected(held.error());
  if ((*held)->body == authority.exercised_by || (*held)->body == authority.body) return accepted();
  return refuse(Refusal::wrong_body,
                "The meeting was one of \"" + (*held)->body + "\", and the decision is exercised by \"" +
                    authority.exercised_by + "\".",
                "meeting");
}

/// Domain.md 3: nobody decides what they analysed or reviewed, at a meeting no more than alone.
Verdict members_took_no_part(const Given& given, const std::string& id) {
  const auto meeting = given.office.meetings.find(id);
  if (meeting == given.office.meetings.end()) return accepted();
  for (const std::string& member : meeting->second.present) {
    if (meeting->second.recused.contains({member, given.target})) continue;
    if (given.file.analysts.contains(member) || given.file.reviewers.contains(member))
      return refuse(Refusal::role_conflict,
                    member + " analysed or reviewed this case: record that they are recused from it.",
                    "meeting");
  }
  return accepted();
}

/// Whose power decides: that of the body that the actor stands for or, where a secretary enters it, that of
/// the body that met (domain.md 3).
std::expected<Authority, Refused> authority_to_decide(const Given& given, const std::string& meeting) {
  if (given.actor.role != Role::SECRETARY) return authority_to(Power::DECIDE, given);
  const auto held = meeting_held_on_case(given, meeting);
  if (!held) return std::unexpected(held.error());
  Given for_the_body = given;
  for_the_body.actor.on_behalf_of = (*held)->body;
  return authority_to(Power::DECIDE, for_the_body);
}

}  // namespace

Verdict defer_decision(const Given& given, event::DecisionDeferred::Builder event) {
  const std::string meeting = string(event.getMeeting().asReader());
  const auto authority = authority_to_decide(given, meeting);
  if (!authority) return std::unexpected(authority.error());
  HTQ_REQUIRE(decided_at_meeting(given, meeting, *authority));
  HTQ_REQUIRE(required(event.getMissing().asReader(), "missing"));
  return ahead(event.getFeedbackBy().asReader(), given, "feedbackBy");
}

Verdict take_decision(const Given& given, event::DecisionTaken::Builder event) {
  const std::string meeting = string(event.getMeeting().asReader());
  const auto authority = authority_to_decide(given, meeting);
  if (!authority) return std::unexpected(authority.error());
  HTQ_REQUIRE(decided_at_meeting(given, meeting, *authority));
  HTQ_REQUIRE(members_took_no_part(given, meeting));
  HTQ_REQUIRE(one_for_each_occupation(given, event.getVerdicts().asReader()));
  HTQ_REQUIRE(reasons_given(event.getReasons().asReader()));
  const Outcome outcome = event.getOutcome();
  const auto changes = event.getRequiredChanges().asReader();
  if (outcome == Outcome::APPROVED_WITH_REQUIRED_CHANGES && changes.size() == 0)
    return refuse(Refusal::required_changes_owed, {}, "requiredChanges");
  if (outcome != Outcome::APPROVED_WITH_REQUIRED_CHANGES && changes.size() != 0)
    return refuse(Refusal::changes_not_expected, {}, "requiredChanges");
  HTQ_REQUIRE(changes_in_order(given, changes));
  HTQ_REQUIRE(outcome_fits(event.asReader()));
  if (departs(given, event.asReader()) && !required(event.getDepartureReason().asReader(), "departureReason"))
    return refuse(Refusal::departure_needs_a_reason,
                  "The panel recommended: " + words_of(given.file.recommendation) + ".", "departureReason");
  if (outcome == Outcome::APPROVED || outcome == Outcome::APPROVED_WITH_REQUIRED_CHANGES)
    HTQ_REQUIRE(can_still_be_approved(given));

  event.setBody(text(authority->body));
  event.setExercisedBy(text(authority->exercised_by));
  event.setDelegation(text(authority->delegation));
  const std::string first_teach =
      outcome == Outcome::APPROVED ? first_teach_if_approved(given) : std::string();
  event.setFirstTeach(text(first_teach));
  event.setSupersedes(given.file.decision.value);
  return accepted();
}

Verdict determine_copyright(const Given& given, event::CopyrightDetermined::Builder event) {
  // Domain.md 9: with an approval the office may take copyright over; otherwise there is nothing to take.
  if (given.file.outcome != Outcome::APPROVED &&
      given.file.outcome != Outcome::APPROVED_WITH_REQUIRED_CHANGES)
    return refuse(Refusal::bad_value, "The decision is: " + words_of(given.file.outcome) + ".");
  if (given.file.copyright_determined && given.file.transfer_proposed == event.getTransfer())
    return refuse(Refusal::nothing_to_change, "It was determined so before.", "transfer");
  if (given.file.transfer_accepted)
    return refuse(Refusal::bad_value, "The applicant has accepted the transfer.", "transfer");
  // An official enters it for the decision maker (domain.md 11), or by a delegation of that power.
  if (const auto authority = authority_to(Power::DETERMINE_COPYRIGHT, given); !authority)
    return std::unexpected(authority.error());
  return reasons_given(event.getReasons().asReader());
}

Verdict issue_feedback(const Given& given, event::FeedbackIssued::Builder event) {
  HTQ_REQUIRE(required(event.getText().asReader(), "text"));
  HTQ_REQUIRE(required(event.getNextSteps().asReader(), "nextSteps"));
  // Later feedback, and that on a refusal, sets no day: what was told stands (domain.md 12).
  event.initAcceptBy();
  const bool decides_next = given.file.stage == Stage::DECIDED;
  const bool wants_changes = decides_next && given.file.outcome == Outcome::APPROVED_WITH_REQUIRED_CHANGES;
  if (!wants_changes && event.getResubmitBy().getInstant() != 0)
    return refuse(Refusal::bad_value, "Nothing is to be resubmitted.", "resubmitBy");
  if (wants_changes) {
    const CycleState& cycle = given.cycle();
    auto by = event.getResubmitBy();
    if (by.getInstant() == 0 && cycle.resubmit_by.ns != 0) {
      by.setLocal(text(cycle.resubmit_by_local));
      by.setInstant(cycle.resubmit_by.ns);
    }
    HTQ_REQUIRE(ahead(by.asReader(), given, "resubmitBy"));
  }
  if (decides_next && given.file.outcome == Outcome::APPROVED)
    set_working_days(event.getAcceptBy(), given.received_at, given.cycle().edition.acceptance_days,
                     given.office.bank_holidays);
  return accepted();
}

}  // namespace htq

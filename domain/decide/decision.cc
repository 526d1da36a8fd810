// What the panel recommends, the assurance body assures and the decision maker decides (domain.md sections 3,
// 6 and 9), and what the applicant is told of it.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "domain/authority.h"
#include "domain/first_teach.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

// From most to least favourable. What is carried over may still be approved later; what is refused may not.
constexpr Outcome kByFavour[] = {Outcome::APPROVED, Outcome::APPROVED_WITH_REQUIRED_CHANGES,
                                 Outcome::CARRIED_OVER, Outcome::NOT_APPROVED};

/// Edge case 6: one occupation that fails keeps the whole from approval.
Outcome least_favourable(capnp::List<OccupationVerdict>::Reader verdicts) {
  const auto* worst = std::begin(kByFavour);
  for (const auto verdict : verdicts)
    worst = std::max(worst, std::ranges::find(kByFavour, verdict.getOutcome()));
  return *worst;
}

/// Domain.md 6: approval wants every criterion met; what is partly met leads to required changes.
Verdict ratings_permit(const Given& given, const std::string& standard, Outcome outcome) {
  if (outcome != Outcome::APPROVED && outcome != Outcome::APPROVED_WITH_REQUIRED_CHANGES) return accepted();
  for (const Criterion criterion : rated_criteria()) {
    const auto found = given.file.ratings.find({criterion, standard});
    const Rating rating = found == given.file.ratings.end() ? Rating::NOT_ASSESSED : found->second;
    const bool permits =
        rating == Rating::MET || (rating == Rating::PARTLY_MET && outcome != Outcome::APPROVED);
    if (!permits)
      return refuse(Refusal::not_every_criterion_met,
                    words_of(criterion) + " is " + words_of(rating) + " for " + standard + ".", "verdicts");
  }
  return accepted();
}

/// One for each occupation of the case and no other. Options of one standard share its verdict.
Verdict one_for_each_occupation(const Given& given, capnp::List<OccupationVerdict>::Reader verdicts) {
  std::set<std::string> judged;
  for (const auto verdict : verdicts) {
    const std::string standard = string(verdict.getStandard());
    if (given.file.occupation(standard) == nullptr)
      return refuse(Refusal::occupation_not_named, "\"" + standard + "\" is not one of its occupations.",
                    "verdicts");
    if (!judged.insert(standard).second)
      return refuse(Refusal::verdict_owed, standard + " has more than one.", "verdicts");
    if (std::ranges::count(kByFavour, verdict.getOutcome()) == 0)
      return refuse(Refusal::verdict_owed, "The verdict on " + standard + " has no outcome.", "verdicts");
    HTQ_REQUIRE(ratings_permit(given, standard, verdict.getOutcome()));
  }
  for (const NamedOccupation& named : given.file.occupations)
    if (!judged.contains(named.standard))
      return refuse(Refusal::verdict_owed, "There is none for " + named.standard + ".", "verdicts");
  return accepted();
}

Verdict reasons_given(capnp::Text::Reader reasons) {
  return required(reasons, "reasons") ? accepted() : refuse(Refusal::reasons_owed, {}, "reasons");
}

/// A meeting is entered by its secretary, or by one who acts for the body that met.
Verdict body_of_meeting(const Given& given, Power power, BodyKind kind, const std::string& body) {
  if (given.actor.role == Role::SECRETARY) {
    if (bodies_standing_for(given.office, kind, given.now).contains(body)) return accepted();
    const auto found = given.office.bodies.find(body);
    if (found != given.office.bodies.end() && !found->second.exists_at(given.now))
      return refuse(Refusal::body_abolished, "The meeting was one of \"" + body + "\".", "meeting");
    return refuse(Refusal::wrong_body,
                  "The meeting was one of \"" + body + "\"; this cycle asks for the " + words_of(kind) + ".",
                  "meeting");
  }
  const auto authority = authority_to(power, given);
  if (!authority) return std::unexpected(authority.error());
  if (authority->body == body) return accepted();
  return refuse(Refusal::wrong_body,
                "You act for \"" + authority->body + "\", and the meeting was one of \"" + body + "\".",
                "meeting");
}

/// A route is named by its id or by its name.
bool is_same_route(const Office& office, const std::string& one, const std::string& other) {
  const auto is_name_of = [&](const std::string& name, const std::string& id) {
    const auto found = office.routes.find(id);
    return found != office.routes.end() && found->second == name;
  };
  return one == other || is_name_of(one, other) || is_name_of(other, one);
}

/// Edge case 32: of two routes the panel of the lead route recommends.
Verdict panel_of_the_lead_route(const Given& given, const std::string& body) {
  const std::string& panel = given.office.bodies.at(body).route;
  const std::string& lead = given.file.qualification->route;
  if (panel.empty() || lead.empty() || is_same_route(given.office, panel, lead)) return accepted();
  return refuse(Refusal::wrong_body,
                "The lead route is \"" + lead + "\", and \"" + body + "\" is the panel of \"" + panel + "\".",
                "meeting");
}

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

}  // namespace

Verdict make_panel_recommendation(const Given& given, event::PanelRecommendationMade::Builder event) {
  const auto held = meeting_held_on_case(given, string(event.getMeeting().asReader()));
  if (!held) return std::unexpected(held.error());
  const MeetingState& meeting = **held;
  HTQ_REQUIRE(body_of_meeting(given, Power::RECOMMEND, given.cycle().edition.recommends, meeting.body));
  HTQ_REQUIRE(panel_of_the_lead_route(given, meeting.body));
  const auto verdicts = event.getVerdicts().asReader();
  HTQ_REQUIRE(one_for_each_occupation(given, verdicts));
  HTQ_REQUIRE(reasons_given(event.getReasons().asReader()));
  event.setOutcome(least_favourable(verdicts));
  event.setBody(text(meeting.body));
  event.setPresent(static_cast<std::uint16_t>(meeting.present_for(given.target)));
  event.setQuorum(meeting.quorum);
  return accepted();
}

Verdict return_advice(const Given& given, event::AdviceReturned::Builder event) {
  const auto power = [&]() -> std::optional<Power> {
    switch (given.actor.role) {
      case Role::ROUTE_PANEL: return Power::RECOMMEND;
      case Role::ASSURANCE_BODY: return Power::ASSURE;
      case Role::DECISION_MAKER: return Power::DECIDE;
      default: return std::nullopt;  // a secretary enters it for the meeting
    }
  }();
  if (power)
    if (const auto authority = authority_to(*power, given); !authority)
      return std::unexpected(authority.error());
  return required(event.getReason().asReader(), "reason");
}

Verdict give_assurance(const Given& given, event::AssuranceGiven::Builder event) {
  // Where one body both assures and decides, both may be entered from one meeting (domain.md 3).
  const BodyKind kind = given.cycle().edition.assures;
  const std::string meeting = string(event.getMeeting().asReader());
  if (meeting.empty() && given.actor.role != Role::SECRETARY) {
    const auto authority = authority_to(Power::ASSURE, given);
    if (!authority) return std::unexpected(authority.error());
    event.setBody(text(authority->body));
    return accepted();
  }
  const auto held = meeting_held_on_case(given, meeting);
  if (!held) return std::unexpected(held.error());
  HTQ_REQUIRE(body_of_meeting(given, Power::ASSURE, kind, (*held)->body));
  event.setBody(text((*held)->body));
  return accepted();
}

Verdict defer_decision(const Given& given, event::DecisionDeferred::Builder event) {
  const auto authority = authority_to(Power::DECIDE, given);
  if (!authority) return std::unexpected(authority.error());
  HTQ_REQUIRE(decided_at_meeting(given, string(event.getMeeting().asReader()), *authority));
  HTQ_REQUIRE(required(event.getMissing().asReader(), "missing"));
  return ahead(event.getFeedbackBy().asReader(), given, "feedbackBy");
}

Verdict take_decision(const Given& given, event::DecisionTaken::Builder event) {
  const auto authority = authority_to(Power::DECIDE, given);
  if (!authority) return std::unexpected(authority.error());
  HTQ_REQUIRE(decided_at_meeting(given, string(event.getMeeting().asReader()), *authority));
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

// What runs beside one another while a case is under review: requests for information, holds, consultation,
// peer review, the regulators and the analysis (domain.md sections 8 and 11).
#include <algorithm>

#include "domain/authority.h"
#include "domain/calendar.h"
#include "domain/evidence.h"
#include "domain/london_text.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// Domain.md 12: the day is set with the request; left out, it is the edition's.
Verdict due_or_days(Deadline::Builder due, int days, const Given& given) {
  if (due.getInstant() != 0) return ahead(due.asReader(), given, "due");
  set_working_days(due, given.received_at, days, given.office.bank_holidays);
  return accepted();
}

std::string number(std::uint16_t request) {
  return "Request " + std::to_string(request);
}

Verdict is_open(const Given& given, std::uint16_t request) {
  const auto found = given.file.requests.find(request);
  if (found != given.file.requests.end() && found->second.open) return accepted();
  return refuse(Refusal::request_unknown,
                number(request) + (found == given.file.requests.end() ? " was never made." : " is closed."),
                "request");
}

/// A person says why; what the system does follows from the event that caused it.
Verdict reason_of_a_person(const Given& given, capnp::Text::Reader reason) {
  return given.actor.role == Role::SYSTEM ? accepted() : required(reason, "reason");
}

// Peer review

bool is_under_contract(const Given& given, const std::string& reviewer) {
  return std::ranges::any_of(given.office.bodies, [&](const auto& body) {
    const auto found = body.second.appointments.find(reviewer);
    if (found == body.second.appointments.end()) return false;
    const AppointmentState& contract = found->second;
    return contract.kind == AppointmentKind::PEER_REVIEWER && contract.from <= given.now &&
           (contract.until.ns == 0 || given.now < contract.until);
  });
}

Verdict review_stands(const Given& given, const std::string& reviewer, PeerReviewStanding wanted) {
  const auto found = given.file.peer_reviews.find(reviewer);
  const PeerReviewStanding stands =
      found == given.file.peer_reviews.end() ? PeerReviewStanding::NOT_COMMISSIONED : found->second.standing;
  if (stands == wanted) return accepted();
  return refuse(
      Refusal::review_not_commissioned,
      "The review by \"" + reviewer + "\" is " + words_of(stands) + ", not " + words_of(wanted) + ".",
      "reviewer");
}

// Regulators

bool is_adviser(Regulator regulator) {
  return regulator == Regulator::OFQUAL || regulator == Regulator::OFFICE_FOR_STUDENTS;
}

/// Domain.md 11: Ofqual or the OfS for itself, or an official for them.
Verdict speaks_for_adviser(const Given& given, Regulator regulator) {
  if (!is_adviser(regulator))
    return refuse(Refusal::bad_value, "Only Ofqual and the Office for Students advise here.", "regulator");
  const bool foreign = (given.actor.role == Role::OFQUAL && regulator != Regulator::OFQUAL) ||
                       (given.actor.role == Role::OFS && regulator != Regulator::OFFICE_FOR_STUDENTS);
  if (foreign)
    return refuse(Refusal::no_power,
                  "A regulator speaks for itself, not for the " + words_of(regulator) + ".", "regulator");
  return accepted();
}

std::string_view initials(Regulator regulator) {
  switch (regulator) {
    case Regulator::OFQUAL: return "ofqual";
    case Regulator::OFFICE_FOR_STUDENTS: return "ofs";
    case Regulator::NURSING_AND_MIDWIFERY_COUNCIL: return "nmc";
    case Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL: return "hcpc";
    case Regulator::GENERAL_DENTAL_COUNCIL: return "gdc";
    case Regulator::NONE: break;
  }
  return "";
}

/// A statutory regulator is known by its initials or its name in kebab case: its role alone does not tell
/// which of them it is.
bool is_called(const std::string& name, Regulator regulator) {
  std::string kebab = words_of(regulator);
  std::ranges::replace(kebab, ' ', '-');
  return !name.empty() && (name == initials(regulator) || name == kebab);
}

Verdict speaks_for_itself(const Given& given, Regulator regulator) {
  if (given.actor.role != Role::STATUTORY_REGULATOR) return accepted();
  const std::string& name =
      given.actor.on_behalf_of.empty() ? given.actor.organisation : given.actor.on_behalf_of;
  if (is_called(name, regulator)) return accepted();
  return refuse(Refusal::no_power,
                "You act for \"" + name + "\". A regulator speaks for itself, not for the " +
                    words_of(regulator) + " (\"" + std::string(initials(regulator)) + "\").",
                "regulator");
}

/// Edge case 38: each regulator of a named occupation advises, and no other.
Verdict regulates_an_occupation(const Given& given, Regulator regulator) {
  const bool concerned = regulator != Regulator::NONE && std::ranges::count(given.file.occupations, regulator,
                                                                            &NamedOccupation::regulator) != 0;
  if (concerned) return accepted();
  return refuse(Refusal::not_a_statutory_regulator, "It names " + words_of(regulator) + ".", "regulator");
}

}  // namespace

Verdict request_information(const Given& given, event::InformationRequested::Builder event) {
  HTQ_REQUIRE(required(event.getQuestion().asReader(), "question"));
  HTQ_REQUIRE(due_or_days(event.getDue(), given.cycle().edition.information_days, given));
  event.setRequest(static_cast<std::uint16_t>(given.file.requests_made + 1));
  return accepted();
}

Verdict provide_information(const Given& given, event::InformationProvided::Builder event) {
  HTQ_REQUIRE(is_open(given, event.getRequest()));
  // Domain.md 12: a deadline binds at its instant, whether or not the lapse has been recorded yet. The
  // official who still wants the answer asks again.
  const Instant due = given.file.requests.at(event.getRequest()).due;
  if (due < given.received_at)
    return refuse(Refusal::request_unknown,
                  number(event.getRequest()) + " was due by " + deadline_text(due) + " and lapses.",
                  "request");
  HTQ_REQUIRE(required(event.getAnswer().asReader(), "answer"));
  const auto documents = event.getDocuments().asReader();
  HTQ_REQUIRE(are_documents(documents, "documents"));
  for (const auto document : documents) {
    const std::string id = string(document.getId());
    if (given.file.documents.contains(id))
      return refuse(Refusal::document_exists, "\"" + id + "\" is one of the case's documents.", "documents");
    // Domain.md 7: the consultation may be open or about to open, so each item needs its answer now.
    if (document.getSensitivity() == Sensitivity::UNANSWERED)
      return refuse(Refusal::sensitivity_unanswered, "\"" + id + "\" has no answer.", "documents");
  }
  return accepted();
}

Verdict cancel_information_request(const Given& given, event::InformationRequestCancelled::Builder event) {
  HTQ_REQUIRE(is_open(given, event.getRequest()));
  return required(event.getReason().asReader(), "reason");
}

Verdict lapse_information_request(const Given& given, event::InformationRequestLapsed::Builder event) {
  HTQ_REQUIRE(is_open(given, event.getRequest()));
  const Instant due = given.file.requests.at(event.getRequest()).due;
  if (due < given.now) return accepted();
  return refuse(Refusal::not_due, "It may be answered until " + deadline_text(due) + ".", "request");
}

Verdict hold_case(const Given& given, event::CaseHeld::Builder event) {
  if (event.getGround() == HoldGround::NONE)
    return refuse(Refusal::missing_value, "A hold names its ground.", "ground");
  return reason_of_a_person(given, event.getReason().asReader());
}

Verdict release_case(const Given& given, event::CaseReleased::Builder event) {
  return reason_of_a_person(given, event.getReason().asReader());
}

Verdict open_for_consultation(const Given& given, event::OpenedForConsultation::Builder event) {
  const std::string id = string(event.getConsultation().asReader());
  const auto found = given.office.consultations.find(id);
  if (found == given.office.consultations.end())
    return refuse(Refusal::unknown_reference, "There is no consultation \"" + id + "\".", "consultation");
  const ConsultationState& consultation = found->second;
  if (!consultation.cases.contains(given.target))
    return refuse(Refusal::consultation_case_unknown, "\"" + id + "\" does not list the case.",
                  "consultation");
  if (consultation.standing != Standing::open)
    return refuse(Refusal::not_at_this_stage,
                  "The consultation is " + words_of(StreamKind::CONSULTATION, consultation.standing) + ".",
                  "consultation");
  if (given.file.consultation == ConsultationStanding::OPEN)
    return refuse(Refusal::nothing_to_change,
                  "The case is open for consultation \"" + given.file.consultation_id + "\" already.");
  event.getCloses().setLocal(text(consultation.closes_local));
  event.getCloses().setInstant(consultation.closes.ns);
  return accepted();
}

Verdict end_consultation(const Given& given, event::ConsultationEnded::Builder event) {
  const std::string id = string(event.getConsultation().asReader());
  if (given.file.consultation != ConsultationStanding::OPEN || given.file.consultation_id != id)
    return refuse(Refusal::nothing_to_change, "The case is not open for consultation \"" + id + "\".",
                  "consultation");
  HTQ_REQUIRE(required(event.getReason().asReader(), "reason"));
  // Domain.md 11: it ends when the consultation has closed, or the case itself has ended.
  const auto found = given.office.consultations.find(id);
  const bool closed = found == given.office.consultations.end() || found->second.standing == Standing::ended;
  if (closed || is_terminal(given.file.stage)) return accepted();
  return refuse(Refusal::consultation_open, "It closes on " + found->second.closes_local + ".",
                "consultation");
}

Verdict commission_peer_review(const Given& given, event::PeerReviewCommissioned::Builder event) {
  const std::string reviewer = string(event.getReviewer().asReader());
  HTQ_REQUIRE(required(event.getReviewer().asReader(), "reviewer"));
  if (given.file.peer_reviews.contains(reviewer))
    return refuse(Refusal::reviewer_already_asked, "\"" + reviewer + "\" was asked.", "reviewer");
  if (!is_under_contract(given, reviewer))
    return refuse(Refusal::reviewer_not_under_contract, "\"" + reviewer + "\" has no contract in force.",
                  "reviewer");
  if (given.file.analysts.contains(reviewer) || given.file.deciders.contains(reviewer))
    return refuse(Refusal::role_conflict, "\"" + reviewer + "\" analysed or decided this case.", "reviewer");
  const auto applicant = given.office.organisations.find(given.file.organisation);
  if (applicant != given.office.organisations.end() && applicant->second.representatives.contains(reviewer))
    return refuse(Refusal::conflict_of_interest, "\"" + reviewer + "\" represents the applicant.",
                  "reviewer");
  return due_or_days(event.getDue(), given.cycle().edition.advice_days, given);
}

Verdict decline_peer_review(const Given& given, event::PeerReviewDeclined::Builder event) {
  event.setReviewer(text(given.actor.subject));
  HTQ_REQUIRE(review_stands(given, given.actor.subject, PeerReviewStanding::COMMISSIONED));
  return required(event.getReason().asReader(), "reason");
}

Verdict submit_peer_review(const Given& given, event::PeerReviewReceived::Builder event) {
  // Past its due day a review still counts: until it is waived, the case waits for it (domain.md 11).
  const std::string& reviewer = given.actor.subject;
  event.setReviewer(text(reviewer));
  HTQ_REQUIRE(review_stands(given, reviewer, PeerReviewStanding::COMMISSIONED));
  if (!is_under_contract(given, reviewer))
    return refuse(Refusal::reviewer_not_under_contract, "\"" + reviewer + "\" has no contract in force.",
                  "reviewer");
  if (!event.getNoConflict())
    return refuse(Refusal::conflict_of_interest,
                  "A reviewer declares that there is no conflict, or declines the review.", "noConflict");
  HTQ_REQUIRE(required(event.getComment().asReader(), "comment"));
  return is_hash_if_given(event.getDocumentHash().asReader(), "documentHash");
}

Verdict waive_peer_review(const Given& given, event::PeerReviewWaived::Builder event) {
  HTQ_REQUIRE(required(event.getReason().asReader(), "reason"));
  const std::string reviewer = string(event.getReviewer().asReader());
  if (!reviewer.empty()) return review_stands(given, reviewer, PeerReviewStanding::COMMISSIONED);
  if (given.file.peer_review_waived) return refuse(Refusal::nothing_to_change, "It was waived before.");
  for (const auto& [name, review] : given.file.peer_reviews) {
    if (review.standing == PeerReviewStanding::COMMISSIONED)
      return refuse(Refusal::missing_value,
                    "A review by \"" + name + "\" is commissioned: name whose is waived.", "reviewer");
    if (review.standing == PeerReviewStanding::RECEIVED)
      return refuse(Refusal::nothing_to_change, "A review by \"" + name + "\" was received: none is owed.");
  }
  return accepted();
}

Verdict discount_peer_review(const Given& given, event::PeerReviewDiscounted::Builder event) {
  // Edge case 19: only what came in can be discounted; it stays on record.
  HTQ_REQUIRE(review_stands(given, string(event.getReviewer().asReader()), PeerReviewStanding::RECEIVED));
  return required(event.getReason().asReader(), "reason");
}

Verdict request_regulator_advice(const Given& given, event::RegulatorAdviceRequested::Builder event) {
  HTQ_REQUIRE(speaks_for_adviser(given, event.getRegulator()));
  const AdviceStanding standing = given.file.regulator_advice;
  if (standing == AdviceStanding::REQUESTED || standing == AdviceStanding::RECEIVED)
    return refuse(Refusal::advice_already_asked, "The advice is " + words_of(standing) + ".", "regulator");
  return due_or_days(event.getDue(), given.cycle().edition.advice_days, given);
}

Verdict record_regulator_meeting(const Given& given, event::RegulatorMeetingHeld::Builder event) {
  HTQ_REQUIRE(speaks_for_adviser(given, event.getRegulator()));
  HTQ_REQUIRE(required(event.getOn().asReader(), "on"));
  const auto day = parse_day(view(event.getOn().asReader()));
  if (!day)
    return refuse(Refusal::bad_value,
                  "\"" + string(event.getOn().asReader()) + "\" is no day: write it as 2020-12-16.", "on");
  if (start_of_day(*day) > given.now)
    return refuse(Refusal::occurred_in_the_future, day_text(*day) + " is still to come.", "on");
  return accepted();
}

Verdict record_regulator_advice(const Given& given, event::RegulatorAdviceReceived::Builder event) {
  HTQ_REQUIRE(speaks_for_adviser(given, event.getRegulator()));
  HTQ_REQUIRE(required(event.getAdvice().asReader(), "advice"));
  return is_hash_if_given(event.getDocumentHash().asReader(), "documentHash");
}

Verdict record_regulator_advice_not_needed(const Given& given,
                                           event::RegulatorAdviceNotNeeded::Builder event) {
  if (given.file.regulator_advice == AdviceStanding::RECEIVED)
    return refuse(Refusal::nothing_to_change, "The advice was received.");
  return required(event.getReason().asReader(), "reason");
}

Verdict request_statutory_advice(const Given& given, event::StatutoryAdviceRequested::Builder event) {
  HTQ_REQUIRE(regulates_an_occupation(given, event.getRegulator()));
  const auto found = given.file.statutory_advice.find(event.getRegulator());
  if (found != given.file.statutory_advice.end() && found->second != AdviceStanding::NOT_REQUESTED)
    return refuse(Refusal::advice_already_asked, "The advice is " + words_of(found->second) + ".",
                  "regulator");
  return due_or_days(event.getDue(), given.cycle().edition.advice_days, given);
}

Verdict record_statutory_advice(const Given& given, event::StatutoryAdviceReceived::Builder event) {
  HTQ_REQUIRE(regulates_an_occupation(given, event.getRegulator()));
  HTQ_REQUIRE(speaks_for_itself(given, event.getRegulator()));
  HTQ_REQUIRE(required(event.getAdvice().asReader(), "advice"));
  return is_hash_if_given(event.getDocumentHash().asReader(), "documentHash");
}

Verdict report_regulatory_action(const Given& given, event::RegulatoryActionReported::Builder event) {
  // Any regulator may be the one that acts, also one that no occupation of the case concerns.
  if (event.getRegulator() == Regulator::NONE)
    return refuse(Refusal::missing_value, "A report names the regulator that acts.", "regulator");
  HTQ_REQUIRE(speaks_for_itself(given, event.getRegulator()));
  return required(event.getReport().asReader(), "report");
}

Verdict assess_criterion(const Given& given, event::CriterionAssessed::Builder event) {
  if (std::ranges::count(rated_criteria(), event.getCriterion()) == 0)
    return refuse(Refusal::bad_value,
                  "\"" + words_of(event.getCriterion()) + "\" is a gate of the whole case and is not rated.",
                  "criterion");
  const std::string standard = string(event.getStandard().asReader());
  if (given.file.occupation(standard) == nullptr)
    return refuse(Refusal::occupation_not_named, "\"" + standard + "\" is not one of its occupations.",
                  "standard");
  const Rating rating = event.getRating();
  if (rating == Rating::MET) return accepted();
  if (rating != Rating::PARTLY_MET && rating != Rating::NOT_MET)
    return refuse(Refusal::bad_value, "An assessment is met, partly met or not met.", "rating");
  if (required(event.getReasons().asReader(), "reasons")) return accepted();
  return refuse(Refusal::reasons_owed, "A criterion that is " + words_of(rating) + " is explained.",
                "reasons");
}

Verdict complete_advice(const Given&, event::AdviceCompleted::Builder event) {
  HTQ_REQUIRE(required(event.getSummary().asReader(), "summary"));
  const auto papers = event.getPapers().asReader();
  if (papers.size() == 0)
    return refuse(Refusal::missing_value, "The panel's papers are fixed by hash: name at least one.",
                  "papers");
  for (unsigned at = 0; at < papers.size(); ++at)
    HTQ_REQUIRE(is_hash(papers[at], "papers[" + std::to_string(at) + "]"));
  return accepted();
}

}  // namespace htq

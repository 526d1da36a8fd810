// What an official does while a case is under review: requests for information, holds, the consultation, the
// analysis and the advice (domain.md sections 8 and 11). Reviewers and regulators have files of their own.
#include <algorithm>

#include "domain/evidence.h"
#include "domain/london_text.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

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

}  // namespace

Verdict request_information(const Given& given, event::InformationRequested::Builder event) {
  HTQ_REQUIRE(required(event.getQuestion().asReader(), "question"));
  HTQ_REQUIRE(ahead_or_days(event.getDue(), given.cycle().edition.information_days, given, "due"));
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

// The public consultation: planned for some cases, opened and closed by the clock, answered once by each
// respondent (domain.md section 8).
#include <algorithm>

#include "domain/decide/on_record.h"
#include "domain/decide/published_texts.h"
#include "domain/london_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

const ConsultationState& acted_on(const Given& given) {
  return given.office.consultations.at(given.target);
}

Verdict is_on(const ConsultationState& consultation, const std::string& reference, std::string field) {
  if (consultation.cases.contains(reference)) return accepted();
  return refuse(Refusal::consultation_case_unknown, "It is not on case " + reference + ".", std::move(field));
}

Verdict knows_response(const ConsultationState& consultation, capnp::Text::Reader response) {
  if (consultation.responses.contains(string(response))) return accepted();
  return refuse(Refusal::response_unknown, "There is no response " + string(response) + ".", "response");
}

Verdict answered(capnp::List<capnp::Text>::Reader answers) {
  for (const auto answer : answers)
    if (required(answer, "answers")) return accepted();
  return refuse(Refusal::missing_value, "Answers are empty.", "answers");
}

/// A case that is known to stand in another cycle, or in another consultation that is not over, cannot be
/// asked about here. Whether a case exists at all is not known to the office before its submission.
Verdict may_be_asked_about(const Given& given, std::string_view cycle, const std::string& reference,
                           std::string field) {
  const std::string known = cycle_of_case(given.office, reference);
  if (!known.empty() && known != cycle)
    return refuse(Refusal::bad_value, "Case " + reference + " is in cycle " + known + ".", std::move(field));
  for (const auto& [id, other] : given.office.consultations)
    if (other.standing != Standing::ended && other.cases.contains(reference))
      return refuse(Refusal::bad_value, "Case " + reference + " is already in consultation " + id + ".",
                    std::move(field));
  return accepted();
}

/// Whether that organisation has submitted one of the cases: known from the places that submitted cases hold.
bool is_applicant(const Office& office, const std::string& organisation,
                  capnp::List<capnp::Text>::Reader cases) {
  if (organisation.empty()) return false;
  // Places are in order of their organisation.
  for (auto place = office.places.lower_bound({.organisation = organisation});
       place != office.places.end() && place->first.organisation == organisation; ++place)
    for (const auto one : cases)
      if (view(one) == place->second) return true;
  return false;
}

}  // namespace

Verdict plan_consultation(const Given& given, event::ConsultationPlanned::Builder event) {
  HTQ_REQUIRE(required(event.getCycle(), "cycle"));
  HTQ_REQUIRE(cycle_on_record(given, event.getCycle(), "cycle"));
  const CycleState& cycle = given.office.cycles.at(string(event.getCycle()));
  if (cycle.standing == Standing::ended) return refuse(Refusal::cycle_closed, {}, "cycle");
  if (cycle.edition.consultation == ConsultationPolicy::NOT_PLANNED)
    return refuse(Refusal::bad_value,
                  "The edition of cycle " + string(event.getCycle()) + " has no consultation.", "cycle");
  HTQ_REQUIRE(case_references(event.getCases(), "cases"));
  for (unsigned at = 0; at < event.getCases().size(); ++at)
    HTQ_REQUIRE(may_be_asked_about(given, view(event.getCycle()), string(event.getCases()[at].asReader()),
                                   "cases[" + std::to_string(at) + "]"));
  for (unsigned at = 0; at < event.getQuestions().size(); ++at)
    HTQ_REQUIRE(required(event.getQuestions()[at].asReader(), "questions[" + std::to_string(at) + "]"));

  HTQ_REQUIRE(required(event.getOpens().asReader(), "opens"));
  const Instant opens{event.getOpens().getInstant()};
  auto closes = event.getCloses();
  if (closes.getLocal().size() == 0) {
    const Instant end = plus_weeks_local(opens, cycle.edition.consultation_weeks);
    closes.setLocal(text(iso_text(local_of(end))));
    closes.setInstant(end.ns);
  }
  if (closes.getInstant() <= opens.ns)
    return refuse(Refusal::bad_value, "It would close before it opens.", "closes");
  return ahead(closes.asReader(), given, "closes");
}

Verdict open_consultation(const Given& given, event::ConsultationOpened::Builder) {
  return acted_on(given).opens <= given.now ? accepted() : refuse(Refusal::not_due);
}

Verdict extend_consultation(const Given& given, event::ConsultationExtended::Builder event) {
  HTQ_REQUIRE(ahead(event.getCloses().asReader(), given, "closes"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  const Instant closes = acted_on(given).closes;
  if (closes < Instant{event.getCloses().getInstant()}) return accepted();
  return refuse(Refusal::bad_value, "It closes " + deadline_text(closes) + " already.", "closes");
}

// A late response is recorded, marked, and left out of the statistics; one of the applicant is marked, too
// (domain.md 8). The applicant is known by the organisation that the response names, and by that of the
// respondent's own token.
Verdict respond_to_consultation(const Given& given, event::ResponseReceived::Builder event) {
  const ConsultationState& consultation = acted_on(given);
  if (consultation.disposed_at.ns != 0) return refuse(Refusal::disposed_of);
  HTQ_REQUIRE(required(event.getResponse(), "response"));
  if (consultation.responses.contains(string(event.getResponse())))
    return refuse(Refusal::already_exists, "There is already a response " + string(event.getResponse()) + ".",
                  "response");
  const auto person = event.getRespondent().getPerson();
  HTQ_REQUIRE(required(person, "respondent.person"));
  const auto same_person = [&](const auto& response) { return response.second == view(person); };
  if (std::ranges::any_of(consultation.responses, same_person)) return refuse(Refusal::respondent_answered);
  if (event.getKind() == RespondentKind::EMPLOYER) {
    HTQ_REQUIRE(required(event.getSector(), "sector"));
    HTQ_REQUIRE(required(event.getSize(), "size"));
  }
  HTQ_REQUIRE(organisation_on_record(given, event.getOrganisation(), "organisation"));
  HTQ_REQUIRE(case_references(event.getCases(), "cases"));
  for (unsigned at = 0; at < event.getCases().size(); ++at)
    HTQ_REQUIRE(
        is_on(consultation, string(event.getCases()[at].asReader()), "cases[" + std::to_string(at) + "]"));
  HTQ_REQUIRE(answered(event.getAnswers()));
  // What an official enters for somebody, such as a letter, came by another way than the page with the
  // notice.
  if (given.actor.role == Role::RESPONDENT)
    HTQ_REQUIRE(privacy_notice_shown(given, consultation.cycle, event.getPrivacyNotice()));
  event.setLate(consultation.closes < given.received_at);
  const bool in_person = given.actor.role == Role::RESPONDENT;
  event.setInterested(is_applicant(given.office, string(event.getOrganisation()), event.getCases()) ||
                      (in_person && is_applicant(given.office, given.actor.organisation, event.getCases())));
  return accepted();
}

// A respondent replaces what they sent themselves, or what was sent for them (domain.md 8: the last counts).
Verdict replace_response(const Given& given, event::ResponseReplaced::Builder event) {
  const ConsultationState& consultation = acted_on(given);
  HTQ_REQUIRE(knows_response(consultation, event.getResponse()));
  const std::string response = string(event.getResponse());
  if (given.actor.role == Role::RESPONDENT) {
    const std::string& respondent = consultation.responses.at(response);
    const auto sender = consultation.senders.find(response);
    const bool own = respondent == given.actor.subject || respondent == given.actor.on_behalf_of ||
                     (sender != consultation.senders.end() && sender->second == given.actor.subject);
    // Who answered is nobody else's business: as if there were none.
    if (!own) return refuse(Refusal::response_unknown, "There is no response " + response + ".", "response");
  }
  if (consultation.set_aside.contains(response))
    return refuse(Refusal::response_unknown, "Response " + response + " was set aside.", "response");
  // By the instant of receipt: the office's own clock may close it a moment later.
  if (consultation.closes < given.received_at)
    return refuse(Refusal::not_at_this_stage,
                  "The consultation closed " + deadline_text(consultation.closes) + ".");
  return answered(event.getAnswers());
}

Verdict set_response_aside(const Given& given, event::ResponseSetAside::Builder event) {
  if (acted_on(given).disposed_at.ns != 0) return refuse(Refusal::disposed_of);
  HTQ_REQUIRE(knows_response(acted_on(given), event.getResponse()));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (acted_on(given).set_aside.contains(string(event.getResponse())))
    return refuse(Refusal::nothing_to_change);
  return accepted();
}

// The exposure is recorded with it (domain.md 16 case 18): since the consultation was opened.
Verdict take_material_down(const Given& given, event::MaterialTakenDown::Builder event) {
  HTQ_REQUIRE(required(event.getCase(), "case"));
  auto reference = case_reference_of(event.getCase(), "case");
  if (!reference) return std::unexpected(std::move(reference).error());
  HTQ_REQUIRE(is_on(acted_on(given), *reference, "case"));
  event.setCase(text(*reference));
  event.setExposedSince(acted_on(given).opened_at.ns);
  return accepted();
}

Verdict close_consultation(const Given& given, event::ConsultationClosed::Builder) {
  return acted_on(given).closes < given.now ? accepted() : refuse(Refusal::not_due);
}

Verdict summarise_consultation(const Given&, event::ConsultationSummarised::Builder event) {
  return required(event.getSummary(), "summary");
}

}  // namespace htq

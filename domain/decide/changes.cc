// The resubmission of required changes, and what becomes of it (domain.md section 9, Resubmission).
#include <map>
#include <set>

#include "domain/authority.h"
#include "domain/calendar.h"
#include "domain/decide/items.h"
#include "domain/evidence.h"
#include "domain/first_teach.h"
#include "domain/rules.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string item(std::uint16_t number) {
  return "Item " + std::to_string(number);
}

/// What people read of a deadline that the state keeps as an instant.
void set(Deadline::Builder deadline, Instant at) {
  const LocalDay day = day_of(at);
  deadline.setLocal(text(at == end_of_day(day) ? iso_text(day) : iso_text(local_of(at))));
  deadline.setInstant(at.ns);
}

/// Answers of a resubmission by number; each item once, and only items that there are.
Verdict answers_every_item(const Given& given, event::ResubmissionReceived::Reader event,
                           const std::set<std::string>& dropped) {
  std::map<std::uint16_t, ChangeAnswer::Reader> answers;
  for (const auto answer : event.getAnswers())
    if (!answers.emplace(answer.getNumber(), answer).second)
      return refuse(Refusal::answer_owed, item(answer.getNumber()) + " is answered twice.", "answers");
  for (const RequiredChangeState& change : given.file.required_changes) {
    const auto found = answers.find(change.number);
    if (found == answers.end())
      return refuse(Refusal::answer_owed, item(change.number) + " has no answer.", "answers");
    const ChangeAnswer::Reader answer = found->second;
    answers.erase(found);
    if (!answer.getDone()) {
      if (!required(answer.getReason(), "reason"))
        return refuse(Refusal::answer_owed, item(change.number) + " does not say why it is not possible.",
                      "answers");
      continue;
    }
    // An item of a dropped occupation is done by dropping it: no document shows that.
    if (dropped.contains(change.standard) && answer.getDocumentHash().size() == 0) continue;
    HTQ_REQUIRE(is_hash(answer.getDocumentHash(), "answers"));
  }
  if (answers.empty()) return accepted();
  return refuse(Refusal::answer_unknown, item(answers.begin()->first) + " is none of them.", "answers");
}

Verdict documents_within_the_items(const Given& given, capnp::List<Document>::Reader documents) {
  HTQ_REQUIRE(are_documents(documents, "documents"));
  for (const auto document : documents)
    HTQ_REQUIRE(within_the_items(given.file, string(document.getId()), "documents"));
  return accepted();
}

Verdict drops_named_occupations(const Given& given, const capnp::List<capnp::Text>::Reader& list,
                                std::set<std::string>& dropped) {
  for (const auto standard : list) {
    const std::string reference = string(standard);
    if (given.file.occupation(reference) == nullptr)
      return refuse(Refusal::occupation_not_named, "\"" + reference + "\" is not one of its occupations.",
                    "dropped");
    dropped.insert(reference);
  }
  for (const NamedOccupation& named : given.file.occupations)
    if (!dropped.contains(named.standard)) return accepted();
  return refuse(Refusal::occupation_owed, "Every occupation would be dropped.", "dropped");
}

}  // namespace

Verdict move_resubmission_date(const Given& given, event::ResubmissionDateMoved::Builder event) {
  HTQ_REQUIRE(ahead(event.getBy().asReader(), given, "by"));
  if (event.getBy().getInstant() == given.file.resubmit_by.ns)
    return refuse(Refusal::nothing_to_change, "That is the day it is due.", "by");
  return required(event.getReason().asReader(), "reason");
}

Verdict resubmit(const Given& given, event::ResubmissionReceived::Builder event) {
  std::set<std::string> dropped;
  HTQ_REQUIRE(drops_named_occupations(given, event.getDropped().asReader(), dropped));
  HTQ_REQUIRE(answers_every_item(given, event.asReader(), dropped));
  return documents_within_the_items(given, event.getDocuments().asReader());
}

Verdict return_changes(const Given& given, event::ChangesReturned::Builder event) {
  HTQ_REQUIRE(required(event.getReasons().asReader(), "reasons"));
  return ahead(event.getBy().asReader(), given, "by");
}

Verdict confirm_changes(const Given& given, event::ChangesConfirmed::Builder event) {
  const auto authority = authority_to(Power::CONFIRM_CHANGES, given);
  if (!authority) return std::unexpected(authority.error());
  HTQ_REQUIRE(can_still_be_approved(given));
  event.setDelegation(text(authority->delegation));
  event.setFirstTeach(text(first_teach_if_approved(given)));
  set_working_days(event.getAcceptBy(), given.received_at, given.cycle().edition.acceptance_days,
                   given.office.bank_holidays);
  return accepted();
}

Verdict refuse_changes(const Given& given, event::ChangesRefused::Builder event) {
  const auto authority = authority_to(Power::CONFIRM_CHANGES, given);
  if (!authority) return std::unexpected(authority.error());
  event.setDelegation(text(authority->delegation));
  return required(event.getReasons().asReader(), "reasons");
}

Verdict lapse_resubmission(const Given& given, event::ResubmissionLapsed::Builder event) {
  set(event.getDue(), given.file.resubmit_by);
  return accepted();
}

Verdict pass_cut_off(const Given& given, event::CutOffPassed::Builder event) {
  const EditionState& edition = given.cycle().edition;
  event.setCycle(text(given.file.cycle));
  event.getCutOff().setLocal(text(edition.cut_off_local));
  event.getCutOff().setInstant(edition.cut_off.ns);
  return accepted();
}

}  // namespace htq

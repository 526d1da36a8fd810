// Organisations: who they are, who recognises them, what became of them (domain.md sections 2, 5 and 11).
#include <algorithm>

#include "domain/decide/on_record.h"
#include "domain/decide/speaks_for.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

const OrganisationState& acted_on(const Given& given) {
  return given.office.organisations.at(given.target);
}

/// UKPRN: eight digits (domain.md 14).
bool is_ukprn(std::string_view text) {
  return text.size() == 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A regulator records its own recognition; an official records any.
Verdict speaks_for(const Given& given, Regulator regulator) {
  if (regulator == Regulator::NONE) return refuse(Refusal::missing_value, "Regulator is empty.", "regulator");
  return speaks_for_regulator(given, regulator);
}

}  // namespace

Verdict register_organisation(const Given&, event::OrganisationRegistered::Builder event) {
  HTQ_REQUIRE(required(event.getName(), "name"));
  if (event.getUkprn().size() != 0 && !is_ukprn(view(event.getUkprn())))
    return refuse(Refusal::bad_value, "A UKPRN has eight digits.", "ukprn");
  return accepted();
}

Verdict record_recognition(const Given& given, event::RecognitionRecorded::Builder event) {
  HTQ_REQUIRE(speaks_for(given, event.getRegulator()));
  HTQ_REQUIRE(required(event.getNumber(), "number"));
  HTQ_REQUIRE(required(event.getFrom().asReader(), "from"));
  HTQ_REQUIRE(ends_after(event.getFrom().asReader(), event.getUntil().asReader(), "until"));
  const RecognitionState asked{.number = string(event.getNumber()),
                               .from = {event.getFrom().getInstant()},
                               .until = {event.getUntil().getInstant()}};
  const auto known = acted_on(given).recognitions.find(event.getRegulator());
  if (known != acted_on(given).recognitions.end() && known->second == asked)
    return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict record_lost_recognition(const Given& given, event::RecognitionLost::Builder event) {
  HTQ_REQUIRE(speaks_for(given, event.getRegulator()));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  const auto known = acted_on(given).recognitions.find(event.getRegulator());
  if (known == acted_on(given).recognitions.end())
    return refuse(Refusal::recognition_unknown,
                  "The " + words_of(event.getRegulator()) + " is not on record as recognising it.",
                  "regulator");
  if (known->second.lost) return refuse(Refusal::nothing_to_change);
  return accepted();
}

// On record, and never a gate (domain.md 2, OIA).
Verdict record_oia_membership(const Given& given, event::OiaMembershipRecorded::Builder event) {
  if (acted_on(given).oia == event.getMembership()) return refuse(Refusal::nothing_to_change);
  return accepted();
}

// Histories keep the name of the time (domain.md 16 case 25): events carry it, and this one changes none of
// them.
Verdict rename_organisation(const Given& given, event::OrganisationRenamed::Builder event) {
  HTQ_REQUIRE(required(event.getName(), "name"));
  if (acted_on(given).name == view(event.getName())) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict merge_organisation(const Given& given, event::OrganisationMerged::Builder event) {
  HTQ_REQUIRE(required(event.getInto(), "into"));
  if (view(event.getInto()) == given.target)
    return refuse(Refusal::bad_value, "It cannot merge into itself.", "into");
  HTQ_REQUIRE(organisation_on_record(given, event.getInto(), "into"));
  const OrganisationState& into = given.office.organisations.at(string(event.getInto()));
  if (into.standing == Standing::ended)
    return refuse(Refusal::bad_value,
                  string(event.getInto()) + " has itself merged into " + into.merged_into + ".", "into");
  return accepted();
}

Verdict name_representative(const Given& given, event::RepresentativeNamed::Builder event) {
  if (given.actor.role == Role::APPLICANT && given.actor.organisation != given.target)
    return refuse(Refusal::not_the_applicant);
  HTQ_REQUIRE(required(event.getSubject(), "subject"));
  if (acted_on(given).representatives.contains(string(event.getSubject())))
    return refuse(Refusal::nothing_to_change);
  return accepted();
}

}  // namespace htq

// The regulators' advice: Ofqual or the OfS where appropriate, and each statutory regulator of a named
// occupation (domain.md sections 3, 5 and 11).
#include <algorithm>

#include "domain/calendar.h"
#include "domain/decide/speaks_for.h"
#include "domain/evidence.h"
#include "domain/london_text.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// Domain.md 11: Ofqual or the OfS for itself, or an official for them.
Verdict speaks_for_adviser(const Given& given, Regulator regulator) {
  if (!is_adviser(regulator))
    return refuse(Refusal::bad_value, "Only Ofqual and the Office for Students advise here.", "regulator");
  return speaks_for_regulator(given, regulator);
}

/// Edge case 38: each regulator of a named occupation advises, and no other.
Verdict regulates_an_occupation(const Given& given, Regulator regulator) {
  const bool concerned = regulator != Regulator::NONE && std::ranges::count(given.file.occupations, regulator,
                                                                            &NamedOccupation::regulator) != 0;
  if (concerned) return accepted();
  return refuse(Refusal::not_a_statutory_regulator, "It names " + words_of(regulator) + ".", "regulator");
}

}  // namespace

Verdict request_regulator_advice(const Given& given, event::RegulatorAdviceRequested::Builder event) {
  HTQ_REQUIRE(speaks_for_adviser(given, event.getRegulator()));
  const AdviceStanding standing = given.file.regulator_advice;
  if (standing == AdviceStanding::REQUESTED || standing == AdviceStanding::RECEIVED)
    return refuse(Refusal::advice_already_asked, "The advice is " + words_of(standing) + ".", "regulator");
  return ahead_or_days(event.getDue(), given.cycle().edition.advice_days, given, "due");
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
  return ahead_or_days(event.getDue(), given.cycle().edition.advice_days, given, "due");
}

Verdict record_statutory_advice(const Given& given, event::StatutoryAdviceReceived::Builder event) {
  HTQ_REQUIRE(regulates_an_occupation(given, event.getRegulator()));
  HTQ_REQUIRE(speaks_for_regulator(given, event.getRegulator()));
  HTQ_REQUIRE(required(event.getAdvice().asReader(), "advice"));
  return is_hash_if_given(event.getDocumentHash().asReader(), "documentHash");
}

Verdict report_regulatory_action(const Given& given, event::RegulatoryActionReported::Builder event) {
  // Any regulator may be the one that acts, also one that no occupation of the case concerns.
  if (event.getRegulator() == Regulator::NONE)
    return refuse(Refusal::missing_value, "A report names the regulator that acts.", "regulator");
  HTQ_REQUIRE(speaks_for_regulator(given, event.getRegulator()));
  return required(event.getReport().asReader(), "report");
}

}  // namespace htq

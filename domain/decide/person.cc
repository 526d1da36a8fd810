// What is forgotten of a person, and what must not be (domain.md section 13 rules 4 and 7).
#include "domain/rules.h"

namespace htq {
namespace {

bool is_on_hold(const Given& given) {
  return given.office.persons.at(given.target).on_legal_hold;
}

}  // namespace

Verdict erase_person(const Given& given, event::PersonErased::Builder event) {
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (is_on_hold(given)) return refuse(Refusal::on_legal_hold);
  return accepted();
}

Verdict place_legal_hold(const Given& given, event::LegalHoldPlaced::Builder event) {
  HTQ_REQUIRE(required(event.getMatter(), "matter"));
  if (is_on_hold(given)) return refuse(Refusal::on_legal_hold);
  return accepted();
}

Verdict lift_legal_hold(const Given& given, event::LegalHoldLifted::Builder event) {
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (!is_on_hold(given)) return refuse(Refusal::not_on_legal_hold);
  return accepted();
}

}  // namespace htq

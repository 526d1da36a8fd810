#include "domain/decide/speaks_for.h"

#include <string>

#include "domain/regulator_name.h"
#include "domain/words.h"

namespace htq {
namespace {

Verdict only_for_itself(std::string detail, Regulator regulator) {
  detail += "A regulator speaks for itself, not for the " + words_of(regulator);
  if (!initials(regulator).empty()) detail += " (\"" + std::string(initials(regulator)) + "\")";
  return refuse(Refusal::not_your_role, detail + ".", "regulator");
}

}  // namespace

bool is_adviser(Regulator regulator) {
  return regulator == Regulator::OFQUAL || regulator == Regulator::OFFICE_FOR_STUDENTS;
}

Verdict speaks_for_regulator(const Given& given, Regulator regulator) {
  const Actor& actor = given.actor;
  if ((actor.role == Role::OFQUAL && regulator != Regulator::OFQUAL) ||
      (actor.role == Role::OFS && regulator != Regulator::OFFICE_FOR_STUDENTS))
    return only_for_itself({}, regulator);
  if (actor.role != Role::STATUTORY_REGULATOR) return accepted();
  const std::string& name = actor.on_behalf_of.empty() ? actor.organisation : actor.on_behalf_of;
  if (!is_adviser(regulator) && is_name_of(regulator, name)) return accepted();
  return only_for_itself("You act for \"" + name + "\". ", regulator);
}

}  // namespace htq

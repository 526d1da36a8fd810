#include "domain/decide/speaks_for.h"

#include <algorithm>
#include <string>

#include "domain/words.h"

namespace htq {
namespace {

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
  if (!is_adviser(regulator) && is_called(name, regulator)) return accepted();
  return only_for_itself("You act for \"" + name + "\". ", regulator);
}

}  // namespace htq

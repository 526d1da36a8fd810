#include "domain/regulator_name.h"

#include <algorithm>

#include "domain/words.h"

namespace htq {

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

bool is_name_of(Regulator regulator, std::string_view name) {
  std::string kebab = words_of(regulator);
  std::ranges::replace(kebab, ' ', '-');
  return !name.empty() && (name == initials(regulator) || name == kebab);
}

}  // namespace htq

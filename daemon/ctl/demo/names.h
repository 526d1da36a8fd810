// Names of what is made up for the demonstration: organisations, qualifications and what people write. None
// is the name of a real organisation. Values; any thread.
#pragma once

#include <string>

#include "daemon/ctl/demo/seeded.h"

namespace htq::ctl::demo {

/// "Ambleford College", "Thornwick University": the same for the same number, different for any other.
std::string organisation_name(int number);
bool is_awarding_organisation(int number);

struct MadeUpTitle {
  std::string title;
  std::string kind;  // of qualification
};
/// `subject` tells the qualifications of one organisation apart.
MadeUpTitle qualification_title(int level, const std::string& route, int number, Seeded& random);

/// A hash for something that is not there: 64 hexadecimal digits.
std::string made_up_hash(Seeded& random);

}  // namespace htq::ctl::demo

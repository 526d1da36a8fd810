// How a regulator is named where it acts: by its initials or by its name in kebab case, as the organisation
// of whoever speaks for it. The role of a statutory regulator does not tell which of them it is.
//
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "schemas/vocabulary.capnp.h"

namespace htq {

std::string_view initials(Regulator regulator);
bool is_name_of(Regulator regulator, std::string_view name);

}  // namespace htq

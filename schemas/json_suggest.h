// What to do about a name that is not known: the nearest one that is. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "schemas/json_plan.h"

namespace htq {

/// A name out of a foreign document, short and without control characters, fit for a message.
std::string shown(std::string_view name);

std::string advice_on_name(std::string_view name, const StructPlan& plan);
std::string advice_on_word(std::string_view word, const EnumPlan& plan);

}  // namespace htq

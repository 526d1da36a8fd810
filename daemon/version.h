// The version of this program, as CHANGELOG.md names it.
#pragma once

#include <string_view>

namespace htq {

inline constexpr std::string_view kProgramVersion = "0.1.0";

}  // namespace htq

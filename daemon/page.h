// How long the pages of a list are: what the doors allow, and what htqctl asks for.
#pragma once

#include <cstdint>

namespace htq {

inline constexpr std::uint64_t kUsualPage = 50;
inline constexpr std::uint64_t kLongestPage = 500;

}  // namespace htq

// Numbers on the command line: whole ones, from a first to a last, and one sentence where they are not.
#pragma once

#include <cstdint>
#include <limits>

namespace CLI {
class Validator;
}

namespace htq::ctl {

inline constexpr std::uint64_t kWithoutEnd = std::numeric_limits<std::uint64_t>::max();

CLI::Validator whole_number(std::uint64_t first, std::uint64_t last = kWithoutEnd);

}  // namespace htq::ctl

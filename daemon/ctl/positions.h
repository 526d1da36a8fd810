// Positions as the daemon answers them: numbers, or sealed texts to whoever does not see every record. A
// sealed one is of use as --after and --as-at, and tells a person nothing.
//
// Any thread.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class Validator;
}

namespace htq::ctl {

bool is_number(std::string_view position);
/// As it was answered, whatever it is: of the form that the daemon seals.
bool is_sealed(std::string_view position);
/// The number; nothing for a sealed one.
std::string shown(const std::string& position);
/// For an option that takes one.
CLI::Validator a_position();

}  // namespace htq::ctl

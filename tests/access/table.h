// Who may do what and see what, as a text that somebody who knows the policy and not the code can read.
// Printed from the tables and the schema alone.
#pragma once

#include <string>

namespace htq::tests {

std::string who_does_and_sees_what();

}  // namespace htq::tests

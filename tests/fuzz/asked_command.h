// A command on its way through the real door into the real engine, and what is promised whatever its body is: it is
// recorded or refused with a reason; what is recorded is recorded once, and can be read.
#pragma once

#include <string_view>

#include "domain/workflow.h"
#include "tests/fuzz/open_office.h"

namespace htq::fuzz {

void ask_the_office(Action action, const KnownCaller& caller, std::string_view content_type, std::string_view body);

}  // namespace htq::fuzz

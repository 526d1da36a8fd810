// What the office answers to a command that it took: the receipt.
#pragma once

#include <string>

#include "daemon/ctl/settings.h"

namespace htq::ctl {

/// As facts for people, otherwise as it came.
void say_receipt(const std::string& bytes, Form form);

}  // namespace htq::ctl

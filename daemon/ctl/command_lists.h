// What can be asked of the office, as this program's schema and table of steps know it. One thread.
#pragma once

#include <string>

#include "daemon/ctl/settings.h"

namespace htq::ctl {

/// Every command, the kind of stream that it acts on and the roles that may give it.
Exit list_commands(Form form);
/// What the body of a command may hold, each with its comment in the schema.
Exit show_fields(const std::string& command, Form form);

}  // namespace htq::ctl

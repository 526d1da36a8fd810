// htqctl streams status: how far everything is that follows the log.
#pragma once

#include "daemon/ctl/settings.h"

namespace htq::ctl {

void add_streams_command(CLI::App& line, Run& chosen);

}  // namespace htq::ctl

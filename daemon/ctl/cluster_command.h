// htqctl cluster status: which daemon writes, and how far each of them has come.
#pragma once

#include "daemon/ctl/settings.h"

namespace htq::ctl {

void add_cluster_command(CLI::App& line, Run& chosen);

}  // namespace htq::ctl

// htqctl register import: approvals that were given before the log began, from a published list. One thread.
#pragma once

#include <string>

#include "daemon/ctl/settings.h"

namespace htq::ctl {

enum class DryRun { no, yes };

/// Prints what became of every row. Rows that name nothing to register them for are reported and are no
/// failure; a row that the office refuses is.
Exit import_register(const std::string& path, DryRun dry_run, const Settings& settings);

}  // namespace htq::ctl

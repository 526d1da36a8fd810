// Whether a RocksDB that nobody has open reads as it was written, block by block. One thread.
#pragma once

#include <filesystem>

#include "projections/fault.h"

namespace htq {

/// Changes nothing. FaultKind::corrupted if something is damaged. Write-ahead logs are not read.
Result<> check_rocks(const std::filesystem::path& directory);

}  // namespace htq

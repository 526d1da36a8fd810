// Whether the files of a RocksDB say at their ends what RocksDB writes there. The end of a file has no checksum of
// its own: where it is damaged, RocksDB may read the rest without any, and ends the process over what it finds.
#pragma once

#include <filesystem>

#include "projections/fault.h"

namespace htq {

/// Of every sorted file in the directory. FaultKind::corrupted names the first that is damaged.
Result<> check_footers(const std::filesystem::path& directory);

}  // namespace htq

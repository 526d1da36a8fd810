// Whether the ends of a RocksDB's files are as they were written: footer, index of the blocks about the file, and its
// properties. RocksDB reads those before it has looked at a checksum of them, and ends the process over damage there.
#pragma once

#include <filesystem>

#include "projections/fault.h"

namespace htq {

/// Of every sorted file in the directory. FaultKind::corrupted names the first that is damaged.
Result<> check_footers(const std::filesystem::path& directory);

}  // namespace htq

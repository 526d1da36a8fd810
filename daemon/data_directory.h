// What a data directory holds beside the log and the rows: its incarnation, and the key that digests of
// commands are keyed with.
//
//   DIRECTORY/incarnation       32 hexadecimal digits, new when the directory is created or restored
//   DIRECTORY/keys/command-digest   32 bytes; readable by its owner alone
//   DIRECTORY/log/              embedded_log.h
//   DIRECTORY/projections/      rocks_rows.h
#pragma once

#include <filesystem>
#include <string>

#include "daemon/random.h"
#include "projections/fault.h"

namespace htq {

struct DataDirectory {
  std::string incarnation;  // 16 bytes
  std::string digest_key;   // 32 bytes

  /// Reads them, or makes what is missing and syncs it.
  static Result<DataDirectory> open(const std::filesystem::path& directory, Random& random);
};

}  // namespace htq

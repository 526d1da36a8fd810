// What a data directory holds beside the log and the rows: its incarnation, and the key that digests of
// commands are keyed with.
//
//   DIRECTORY/incarnation       32 hexadecimal digits, new when the directory is created or restored
//   DIRECTORY/keys/command-digest   32 bytes; readable by its owner alone
//   DIRECTORY/keys/persons    access/file_key_store.h, unless they are kept elsewhere
//   DIRECTORY/clock             where a manual clock stands: 2021-09-17T16:00:00Z
//   DIRECTORY/log/              embedded_log.h
//   DIRECTORY/projections/      rocks_rows.h
//   DIRECTORY/journal/          open_journal.h
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "daemon/random.h"
#include "domain/instant.h"
#include "projections/fault.h"

namespace htq {

struct DataDirectory {
  std::string incarnation;  // 16 bytes
  std::string digest_key;   // 32 bytes

  /// Reads them, or makes what is missing and syncs it.
  static Result<DataDirectory> open(const std::filesystem::path& directory, Random& random);
  /// A new incarnation: the next start raises the epoch. For who has taken something away from the log.
  static Result<> renew_incarnation(const std::filesystem::path& directory, Random& random);
};

/// Nothing if the clock was never moved.
Result<std::optional<Instant>> read_manual_clock(const std::filesystem::path& directory);
/// Whole or not at all, and not synced: it serves demonstrations and tests, which move a clock thousands of
/// times.
Result<> keep_manual_clock(const std::filesystem::path& directory, Instant now);

}  // namespace htq

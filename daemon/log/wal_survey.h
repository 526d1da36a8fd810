// Reads the write-ahead logs of a RocksDB as they lie on the disk, before RocksDB is asked to recover them:
// where they are damaged, and up to which position they prove that records were written. RocksDB's own
// recovery cannot say: some damage in the middle of a log it passes over without a word.
//
// The format (RocksDB wiki, "Write Ahead Log File Format"): blocks of 32 KiB; in them fragments of
//
//   checksum 4, length 2, type 1, then `length` bytes; numbers have their lowest byte first
//
// and fewer than 7 zeros where a block has no room for a fragment's head. The checksum is the CRC-32C of type
// and bytes, rotated right by 15, plus a282ead8. Types: 1 whole, 2 first, 3 middle, 4 last. One write is one
// whole, or a first, middles and a last. After damage the next fragment is looked for at every byte.
//
// Nobody may write to the database meanwhile. Memory: one block and one write.
#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/identity.h"
#include "projections/fault.h"

namespace htq {

struct WalSurvey {
  struct Damage {
    std::string file;
    std::uint64_t offset = 0;
  };

  std::vector<std::string> files;  // names, oldest first
  std::uint64_t bytes = 0;
  std::optional<Damage> damage;  // the first place that does not read as it was written, a torn end included
  /// The last position of the last write that is readable, before or after damage; or, if only the beginning
  /// of a later write is, the position before that: a write begins after the one before is synced.
  Position proven;
};

/// Is handed each write that is readable, before or after damage, as wal_write.h reads it.
using WriteVisitor = std::function<void(std::string_view write)>;

/// Of a directory that does not exist: an empty survey.
Result<WalSurvey> survey_wal(rocksdb::Env& env, const std::filesystem::path& directory,
                             const WriteVisitor& visit = {});

}  // namespace htq

// Opens the records of the embedded log after whatever happened to them. Whoever was acknowledged is there,
// or this refuses, names both positions, and leaves everything as it was.
//
// The one writer syncs each write before the next, so that a crash damages at most the last write of the
// write-ahead log, which nobody was told of. Hence:
//   1. wal_survey.h reads the write-ahead logs. If they are whole, RocksDB opens them.
//   2. If not, a read-only opening says where the log would end. If that lies before the watermark, or before
//   what
//      the survey found readable (damage with a readable successor is not a torn end), we refuse.
//   3. Otherwise the logs are copied aside, for who wants to know, and RocksDB drops the torn end.
// After it: the end is not before the watermark, and no position is missing among what was recovered.
//
// Called once, by the thread that opens the log; nobody else has the directory (directory_lock.h).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "daemon/log/record_store.h"

namespace htq {

struct Recovered {
  std::unique_ptr<RecordStore> store;
  Position end;
  std::optional<std::filesystem::path> set_aside;  // where the damaged write-ahead logs were copied to
};

/// Whether `next` may follow `previous`; FaultKind::corrupted if not.
using TailCheck = std::function<Result<>(const StoredRecord& previous, const StoredRecord& next)>;

struct RecoveryOptions {
  RecordStoreOptions store;
  Position watermark;
  std::filesystem::path aside;             // copies go to aside-1, aside-2, …
  std::uint64_t checked_records = 10'000;  // at the end; more if the write-ahead log held more
  TailCheck check;                         // may be empty
};

Result<Recovered> recover(const RecoveryOptions& options);

}  // namespace htq

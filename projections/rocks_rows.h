// Rows in a RocksDB: a column family each, no write-ahead log, all families flushed together (atomic_flush).
// Closing does not flush: whoever closes and wants to keep what was written flushes before.
//
// Many changes at once (load) go past the memtables: a sorted file for each family, all of them taken in
// together. Defects of RocksDB 7.8.3 that it avoids: at most two write buffers and one flush thread; files
// are taken in only when nothing is left in the memtables, and no family is compacted by hand; all families
// flushed or none; no asynchronous reads. After a failed flush or write nothing more is taken
// (FaultKind::io): the process ends, and the rows are computed again.
//
// Threads: as the port says. Snapshots and cursors must not outlive it.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "projections/rows.h"
#include "projections/sync_later.h"

namespace htq {

struct RocksRowsOptions {
  std::filesystem::path directory;
  std::shared_ptr<rocksdb::Cache> cache;       // none: one of cache_bytes
  std::size_t cache_bytes = 64 << 20;          // blocks, and the index and filter of each table
  std::size_t write_buffer_bytes = 128 << 20;  // of all families together
  rocksdb::Env* env = nullptr;                 // none: the default; tests hand in one that fails
  /// Nobody relies on them before the first flush(): until then nothing of them survives a crash, load() or
  /// not.
  bool are_for_later = false;
};

class RocksRows final : public Rows {
 public:
  static Result<std::unique_ptr<RocksRows>> open(const RocksRowsOptions& options);
  ~RocksRows() override;
  RocksRows(const RocksRows&) = delete;
  RocksRows& operator=(const RocksRows&) = delete;

  Result<Family> open_family(std::string_view name) override;
  Result<> drop_family(Family family) override;
  std::vector<std::string> families() const override;
  Result<> write(const RowBatch& batch) override;
  Result<> flush() override;
  std::unique_ptr<RowSnapshot> snapshot() const override;
  std::unique_ptr<RowLoad> begin_load() override;

 private:
  using Handle = std::shared_ptr<rocksdb::ColumnFamilyHandle>;  // a snapshot keeps a family that was dropped
  using Handles = std::map<Family, Handle>;
  class Snapshot;
  class Cursor;
  class Load;

  explicit RocksRows(RocksRowsOptions options);
  void add(rocksdb::ColumnFamilyHandle* handle);
  rocksdb::ColumnFamilyHandle* handle(Family family) const;
  std::shared_ptr<const Handles> handles() const;
  void set_handles(Handles handles);
  Result<> flush_all();
  /// Keeps the first fault of a kind that nothing can be written after.
  Result<> keep(Result<> result);
  Result<> is_whole() const;

  const RocksRowsOptions options_;
  std::shared_ptr<SyncLater> sync_later_;  // of rows for later
  std::unique_ptr<rocksdb::Env> later_env_;
  rocksdb::Options database_;
  rocksdb::Options uncompressed_;  // of files that are loaded
  std::unique_ptr<rocksdb::DB> db_;
  mutable std::mutex mutex_;                // of handles_ and broken_
  std::shared_ptr<const Handles> handles_;  // replaced, never changed: snapshots share it
  std::optional<Fault> broken_;
  std::mutex before_loading_;
  std::atomic<bool> has_unflushed_{true};
  std::atomic<std::uint64_t> loaded_{0};  // numbers the files of a load
};

}  // namespace htq

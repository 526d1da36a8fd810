// The records of a log in a RocksDB, under the embedded log and under the local copy of a Kafka log.
//
//   family   key                                     value
//   default  position, 8 bytes, highest first        the record's bytes
//            00 00 00 00 00 00 01 2c (record 300)
//   meta     a name                                  whatever its owner keeps beside the records, in one
//   write with them
//
// Defects of RocksDB 7.8.3 that the settings avoid: at most two write buffers, no asynchronous reads, no
// tracking of write-ahead logs, no compression of them.
//
// Threads: one thread writes; any thread reads. A scan must not outlive the store.
#pragma once

#include <rocksdb/db.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/log/event_log.h"

namespace htq {

struct RecordStoreOptions {
  std::filesystem::path directory;
  std::size_t cache_bytes = 64 << 20;         // blocks, and the index of each table
  std::size_t write_buffer_bytes = 64 << 20;  // at most two of them
  rocksdb::Env* env = nullptr;                // none: the default; tests hand in one that fails
  bool drops_old = false;  // its first records may have been dropped, all before one of them
};

class RecordStore {
 public:
  /// What opening makes of a write-ahead log whose end is not whole; recovery.h decides which is right.
  enum class Damage {
    only_a_torn_tail,       // else refuses with FaultKind::corrupted
    end_at_the_first_sign,  // drops all that follows, without a word: for who has proved that nothing is lost
  };

  static Result<std::unique_ptr<RecordStore>> open(const RecordStoreOptions& options, Damage accepted);
  /// As it would be opened with Damage::end_at_the_first_sign, for reading alone; changes nothing.
  static Result<std::unique_ptr<RecordStore>> open_read_only(const RecordStoreOptions& options);
  /// Where the log would end if it were opened with Damage::end_at_the_first_sign; changes nothing.
  static Result<Position> end_at_the_first_sign(const RecordStoreOptions& options);

  ~RecordStore();
  RecordStore(const RecordStore&) = delete;
  RecordStore& operator=(const RecordStore&) = delete;

  using Meta = std::vector<std::pair<std::string, std::string>>;
  /// Without a sync a crash may take the last writes, whole ones, from the end: for who can get them again.
  enum class Synced { yes, no };
  /// All of it, synced, or a fault: then it is unknown what survives, and the store takes no further write.
  Result<> write(const Batch& batch, const Meta& meta = {}, Synced synced = Synced::yes);

  /// Removes what stands before `first`. What a crash takes of that is there again, from the beginning.
  Result<> drop_before(Position first);
  /// The first record that is there; of none, the one that will be.
  Result<Position> first() const;
  Result<Position> last() const;
  Result<std::string> read(Position position) const;
  /// Records from `from` to `end`, which must be there.
  std::unique_ptr<LogScan> scan(Position from, Position end) const;
  Result<std::optional<std::string>> meta(std::string_view name) const;

  /// The first position such that the records from it to `end` have at least `bytes` bytes and are at least
  /// `count`.
  Result<Position> tail(Position end, std::uint64_t count, std::uint64_t bytes) const;

 private:
  RecordStore() = default;

  bool drops_old_ = false;
  std::unique_ptr<rocksdb::DB> db_;
  std::unique_ptr<rocksdb::ColumnFamilyHandle> records_;
  std::unique_ptr<rocksdb::ColumnFamilyHandle> meta_;
};

}  // namespace htq

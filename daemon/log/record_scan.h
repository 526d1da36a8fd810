// Walks the records of a RocksDB iterator and proves on the way that no position is missing.
// One thread at a time; must not outlive the database.
#pragma once

#include <rocksdb/iterator.h>
#include <rocksdb/options.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "daemon/log/event_log.h"
#include "daemon/log/record_key.h"

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
}  // namespace rocksdb

namespace htq {

class RecordScan final : public LogScan {
 public:
  RecordScan(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* records, Position from, Position end);

  Result<std::optional<StoredRecord>> next() override;

 private:
  Position next_;
  Position end_;
  RecordKey bound_;
  rocksdb::Slice bound_slice_;  // RocksDB keeps a pointer to it
  std::unique_ptr<rocksdb::Iterator> rows_;
  bool started_ = false;
  std::vector<std::uint64_t> aligned_;  // Cap'n Proto reads words; RocksDB's blocks are not aligned
};

}  // namespace htq

// Changes of rows as sorted files, one for each family, which RocksDB takes in together: past the memtables,
// which cost more than anything else when many rows are filled in.
//
// Several threads add at once, and one takes in. The database and its families must outlive it. Files that
// were not taken in are removed with it.
#pragma once

#include <rocksdb/db.h>

#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "projections/rows.h"

namespace htq {

class RowFiles {
 public:
  /// `stem`: what the names of its files begin with; no other files' may.
  RowFiles(rocksdb::DB& db, const rocksdb::Options& options, std::filesystem::path stem)
      : db_(db), options_(options), stem_(std::move(stem)) {}
  ~RowFiles();
  RowFiles(const RowFiles&) = delete;
  RowFiles& operator=(const RowFiles&) = delete;

  /// Changes of one family, sorted by key; of several to one row the last one counts. A family once. Creates
  /// the directory that they lie in.
  Result<> add(rocksdb::ColumnFamilyHandle* family, std::span<const RowBatch::Change* const> changes);
  /// Durable when it returns: all files or none. Nothing of these families may lie in a memtable.
  Result<> take_in();

 private:
  struct File {
    std::string path;
    rocksdb::ColumnFamilyHandle* family;
  };
  Result<std::string> begin_file(rocksdb::ColumnFamilyHandle* family);

  rocksdb::DB& db_;
  const rocksdb::Options& options_;
  const std::filesystem::path stem_;
  std::mutex mutex_;  // of files_
  std::vector<File> files_;
};

}  // namespace htq

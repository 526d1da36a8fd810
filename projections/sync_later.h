// The files of a database that nobody relies on yet: what RocksDB asks to be synced is put off, until one call
// syncs all of it. A rebuild writes more than it keeps, and would wait for the disk at every file.
//
// RocksDB's threads call it; one thread calls sync_all.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>
#include <string>

#include "projections/fault.h"

namespace htq {

class SyncLater final : public rocksdb::FileSystemWrapper {
 public:
  explicit SyncLater(const std::shared_ptr<rocksdb::FileSystem>& files) : FileSystemWrapper(files) {}

  /// From now on files are synced when they are asked to be; those that lie in the directory are synced here.
  Result<> sync_all(const std::string& directory);

  const char* Name() const override { return "SyncLater"; }
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;

 private:
  rocksdb::IOStatus sync(const std::string& path);

  std::atomic<bool> is_put_off_{true};
};

}  // namespace htq

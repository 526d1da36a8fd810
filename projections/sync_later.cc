#include "projections/sync_later.h"

#include <utility>
#include <vector>

#include "projections/rocks_fault.h"

namespace htq {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(std::unique_ptr<rocksdb::FSWritableFile> file, const std::atomic<bool>& is_put_off)
      : FSWritableFileOwnerWrapper(std::move(file)), is_put_off_(is_put_off) {}

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    return is_put_off_ ? IOStatus::OK() : FSWritableFileOwnerWrapper::Sync(options, debug);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return is_put_off_ ? IOStatus::OK() : FSWritableFileOwnerWrapper::Fsync(options, debug);
  }

 private:
  const std::atomic<bool>& is_put_off_;
};

class Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(std::unique_ptr<rocksdb::FSDirectory> directory, const std::atomic<bool>& is_put_off)
      : FSDirectoryWrapper(std::move(directory)), is_put_off_(is_put_off) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return is_put_off_ ? IOStatus::OK() : FSDirectoryWrapper::Fsync(options, debug);
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& why) override {
    return is_put_off_ ? IOStatus::OK() : FSDirectoryWrapper::FsyncWithDirOptions(options, debug, why);
  }

 private:
  const std::atomic<bool>& is_put_off_;
};

}  // namespace

IOStatus SyncLater::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<File>(std::move(*file), is_put_off_);
  return status;
}

IOStatus SyncLater::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::ReopenWritableFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<File>(std::move(*file), is_put_off_);
  return status;
}

IOStatus SyncLater::NewDirectory(const std::string& path, const IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewDirectory(path, options, directory, debug);
  if (status.ok()) *directory = std::make_unique<Directory>(std::move(*directory), is_put_off_);
  return status;
}

IOStatus SyncLater::sync(const std::string& path) {
  bool is_directory = false;
  IOStatus status = IsDirectory(path, {}, &is_directory, nullptr);
  if (!status.ok() || is_directory) return status;
  std::unique_ptr<rocksdb::FSRandomRWFile> file;  // opens what is there, and creates nothing
  status = NewRandomRWFile(path, {}, &file, nullptr);
  return status.ok() ? file->Fsync({}, nullptr) : status;
}

Result<> SyncLater::sync_all(const std::string& directory) {
  if (!is_put_off_.exchange(false)) return {};
  std::vector<std::string> names;
  HTQ_TRY(rocks_result(GetChildren(directory, {}, &names, nullptr), "list the files of " + directory));
  for (const std::string& name : names) {
    const std::string path = directory + "/" + name;
    const IOStatus synced = sync(path);
    // What is merged into another file is deleted at any time.
    if (!synced.ok() && !FileExists(path, {}, nullptr).IsNotFound())
      return std::unexpected(rocks_fault(synced, "sync " + path));
  }
  std::unique_ptr<rocksdb::FSDirectory> names_of;
  HTQ_TRY(rocks_result(NewDirectory(directory, {}, &names_of, nullptr), "open " + directory));
  return rocks_result(names_of->FsyncWithDirOptions({}, nullptr, {}), "sync " + directory);
}

}  // namespace htq

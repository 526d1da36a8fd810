#include "projections/rocks_rows.h"

#include <gmock/gmock.h>
#include <rocksdb/file_system.h>

#include <fstream>
#include <mutex>
#include <set>
#include <utility>

#include "projections/rocks_check.h"
#include "tests/log/temporary_directory.h"
#include "tests/projections/rows_conformance.h"

namespace htq {
namespace {

RocksRowsOptions small_rows(const std::filesystem::path& directory) {
  return {.directory = directory / "rows",
          .cache_bytes = 1 << 20,
          .write_buffer_bytes = 4 << 20};
}

std::unique_ptr<RocksRows> opened(const RocksRowsOptions& options) {
  auto rows = RocksRows::open(options);
  if (rows) return std::move(*rows);
  ADD_FAILURE() << rows.error().what;
  return nullptr;
}

RocksRowsOptions rows_for_later(const std::filesystem::path& directory) {
  RocksRowsOptions options = small_rows(directory);
  options.are_for_later = true;
  return options;
}

/// The process ends; the machine does not.
template <RocksRowsOptions (*options)(const std::filesystem::path&)>
struct RocksWorld {
  Rows& rows() { return *rows_; }
  void crash() {
    rows_.reset();
    rows_ = opened(options(directory_.path()));
  }

  TemporaryDirectory directory_;
  std::unique_ptr<RocksRows> rows_ = opened(options(directory_.path()));
};

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, RowsConformance, RocksWorld<small_rows>);
INSTANTIATE_TYPED_TEST_SUITE_P(RocksForLater, RowsConformance, RocksWorld<rows_for_later>);

/// Files that tell which of them were synced after they were last written.
class Witness final : public rocksdb::FileSystemWrapper {
 public:
  Witness() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "Witness"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<File>(std::move(*file), path, *this);
    return status;
  }
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::ReopenWritableFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<File>(std::move(*file), path, *this);
    return status;
  }

  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    auto status = FileSystemWrapper::NewRandomRWFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<OpenedFile>(std::move(*file), path, *this);
    return status;
  }

  void note(const std::string& path, bool is_synced) {
    const std::lock_guard lock(mutex_);
    if (is_synced)
      synced_.insert(path);
    else
      synced_.erase(path);
  }
  std::set<std::string> synced() const {
    const std::lock_guard lock(mutex_);
    return synced_;
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, Witness& witness)
        : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), witness_(witness) {}
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      witness_.note(path_, false);
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo& verification,
                             rocksdb::IODebugContext* debug) override {
      witness_.note(path_, false);
      return FSWritableFileOwnerWrapper::Append(data, options, verification, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      witness_.note(path_, true);
      return FSWritableFileOwnerWrapper::Sync(options, debug);
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      witness_.note(path_, true);
      return FSWritableFileOwnerWrapper::Fsync(options, debug);
    }

   private:
    const std::string path_;
    Witness& witness_;
  };

  class OpenedFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
   public:
    OpenedFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string path, Witness& witness)
        : FSRandomRWFileOwnerWrapper(std::move(file)), path_(std::move(path)), witness_(witness) {}
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      witness_.note(path_, true);
      return FSRandomRWFileOwnerWrapper::Fsync(options, debug);
    }

   private:
    const std::string path_;
    Witness& witness_;
  };

  mutable std::mutex mutex_;
  std::set<std::string> synced_;
};

/// What a database is lost without: its tables, and the files that name them.
std::vector<std::string> files_that_count(const std::filesystem::path& directory) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (name.ends_with(".sst") || name.starts_with("MANIFEST") || name == "CURRENT") files.push_back(entry.path());
  }
  return files;
}

TEST(RocksRows, RowsForLaterAreSyncedWhenTheyAreFlushedAndFromThenOn) {
  const TemporaryDirectory directory;
  const auto witness = std::make_shared<Witness>();
  const auto env = rocksdb::NewCompositeEnv(witness);
  RocksRowsOptions options = rows_for_later(directory.path());
  options.env = env.get();
  const auto rows = opened(options);
  const Family family = *rows->open_family("rows");
  const auto load = [&](const std::string& key) {
    RowBatch batch;
    batch.put(family, key, "value");
    EXPECT_TRUE(rows->load(std::move(batch)));
  };
  load("a");
  load("b");
  EXPECT_EQ(witness->synced(), std::set<std::string>());

  ASSERT_TRUE(rows->flush());
  std::set<std::string> synced = witness->synced();
  EXPECT_GE(files_that_count(options.directory).size(), 4U);
  for (const std::string& file : files_that_count(options.directory)) EXPECT_TRUE(synced.contains(file)) << file;

  load("c");
  synced = witness->synced();
  for (const std::string& file : files_that_count(options.directory))
    if (file.ends_with(".sst")) {
      EXPECT_TRUE(synced.contains(file)) << file;
    }
}

/// What is not held by a checksum, or is read before its checksum is, ended the process.
TEST(RocksRows, AFileWithADamagedEndIsRefusedByName) {
  // Kind of checksum, version of the format; the index of blocks about the file, and its properties before it.
  for (const std::streamoff from_the_end : {53, 12, 60, 70, 200, 400}) {
    const TemporaryDirectory directory;
    const auto options = small_rows(directory.path());
    {
      const auto rows = opened(options);
      RowBatch batch;
      batch.put(*rows->open_family("rows"), "key", "value");
      ASSERT_TRUE(rows->load(std::move(batch)));
      ASSERT_TRUE(rows->flush());
    }
    std::string damaged;
    for (const std::string& path : files_that_count(options.directory))
      if (path.ends_with(".sst")) damaged = path;
    ASSERT_NE(damaged, "");
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-from_the_end, std::ios::end);
    const int byte = file.get();
    file.seekp(-from_the_end, std::ios::end);
    file.put(static_cast<char>(~byte));
    file.close();
    const auto refused = RocksRows::open(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FaultKind::corrupted);
    EXPECT_THAT(refused.error().what, testing::HasSubstr(damaged));
    EXPECT_FALSE(check_rocks(options.directory));
  }
}

TEST(RocksRows, FilesOfALoadThatWasCutShortAreClearedAway) {
  const TemporaryDirectory directory;
  const auto options = small_rows(directory.path());
  opened(options).reset();
  std::filesystem::create_directories(options.directory / "loading" / "1-0.sst");
  opened(options).reset();
  EXPECT_FALSE(std::filesystem::exists(options.directory / "loading"));
}

TEST(RocksRows, ALoadLeavesNoFileBehind) {
  const TemporaryDirectory directory;
  const auto rows = opened(small_rows(directory.path()));
  RowBatch batch;
  batch.put(*rows->open_family("one"), "a", "1");
  batch.put(*rows->open_family("two"), "b", "2");
  ASSERT_TRUE(rows->load(std::move(batch)));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path() / "rows" / "loading"));
}

TEST(RocksRows, ADirectoryWithoutItsManifestIsNotTakenForAnEmptyOne) {
  const TemporaryDirectory directory;
  const auto options = small_rows(directory.path());
  opened(options).reset();
  for (const auto& entry : std::filesystem::directory_iterator(options.directory))
    if (entry.path().filename().string().starts_with("MANIFEST")) std::filesystem::remove(entry.path());
  EXPECT_FALSE(RocksRows::open(options));
}

}  // namespace
}  // namespace htq

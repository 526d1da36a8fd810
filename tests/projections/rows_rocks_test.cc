#include "projections/rocks_rows.h"
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

struct RocksWorld {
  Rows& rows() { return *rows_; }
  void crash() {
    rows_.reset();
    rows_ = opened(small_rows(directory_.path()));
  }

  TemporaryDirectory directory_;
  std::unique_ptr<RocksRows> rows_ = opened(small_rows(directory_.path()));
};

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, RowsConformance, RocksWorld);

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
  ASSERT_TRUE(rows->load(batch));
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

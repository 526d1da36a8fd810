#include "projections/rocks_rows.h"
#include "tests/log/temporary_directory.h"
#include "tests/projections/rows_conformance.h"

namespace htq {
namespace {

RocksRowsOptions small_rows(const std::filesystem::path& directory) {
  return {.directory = directory / "rows",
          .cache_bytes = 1 << 20,
          .write_buffer_bytes = 4 << 20,
          .ingest_file_bytes = 100 << 10};
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

TEST(RocksRows, FilesOfAnIngestionThatWasCutShortAreClearedAway) {
  const TemporaryDirectory directory;
  const auto options = small_rows(directory.path());
  opened(options).reset();
  std::filesystem::create_directories(options.directory / "ingest" / "1.sst");
  opened(options).reset();
  EXPECT_FALSE(std::filesystem::exists(options.directory / "ingest"));
}

TEST(RocksRows, OneIngestionMayTakeManyFilesAndLeavesNoneBehind) {
  const TemporaryDirectory directory;
  const auto rows = opened(small_rows(directory.path()));
  const Family family = *rows->open_family("one");
  int next = 100'000;
  std::string bytes;
  ASSERT_TRUE(rows->ingest(family, [&](std::string_view& key, std::string_view& value) {
    bytes = std::to_string(next);
    key = value = bytes;
    return next++ < 140'000;
  }));
  EXPECT_EQ(rows_in(*rows->snapshot(), family).size(), 40'000u);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "rows" / "ingest"));
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

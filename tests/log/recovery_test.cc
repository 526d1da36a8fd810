// What the embedded log makes of a directory after a crash, a torn write, or a damaged disk.
#include "daemon/log/recovery.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "daemon/log/wal_survey.h"
#include "tests/log/embedded_world.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// A log whose records are all in one write-ahead log, one write each; and copies of it, damaged.
class RecoveryTest : public testing::Test {
 protected:
  fs::path log_path(const fs::path& log) {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(log / "records"))
      if (entry.path().extension() == ".log") found = entry.path();
    return found;
  }

  /// Appends a batch of each and closes; ends_ says where in the write-ahead log each write ends.
  void make_log(const std::vector<std::vector<std::string>>& batches) {
    const auto log = opened(small_log(whole_));
    for (const auto& records : batches) {
      ASSERT_TRUE(append(*log, records));
      ends_.push_back(fs::file_size(log_path(whole_)));
    }
  }

  /// A copy with these bytes as its write-ahead log, acknowledged up to `watermark`.
  fs::path damaged(const std::string& wal, Position watermark) {
    fs::remove_all(copy_);
    fs::copy(whole_, copy_, fs::copy_options::recursive);
    write_bytes(log_path(copy_), wal);
    EXPECT_TRUE(Watermark::overwrite(copy_ / "watermark", watermark));
    return copy_;
  }

  std::string wal() { return bytes_of(log_path(whole_)); }

  /// Opens, sees these records, appends, and sees all of it after opening again.
  void goes_on_with(const fs::path& log, std::vector<std::string> expected) {
    {
      const auto recovered = opened(small_log(log));
      ASSERT_TRUE(recovered);
      ASSERT_EQ(records_of(*recovered), expected);
      ASSERT_TRUE(append(*recovered, {"after"}));
    }
    expected.push_back("after");
    const auto again = opened(small_log(log));
    ASSERT_TRUE(again);
    ASSERT_EQ(records_of(*again), expected);
  }

  /// Refuses, names both positions, and does so again: a refusal changes nothing.
  void is_refused(const fs::path& log, Position end, Position known) {
    const std::string before = bytes_of(log_path(log));
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto refused = EmbeddedLog::open(small_log(log));
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, FaultKind::corrupted);
      EXPECT_THAT(refused.error().what,
                  testing::HasSubstr("ends at " + std::to_string(end.value) + ", but was written up to " +
                                     std::to_string(known.value)));
    }
    EXPECT_EQ(bytes_of(log_path(log)), before);
  }

  TemporaryDirectory directory_;
  fs::path whole_ = directory_.path() / "whole";
  fs::path copy_ = directory_.path() / "copy";
  std::vector<std::uint64_t> ends_;
};

TEST_F(RecoveryTest, AWholeLogIsNotSetAside) {
  make_log({{"one"}, {"two"}});
  const auto log = opened(small_log(whole_));
  EXPECT_EQ(log->set_aside(), std::nullopt);
  EXPECT_EQ(log->end(), Position{2});
}

TEST_F(RecoveryTest, AnUnacknowledgedWriteTornAtAnyByteIsDroppedWhole) {
  make_log({{"one"}, {"two"}, {"three", "four"}});
  for (std::uint64_t size = ends_[1]; size < ends_[2]; ++size) {
    SCOPED_TRACE("cut at byte " + std::to_string(size));
    goes_on_with(damaged(wal().substr(0, size), {2}), {"one", "two"});
    if (HasFatalFailure()) return;
  }
}

TEST_F(RecoveryTest, AnUnacknowledgedWriteDamagedAtAnyByteIsDroppedWhole) {
  make_log({{"one"}, {"two"}, {"three", "four"}});
  for (std::uint64_t at = ends_[1]; at < ends_[2]; ++at) {
    SCOPED_TRACE("damaged at byte " + std::to_string(at));
    std::string bytes = wal();
    bytes[at] = static_cast<char>(~bytes[at]);
    goes_on_with(damaged(bytes, {2}), {"one", "two"});
    if (HasFatalFailure()) return;
  }
}

TEST_F(RecoveryTest, ATornEndIsSetAsideAsItWas) {
  make_log({{"one"}, {"two"}});
  const std::string torn = wal().substr(0, ends_[1] - 1);
  const fs::path log = damaged(torn, {1});
  const std::string name = log_path(log).filename();
  const auto recovered = opened(small_log(log));
  ASSERT_EQ(recovered->set_aside(), log / "set-aside-1");
  EXPECT_EQ(bytes_of(*recovered->set_aside() / name), torn);
}

TEST_F(RecoveryTest, AnAcknowledgedWriteTornAtAnyByteIsRefused) {
  make_log({{"one"}, {"two"}});
  for (std::uint64_t size = ends_[0]; size < ends_[1]; ++size) {
    SCOPED_TRACE("cut at byte " + std::to_string(size));
    const fs::path log = damaged(wal().substr(0, size), {2});
    const auto refused = EmbeddedLog::open(small_log(log));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, FaultKind::corrupted);
    EXPECT_THAT(refused.error().what, testing::HasSubstr("ends at 1, but was written up to 2"));
  }
}

TEST_F(RecoveryTest, DamageBeforeAReadableRecordIsRefusedEvenIfTheWatermarkLags) {
  make_log({{"one"}, {"two"}, {"three"}, {"four"}});
  for (std::uint64_t at = ends_[0]; at < ends_[1]; ++at) {
    SCOPED_TRACE("damaged at byte " + std::to_string(at));
    std::string bytes = wal();
    bytes[at] = static_cast<char>(~bytes[at]);
    is_refused(damaged(bytes, {0}), {1}, {4});
    if (HasFatalFailure()) return;
  }
}

TEST_F(RecoveryTest, ZerosInTheMiddleAreRefused) {
  make_log({{"one"}, {"two"}, {"three"}, {"four"}});
  std::string bytes = wal();
  for (std::uint64_t at = ends_[0]; at < ends_[2]; ++at) bytes[at] = '\0';
  is_refused(damaged(bytes, {0}), {1}, {4});
}

TEST_F(RecoveryTest, AZeroedBlockInTheMiddleIsRefused) {
  constexpr std::size_t kBlock = 32 << 10;
  const std::string large(10'000, 'x');
  make_log(std::vector<std::vector<std::string>>(15, {large}));
  std::string bytes = wal();
  ASSERT_GT(bytes.size(), 4 * kBlock);
  bytes.replace(kBlock, kBlock, kBlock, '\0');
  is_refused(damaged(bytes, {0}), {3}, {15});
}

TEST_F(RecoveryTest, GarbageAndZerosAfterTheEndAreDropped) {
  make_log({{"one"}, {"two"}});
  for (const std::string& rest : {std::string(1, 'g'), std::string(100, 'g'), std::string(100'000, 'g'),
                                  std::string(1, '\0'), std::string(100, '\0'), std::string(100'000, '\0')}) {
    SCOPED_TRACE(std::to_string(rest.size()) + " bytes");
    goes_on_with(damaged(wal() + rest, {2}), {"one", "two"});
    if (HasFatalFailure()) return;
  }
}

TEST_F(RecoveryTest, AnUnacknowledgedWriteOfManyBlocksMayLoseAnyOfThem) {
  constexpr std::size_t kBlock = 32 << 10;
  make_log({{"one"}, {std::string(40'000, 'a'), std::string(90'000, 'b')}});
  for (std::size_t block = 0; block * kBlock < wal().size(); ++block) {
    SCOPED_TRACE("block " + std::to_string(block));
    std::string bytes = wal();
    const std::size_t begin = std::max<std::size_t>(block * kBlock, ends_[0]);
    const std::size_t length = std::min((block + 1) * kBlock, bytes.size()) - begin;
    bytes.replace(begin, length, length, '\0');
    goes_on_with(damaged(bytes, {1}), {"one"});
    if (HasFatalFailure()) return;
  }
}

TEST_F(RecoveryTest, AMissingWriteAheadLogIsRefused) {
  make_log({{"one"}, {"two"}});
  const fs::path log = damaged("", {2});
  is_refused(log, {0}, {2});
}

TEST_F(RecoveryTest, AnOldWriteAheadLogThatIsStillThereIsNotTheEnd) {
  make_log({{"one"}, {"two"}});
  const fs::path old = log_path(whole_);
  const std::string bytes = wal();
  ASSERT_TRUE(append(*opened(small_log(whole_)), {"three"}));
  opened(small_log(whole_)).reset();
  // RocksDB removes the newer of two that are in tables first, and the power is cut before it comes to the older.
  ASSERT_FALSE(fs::exists(old));
  write_bytes(old, bytes);
  EXPECT_TRUE(Watermark::overwrite(whole_ / "watermark", {3}));
  goes_on_with(whole_, {"one", "two", "three"});
}

TEST_F(RecoveryTest, AMissingStoreIsRefused) {
  make_log({{"one"}, {"two"}});
  fs::remove_all(whole_ / "records");
  const auto refused = EmbeddedLog::open(small_log(whole_));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, testing::HasSubstr("ends at 0, but was written up to 2 (the watermark)"));
}

TEST_F(RecoveryTest, TablesWithoutAnIndexAreNotTakenForAnEmptyStore) {
  make_log({{"one"}, {"two"}});
  opened(small_log(whole_)).reset();  // now they are in a table
  fs::remove(log_path(whole_));
  fs::remove(whole_ / "records" / "CURRENT");
  const auto tables = [&] {
    return std::ranges::count_if(fs::directory_iterator(whole_ / "records"),
                                 [](const auto& entry) { return entry.path().extension() == ".sst"; });
  };
  const auto before = tables();
  ASSERT_GT(before, 0);
  const auto refused = EmbeddedLog::open(small_log(whole_));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::corrupted);
  EXPECT_THAT(refused.error().what, testing::HasSubstr("CURRENT"));
  EXPECT_EQ(tables(), before) << "a refusal changes nothing";
}

TEST_F(RecoveryTest, AWatermarkAheadOfTheLogIsRefused) {
  make_log({{"one"}, {"two"}});
  is_refused(damaged(wal(), {9}), {2}, {9});
}

TEST_F(RecoveryTest, ATableThatIsDamagedIsFoundByTheWalkOverTheTail) {
  make_log({{"one", std::string(5000, 'x')}, {"three"}});
  opened(small_log(whole_)).reset();  // moves the records into a table
  for (const auto& entry : fs::directory_iterator(whole_ / "records")) {
    if (entry.path().extension() != ".sst") continue;
    std::string bytes = bytes_of(entry.path());
    bytes[30] = static_cast<char>(~bytes[30]);
    write_bytes(entry.path(), bytes);
  }
  const auto refused = EmbeddedLog::open(small_log(whole_));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::corrupted);
}

TEST_F(RecoveryTest, ASurveyProvesTheLastReadableWrite) {
  make_log({{"one"}, {"two", "three"}, {std::string(100'000, 'x')}});
  const auto survey = survey_wal(*rocksdb::Env::Default(), whole_ / "records");
  ASSERT_TRUE(survey);
  EXPECT_FALSE(survey->damage);
  EXPECT_EQ(survey->proven, Position{4});
  EXPECT_EQ(survey->bytes, wal().size());
}

TEST_F(RecoveryTest, ASurveyOfATornWriteProvesTheWriteBeforeIt) {
  make_log({{"one"}, {"two", "three"}, {std::string(100'000, 'x')}});
  const fs::path log = damaged(wal().substr(0, wal().size() - 1), {0});
  const auto survey = survey_wal(*rocksdb::Env::Default(), log / "records");
  ASSERT_TRUE(survey);
  EXPECT_TRUE(survey->damage);
  EXPECT_EQ(survey->proven, Position{3});
}

}  // namespace
}  // namespace htq

#include "daemon/log/embedded_log.h"

#include <limits>

#include "tests/log/embedded_world.h"
#include "tests/log/event_log_conformance.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

struct EmbeddedWorld {
  EventLog& log() { return *log_; }
  void settle() {}
  void reopen() {
    log_.reset();
    log_ = opened(small_log(directory_.path()));
  }

  TemporaryDirectory directory_;
  std::unique_ptr<EmbeddedLog> log_ = opened(small_log(directory_.path()));
};

INSTANTIATE_TYPED_TEST_SUITE_P(Embedded, EventLogConformance, EmbeddedWorld);

class EmbeddedLogTest : public testing::Test {
 protected:
  TemporaryDirectory directory_;
};

TEST_F(EmbeddedLogTest, TooLittleSpaceRefusesAnAppendAndTheLogGoesOnWhenThereIsSpace) {
  const auto log = opened(small_log(directory_.path()));
  ASSERT_TRUE(append(*log, {"one"}));
  log->set_min_free_bytes(std::numeric_limits<std::uint64_t>::max() / 2);
  const auto refused = append(*log, {"two"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::no_space);
  EXPECT_EQ(log->end(), Position{1});
  log->set_min_free_bytes(0);
  ASSERT_TRUE(append(*log, {"two, again"}));
  EXPECT_EQ(records_of(*log), (std::vector<std::string>{"one", "two, again"}));
}

TEST_F(EmbeddedLogTest, ClosingNotesTheWatermark) {
  const auto watermark = directory_.path() / "watermark";
  {
    const auto log = opened(small_log(directory_.path()));
    ASSERT_TRUE(append(*log, {"one", "two"}));
  }
  EXPECT_EQ(*Watermark::read(watermark), Position{2});
}

TEST_F(EmbeddedLogTest, AsksTheCheckAboutEachPairOfTheTail) {
  {
    const auto log = opened(small_log(directory_.path()));
    ASSERT_TRUE(append(*log, {"1", "2", "3", "4", "5"}));
  }
  std::string asked;
  auto options = small_log(directory_.path());
  options.checked_records = 3;
  options.check = [&](const StoredRecord& previous, const StoredRecord& next) -> Result<> {
    EXPECT_EQ(previous.position.next(), next.position);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(previous.bytes.data()) % 8, 0u);
    asked += std::string(previous.bytes) + std::string(next.bytes) + " ";
    return {};
  };
  opened(options).reset();
  EXPECT_EQ(asked, "12 23 34 45 ") << "all that was in the write-ahead log";
  asked.clear();
  opened(options).reset();
  EXPECT_EQ(asked, "34 45 ") << "the last three: the write-ahead log was empty";
}

TEST_F(EmbeddedLogTest, RefusesToOpenIfTheCheckSaysNo) {
  {
    const auto log = opened(small_log(directory_.path()));
    ASSERT_TRUE(append(*log, {"1", "2"}));
  }
  auto options = small_log(directory_.path());
  options.check = [](const StoredRecord&, const StoredRecord& next) {
    return fault(FaultKind::corrupted, "the hash of record " + std::to_string(next.position.value));
  };
  const auto log = EmbeddedLog::open(options);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().what, "the hash of record 2");
}

TEST_F(EmbeddedLogTest, LongWalksReadEveryRecordFromItsTables) {
  const auto log = opened(small_log(directory_.path()));
  constexpr std::size_t kBatches = 30;
  constexpr std::size_t kInBatch = 1000;
  for (std::size_t i = 0; i < kBatches; ++i)
    ASSERT_TRUE(
        append(*log, std::vector<std::string>(kInBatch, std::string(200, static_cast<char>('a' + i % 26)))));
  const auto records = records_of(*log);
  ASSERT_EQ(records.size(), kBatches * kInBatch);
  for (std::size_t i = 0; i < records.size(); ++i)
    ASSERT_EQ(records[i], std::string(200, static_cast<char>('a' + i / kInBatch % 26)));
}

TEST(RecordStore, KeepsWhatIsWrittenBesideTheRecords) {
  const TemporaryDirectory directory;
  const RecordStoreOptions options{.directory = directory.path() / "records", .write_buffer_bytes = 1 << 20};
  {
    const auto store = RecordStore::open(options, RecordStore::Damage::only_a_torn_tail);
    ASSERT_TRUE(store);
    EXPECT_EQ(*(*store)->meta("offset"), std::nullopt);
    ASSERT_TRUE((*store)->write({.first = {1}, .records = {"one", "two"}}, {{"offset", "17"}}));
  }
  const auto store = RecordStore::open(options, RecordStore::Damage::only_a_torn_tail);
  ASSERT_TRUE(store);
  EXPECT_EQ(**(*store)->meta("offset"), "17");
  EXPECT_EQ(*(*store)->last(), Position{2});
}

TEST(RecordStore, AGapIsFoundByTheScanThatMeetsIt) {
  const TemporaryDirectory directory;
  const RecordStoreOptions options{.directory = directory.path() / "records", .write_buffer_bytes = 1 << 20};
  const auto store = RecordStore::open(options, RecordStore::Damage::only_a_torn_tail);
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->write({.first = {1}, .records = {"one", "two"}}));
  ASSERT_TRUE((*store)->write({.first = {4}, .records = {"four"}}));
  const auto scan = (*store)->scan({1}, {4});
  ASSERT_TRUE(*scan->next());
  ASSERT_TRUE(*scan->next());
  const auto missing = scan->next();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, FaultKind::corrupted);
  EXPECT_EQ(missing.error().what, "record 3 is missing; the next one there is 4; the log ends at 4");
}

}  // namespace
}  // namespace htq

// A stretch of the log in batches, read when asked for and read ahead on a thread of its own: the same records.
#include "daemon/log_batches.h"

#include <gtest/gtest.h>

#include "daemon/log/memory_log.h"

namespace htq {
namespace {
class LogBatchesTest : public ::testing::TestWithParam<bool> {
 protected:
  LogBatchesTest() {
    auto batch = std::make_shared<Batch>();
    batch->first = {1};
    for (std::uint64_t at = 1; at <= kRecords; ++at) batch->records.push_back(record_of(at));
    ThreadExecutor appending("append");
    log_ = std::make_unique<MemoryLog>(appending);
    log_->append(std::move(batch), [](Result<> done) { EXPECT_TRUE(done.has_value()); });
  }

  static constexpr std::uint64_t kRecords = 20;
  static std::string record_of(std::uint64_t at) { return std::string(8 * at, static_cast<char>('a' + at)); }
  Executor* reader() { return GetParam() ? &reader_ : nullptr; }

  /// How many records each batch had, after looking whether they are the records that follow `from`.
  std::vector<std::size_t> sizes(Position from, Position until, std::size_t records) {
    LogBatches batches(*log_, from, until, records, reader());
    std::vector<std::size_t> sizes;
    Position next = from;
    while (true) {
      const auto batch = batches.next();
      EXPECT_TRUE(batch.has_value());
      if (!batch || batch->empty()) return sizes;
      for (const StoredRecord& record : *batch) {
        EXPECT_EQ(record.position, next);
        EXPECT_EQ(record.bytes, record_of(next.value));
        next = next.next();
      }
      sizes.push_back(batch->size());
    }
  }

  ThreadExecutor reader_{"read ahead"};
  std::unique_ptr<MemoryLog> log_;
};

TEST_P(LogBatchesTest, GivesEveryRecordOnceAndInOrder) {
  EXPECT_EQ(sizes({1}, {20}, 7), (std::vector<std::size_t>{7, 7, 6}));
  EXPECT_EQ(sizes({1}, {20}, 10), (std::vector<std::size_t>{10, 10}));
  EXPECT_EQ(sizes({5}, {20}, 100), (std::vector<std::size_t>{16}));
}

TEST_P(LogBatchesTest, EndsWhereItWasToldToOrWhereTheLogEnds) {
  EXPECT_EQ(sizes({1}, {9}, 4), (std::vector<std::size_t>{4, 4, 1}));
  EXPECT_EQ(sizes({3}, {3}, 4), (std::vector<std::size_t>{1}));
  EXPECT_EQ(sizes({19}, {1000}, 4), (std::vector<std::size_t>{2}));
  EXPECT_EQ(sizes({21}, {1000}, 4), (std::vector<std::size_t>{}));
}

TEST_P(LogBatchesTest, CanBeLeftBeforeItsEnd) {
  LogBatches batches(*log_, {1}, {20}, 3, reader());
  EXPECT_EQ(batches.next()->size(), 3U);
}

INSTANTIATE_TEST_SUITE_P(Reading, LogBatchesTest, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Ahead" : "WhenAsked"; });

}  // namespace
}  // namespace htq

// How far behind something is that follows the log: in events, bytes and seconds.
#include <capnp/message.h>
#include <gtest/gtest.h>

#include "daemon/log/memory_log.h"
#include "daemon/publish/lag.h"
#include "projections/edit_row.h"
#include "schemas/event.capnp.h"
#include "tests/support/postponed.h"

namespace htq {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// A record a second, from the first second on; all are equally long.
class Lagging : public testing::Test {
 protected:
  void record(std::size_t count) {
    auto batch = std::make_shared<Batch>(Batch{.first = log.end().next(), .records = {}});
    for (std::size_t at = 0; at < count; ++at) {
      capnp::MallocMessageBuilder message;
      auto record = message.initRoot<Record>();
      record.setRecordedAt(static_cast<std::int64_t>(log.end().value + at + 1) * kSecond);
      batch->records.push_back(canonical_bytes(record));
      length = batch->records.back().size();
    }
    log.append(batch, [](const Result<>& done) { ASSERT_TRUE(done.has_value()); });
    executor.run_all();
  }
  Lag behind(std::uint64_t reached, std::int64_t second) const {
    return lag_behind(log, {reached}, {second * kSecond}).value();
  }

  tests::Postponed executor;
  MemoryLog log{executor};
  std::uint64_t length = 0;
};

TEST_F(Lagging, IsNothingAtTheEnd) {
  EXPECT_EQ(behind(0, 9), Lag{});
  record(3);
  EXPECT_EQ(behind(3, 9), Lag{});
}

TEST_F(Lagging, IsCountedFromTheFirstEventThatWasNotSeen) {
  record(5);
  EXPECT_EQ(behind(3, 9), (Lag{.events = 2, .bytes = 2 * length, .seconds = 5}));
}

TEST_F(Lagging, OfVeryManyIsReckonedFromTheFirstOfThem) {
  record(3'000);
  EXPECT_EQ(behind(500, 501), (Lag{.events = 2'500, .bytes = 2'500 * length, .seconds = 0}));
}

TEST_F(Lagging, IsNotNegativeWhereAClockWasPutBack) {
  record(2);
  EXPECT_EQ(behind(0, 0).seconds, 0);
}

}  // namespace
}  // namespace htq

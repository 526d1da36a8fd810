#include "daemon/log/memory_log.h"

#include <optional>
#include <vector>

#include "tests/log/event_log_conformance.h"

namespace htq {
namespace {

/// Runs what was posted when it is told to.
class HeldExecutor final : public Executor {
 public:
  void post(Work work) override { posted_.push_back(std::move(work)); }
  void run() {
    auto posted = std::exchange(posted_, {});
    for (Work& work : posted) work();
  }

 private:
  std::vector<Work> posted_;
};

struct MemoryWorld {
  EventLog& log() { return *log_; }
  void settle() { executor_.run(); }
  void reopen() { log_->crash(MemoryLog::Pending::lost); }

  HeldExecutor executor_;
  std::optional<MemoryLog> log_{std::in_place, executor_};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EventLogConformance, MemoryWorld);

SharedBatch batch(Position first, std::vector<std::string> records) {
  return std::make_shared<const Batch>(Batch{.first = first, .records = std::move(records)});
}

class MemoryLogTest : public testing::Test {
 protected:
  HeldExecutor executor_;
  MemoryLog log_{executor_};
  int done_ = 0;

  void begin_append(std::vector<std::string> records) {
    log_.append(batch(log_.end().next(), std::move(records)), [this](Result<>) { ++done_; });
  }
};

TEST_F(MemoryLogTest, ABatchIsNotVisibleBeforeItsExecutorRuns) {
  begin_append({"one", "two"});
  EXPECT_EQ(log_.end(), Position{0});
  EXPECT_EQ(done_, 0);
  executor_.run();
  EXPECT_EQ(log_.end(), Position{2});
  EXPECT_EQ(done_, 1);
}

TEST_F(MemoryLogTest, ACrashMayLoseAPendingBatchWhole) {
  begin_append({"one", "two"});
  log_.crash(MemoryLog::Pending::lost);
  executor_.run();
  EXPECT_EQ(log_.end(), Position{0});
  EXPECT_EQ(done_, 0);
  begin_append({"other"});
  executor_.run();
  EXPECT_EQ(*log_.read({1}), "other");
  EXPECT_EQ(done_, 1);
}

TEST_F(MemoryLogTest, ACrashMayKeepAPendingBatchWholeWithoutSayingSo) {
  int heard = 0;
  const auto following = log_.follow([&](const SharedBatch&) { ++heard; });
  begin_append({"one", "two"});
  log_.crash(MemoryLog::Pending::kept);
  executor_.run();
  EXPECT_EQ(log_.end(), Position{2});
  EXPECT_EQ(done_, 0);
  EXPECT_EQ(heard, 0);
}

TEST(MemoryLog, MayBeGoneWhenItsExecutorRuns) {
  HeldExecutor executor;
  {
    MemoryLog log(executor);
    log.append(batch({1}, {"one"}), [](Result<>) { ADD_FAILURE() << "the log is gone"; });
  }
  executor.run();
}

TEST(MemoryLog, TakesOneAppendAtATime) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  HeldExecutor executor;
  MemoryLog log(executor);
  log.append(batch({1}, {"one"}), [](Result<>) {});
  EXPECT_DEATH(log.append(batch({1}, {"one"}), nullptr), "one append at a time");
}

}  // namespace
}  // namespace htq

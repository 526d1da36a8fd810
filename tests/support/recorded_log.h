// A log in memory that holds what a process has recorded.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>

#include "daemon/log/memory_log.h"
#include "tests/support/process.h"

namespace htq::tests {

/// Runs what is posted when it is told to.
class Postponed final : public Executor {
 public:
  void post(Work work) override { work_.push_back(std::move(work)); }
  void run_all() {
    while (!work_.empty()) {
      Work work = std::move(work_.front());
      work_.pop_front();
      work();
    }
  }

 private:
  std::deque<Work> work_;
};

inline std::string stored_bytes(Record::Reader record) {
  const kj::Array<capnp::word> words = capnp::canonicalize(record);
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

/// Appends what the process recorded since the last call.
class RecordedLog {
 public:
  void take(const Process& process) {
    auto batch = std::make_shared<Batch>();
    batch->first = log_.end().next();
    for (std::uint64_t at = log_.end().value + 1; at <= process.records().size(); ++at)
      batch->records.push_back(stored_bytes(process.record_at({at})));
    if (batch->records.empty()) return;
    log_.append(std::move(batch), [](Result<> done) { EXPECT_TRUE(done.has_value()); });
    executor_.run_all();
  }
  MemoryLog& log() { return log_; }

 private:
  Postponed executor_;
  MemoryLog log_{executor_};
};

}  // namespace htq::tests

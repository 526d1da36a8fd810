// A log in memory that holds what a process has recorded.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "daemon/log/memory_log.h"
#include "tests/support/postponed.h"
#include "tests/support/process.h"

namespace htq::tests {

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

#include "tests/support/recorded_log.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "tests/support/process.h"

namespace htq::tests {

std::string stored_bytes(Record::Reader record) {
  const kj::Array<capnp::word> words = capnp::canonicalize(record);
  const auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

void RecordedLog::take(const Process& process) {
  auto batch = std::make_shared<Batch>();
  batch->first = log_.end().next();
  for (std::uint64_t at = log_.end().value + 1; at <= process.records().size(); ++at)
    batch->records.push_back(stored_bytes(process.record_at({at})));
  if (batch->records.empty()) return;
  log_.append(std::move(batch), [](Result<> done) { EXPECT_TRUE(done.has_value()); });
  executor_.run_all();
}

}  // namespace htq::tests

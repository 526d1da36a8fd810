// An embedded log in a directory of its own, small enough that a test reaches several tables and write
// buffers.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/log/embedded_log.h"

namespace htq {

inline EmbeddedLogOptions small_log(const std::filesystem::path& directory) {
  return {.directory = directory, .min_free_bytes = 0, .cache_bytes = 1 << 20, .write_buffer_bytes = 1 << 20};
}

inline std::unique_ptr<EmbeddedLog> opened(const EmbeddedLogOptions& options) {
  auto log = EmbeddedLog::open(options);
  if (log) return std::move(*log);
  ADD_FAILURE() << log.error().what;
  return nullptr;
}

inline Result<> append(EventLog& log, std::vector<std::string> records) {
  std::promise<Result<>> done;
  log.append(std::make_shared<const Batch>(Batch{.first = log.end().next(), .records = std::move(records)}),
             [&](Result<> result) { done.set_value(std::move(result)); });
  return done.get_future().get();
}

inline std::vector<std::string> records_of(const EventLog& log) {
  std::vector<std::string> records;
  const auto scan = log.scan({1});
  while (true) {
    const auto record = scan->next();
    EXPECT_TRUE(record) << record.error().what;
    if (!record || !*record) return records;
    records.emplace_back((*record)->bytes);
  }
}

}  // namespace htq

// A stretch of the log in batches. Where there is a thread for it, the next batch is read while its user is at
// work on the one before.
//
// One thread. Log and executor must outlive it.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/copied_records.h"
#include "daemon/executor.h"
#include "daemon/log/event_log.h"

namespace htq {

class LogBatches {
 public:
  /// Records from `from` up to `until` and with it, or as far as the log goes. `reader`: none, if they are to
  /// be read when they are asked for.
  LogBatches(const EventLog& log, Position from, Position until, std::size_t records, Executor* reader);
  ~LogBatches();
  LogBatches(const LogBatches&) = delete;
  LogBatches& operator=(const LogBatches&) = delete;

  /// Up to as many records as a batch has, empty at the end; good until the next call.
  Result<std::vector<StoredRecord>> next();

 private:
  Result<> read(CopiedRecords& into);
  void read_ahead();

  const std::unique_ptr<LogScan> scan_;
  const Position until_;
  const std::size_t records_;
  Executor* const reader_;
  bool is_at_its_end_ = false;
  CopiedRecords given_;
  CopiedRecords ahead_;
  std::optional<std::future<Result<>>> being_read_;  // into ahead_
};

}  // namespace htq

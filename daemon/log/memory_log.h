// The log in memory: for simulation and tests. An append completes on the executor that is handed in; until
// that runs, the batch is pending: neither durable nor visible.
//
// Threads: as the port says; `done` and the followers are called on the executor. The executor must outlive
// the log's last append; work that it still holds when the log is gone does nothing.
#pragma once

#include "daemon/executor.h"
#include "daemon/log/event_log.h"

namespace htq {

class MemoryLog final : public EventLog {
 public:
  /// What a crash makes of a batch that was not yet acknowledged: both may happen to a real log.
  enum class Pending { kept, lost };

  explicit MemoryLog(Executor& executor);
  ~MemoryLog() override;
  MemoryLog(const MemoryLog&) = delete;
  MemoryLog& operator=(const MemoryLog&) = delete;

  Position end() const override;
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override;
  std::unique_ptr<LogScan> scan(Position from) const override;
  Result<std::string> read(Position position) const override;
  std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)> follower) override;

  /// The append that is pending, or the next one, will fail and nothing of it is kept.
  void fail_next(Fault fault);

  /// The process died and the log is opened again: `done` of a pending append is dropped without a call, and
  /// no follower hears of its batch. Not while the executor runs a completion.
  void crash(Pending pending);

 private:
  struct State;
  class Scan;
  std::shared_ptr<State> state_;
  Executor& executor_;
};

}  // namespace htq

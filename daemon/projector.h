// Keeps the projections up with the log: applies each durable batch to all of them in one write, with their
// positions.
//
// What applies runs on the projector's executor alone (catch_up: before it starts to follow). Everything
// marked "any thread" may be asked from anywhere. The log and the executor must outlive it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/applier.h"
#include "daemon/clock.h"
#include "daemon/executor.h"

namespace htq {

class Projector {
 public:
  struct Options {
    std::uint64_t flush_every_records = 200'000;
    Duration flush_every = std::chrono::seconds(30);
  };

  /// `clock` says when it is time to flush: not the office's, if that one is moved by hand.
  Projector(std::unique_ptr<Applier> applier, Executor& executor, const Clock& clock, Options options);
  ~Projector();

  /// Applies what the log holds beyond the rows. Before follow(), on the caller's thread. `go_on` is asked between two
  /// batches, as in Applier.
  Result<> catch_up(const EventLog& log, const Applier::Progress& progress,
                    const std::function<bool()>& go_on = {});
  /// From now on every durable batch is applied as it comes; `on_applied` is called after each, on the
  /// executor.
  void follow(EventLog& log, std::function<void()> on_applied);

  /// The rows hold every record up to here. Any thread.
  Position applied() const { return {applied_.load(std::memory_order_acquire)}; }
  /// The rows as they stand. Any thread.
  RowView view() const;
  /// Calls `work` once the rows hold `position`, on the projector's thread or at once. Any thread.
  void when_applied(Position position, Work work);
  /// Why it stopped, if it did. Any thread.
  std::optional<Fault> stopped() const;

  /// Runs `work` between two batches, on the executor. What it gives back, if anything, takes the place of
  /// the live applier and must hold what that one holds. Any thread.
  void meet(std::function<std::unique_ptr<Applier>(const Applier& live)> work);

  Result<> flush();

 private:
  Result<> apply(const std::vector<StoredRecord>& records);
  void apply_batches();
  void reached(Position position);

  Executor& executor_;
  const Clock& clock_;
  Options options_;
  std::unique_ptr<Applier> applier_;
  std::uint64_t unflushed_ = 0;
  Instant flushed_at_;

  std::atomic<std::uint64_t> applied_{0};
  mutable std::mutex mutex_;
  std::shared_ptr<const RowStore> store_;  // of the applier
  std::vector<SharedBatch> waiting_;       // durable, not yet applied
  bool scheduled_ = false;
  std::multimap<Position, Work> when_applied_;
  std::optional<Fault> stopped_;
  std::function<void()> on_applied_;
  std::unique_ptr<Following> following_;
};

}  // namespace htq

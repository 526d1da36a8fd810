// Keeps the projections up with the log: applies each durable batch to all of them in one write, with their
// positions.
//
// apply_batch and catch_up run on the projector's executor alone (catch_up: before it starts to follow).
// Everything marked "any thread" may be asked from anywhere. The log, the rows and the executor must outlive
// it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/clock.h"
#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "projections/case_folds.h"
#include "projections/projection.h"

namespace htq {

class Projector {
 public:
  struct Options {
    std::uint64_t flush_every_records = 200'000;
    Duration flush_every = std::chrono::seconds(30);
  };
  using Progress = std::function<void(Position applied, Position end)>;

  /// Opens a family for each projection; one whose version changed, or whose last record the log does not
  /// hold, is dropped and starts again.
  static Result<std::unique_ptr<Projector>> open(std::vector<std::unique_ptr<Projection>> projections,
                                                 const EventLog& log, Rows& rows, Executor& executor,
                                                 const Clock& clock, Options options);
  ~Projector();

  /// Applies what the log holds beyond the rows. Before follow(), on the caller's thread.
  Result<> catch_up(const Progress& progress);
  /// From now on every durable batch is applied as it comes; `on_applied` is called after each, on the
  /// executor.
  void follow(EventLog& log, std::function<void()> on_applied);

  /// The rows hold every record up to here. Any thread.
  Position applied() const { return {applied_.load(std::memory_order_acquire)}; }
  /// Calls `work` once the rows hold `position`, on the projector's thread or at once. Any thread.
  void when_applied(Position position, Work work);
  /// Why it stopped, if it did. Any thread.
  std::optional<Fault> stopped() const;
  Family family(std::string_view projection) const;
  const Rows& rows() const { return rows_; }

  struct Standing {
    std::string name;
    std::uint32_t version;
    Position position;
    Digest digest;
  };
  /// Of every projection, at one position. Any thread.
  Result<std::vector<Standing>> standings() const;

  Result<> flush();

 private:
  struct Held {
    std::unique_ptr<Projection> projection;
    Family family;
    Position position;
    Digest digest;
  };

  Projector(const EventLog& log, Rows& rows, Executor& executor, const Clock& clock, Options options)
      : log_(log), rows_(rows), executor_(executor), clock_(clock), options_(options) {}

  Result<> hold(std::unique_ptr<Projection> projection);
  Result<> apply(const std::vector<StoredRecord>& records);
  void apply_batches();
  void reached(Position position);

  const EventLog& log_;
  Rows& rows_;
  Executor& executor_;
  const Clock& clock_;
  Options options_;
  Family meta_;
  std::vector<Held> held_;
  CaseFolds folds_;
  std::uint64_t unflushed_ = 0;
  Instant flushed_at_;

  std::atomic<std::uint64_t> applied_{0};
  mutable std::mutex mutex_;
  std::vector<SharedBatch> waiting_;  // durable, not yet applied
  bool scheduled_ = false;
  std::multimap<Position, Work> when_applied_;
  std::optional<Fault> stopped_;
  std::function<void()> on_applied_;
  std::unique_ptr<Following> following_;
};

}  // namespace htq

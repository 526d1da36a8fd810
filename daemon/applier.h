// Applies records to a set of projections, all in one write with their positions: the live ones, those of a
// rebuild, and those of a past position. While it catches up nobody reads, and those that read no
// case go on a thread of their own (row_lane.h); what has become of a batch is made into files by whichever
// thread is free.
//
// One thread at a time. The log and the rows must outlive it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/row_lane.h"
#include "daemon/row_view.h"
#include "projections/projection.h"

namespace htq {

class Applier {
 public:
  struct Options {
    std::size_t lanes = 1;  // 2: to catch up on two threads
    /// Of one write while catching up: the more, the more rows that come and go are never written.
    std::size_t catch_up_records = 32'000;
    /// From so many on the rows of a write are loaded as files, which costs more than writing a few.
    std::size_t load_records = 4'000;
    Executor* beside = nullptr;  // where the second lane goes; none: a thread of its own
  };
  using Progress = std::function<void(Position applied, Position end)>;

  /// Opens a family for each projection; one whose version changed, or whose last record the log does not
  /// hold, is dropped and starts again. `histories`: where the past of a case is read if there is no timeline
  /// among the projections.
  static Result<std::unique_ptr<Applier>> open(std::vector<std::unique_ptr<Projection>> projections,
                                               const EventLog& log, std::shared_ptr<Rows> rows,
                                               std::shared_ptr<const RowView> histories = nullptr);
  static Result<std::unique_ptr<Applier>> open(std::vector<std::unique_ptr<Projection>> projections,
                                               const EventLog& log, std::shared_ptr<Rows> rows,
                                               std::shared_ptr<const RowView> histories, Options options);

  /// Consecutive records, the first of them right after applied(). What is read meanwhile shows all of them
  /// or none.
  Result<> apply(const std::vector<StoredRecord>& records);
  /// Applies what the log holds beyond applied(), up to `until` and with it. `go_on` is asked now and then;
  /// no ends it with a fault of kind unavailable.
  Result<> catch_up(Position until, const Progress& progress, const std::function<bool()>& go_on = {});

  /// Every projection holds the records up to here.
  Position applied() const { return applied_; }
  const std::shared_ptr<const RowStore>& store() const { return store_; }
  RowView view() const { return {store_, applied_}; }
  Result<> flush() { return store_->rows->flush(); }

 private:
  Applier(const EventLog& log, std::shared_ptr<Rows> rows, std::shared_ptr<const RowView> histories,
          Options options)
      : log_(log), rows_(std::move(rows)), histories_(std::move(histories)), options_(options) {}
  Result<> load_office();
  Result<> apply_in_parallel(const std::vector<StoredRecord>& records);
  Result<> follow(RowLane& lane, const std::vector<StoredRecord>& records, const RowView& before) const;
  Result<> finish(RowLane& lane, RowBatch& batch) const;
  Result<> write_in_parallel(const std::vector<StoredRecord>& records, const RowView& before);
  Result<> load_in_parallel(const std::vector<StoredRecord>& records, const RowView& before);
  Result<> on_both_threads(
      const std::function<Result<>(RowLane&)>& run,
      const std::function<Result<>()>& rest = [] { return Result<>(); });

  const EventLog& log_;
  std::shared_ptr<Rows> rows_;
  std::shared_ptr<const RowView> histories_;
  const Options options_;
  std::shared_ptr<const RowStore> store_;
  Family meta_;
  std::vector<std::unique_ptr<RowLane>> lanes_;
  std::unique_ptr<ThreadExecutor> thread_;  // of the second lane, if it has one
  Executor* beside_ = nullptr;              // where the second lane goes, if there is one
  std::unique_ptr<ThreadExecutor> reader_;  // of the log, with the thread of the second lane
  Position applied_;
};

}  // namespace htq

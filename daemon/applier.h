// Applies records to a set of projections, all in one write with their positions: the live ones, those of a
// rebuild, and those of a past position.
//
// One thread at a time. The log and the rows must outlive it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/log/event_log.h"
#include "daemon/row_view.h"
#include "domain/office.h"
#include "projections/case_folds.h"
#include "projections/projection.h"

namespace htq {

/// What a projection says of itself.
struct ProjectionStanding {
  std::string name;
  std::uint32_t version = 0;
  Position position;
  Digest digest;
};
/// Of every projection, by name, all at one moment. Any thread.
Result<std::vector<ProjectionStanding>> standings(const RowView& view);

class Applier {
 public:
  using Progress = std::function<void(Position applied, Position end)>;

  /// Opens a family for each projection; one whose version changed, or whose last record the log does not
  /// hold, is dropped and starts again. `histories`: where the past of a case is read if there is no timeline
  /// among the projections.
  static Result<std::unique_ptr<Applier>> open(std::vector<std::unique_ptr<Projection>> projections,
                                               const EventLog& log, std::shared_ptr<Rows> rows,
                                               std::shared_ptr<const RowView> histories = nullptr);

  /// Consecutive records, the first of them right after applied().
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
  struct Held {
    std::unique_ptr<Projection> projection;
    Family family;
    Position position;
    Digest digest;
  };

  Applier(const EventLog& log, std::shared_ptr<Rows> rows, std::shared_ptr<const RowView> histories)
      : log_(log), rows_(std::move(rows)), histories_(std::move(histories)) {}
  Result<> hold(std::unique_ptr<Projection> projection);
  Result<> load_office();

  const EventLog& log_;
  std::shared_ptr<Rows> rows_;
  std::shared_ptr<const RowView> histories_;
  std::shared_ptr<const RowStore> store_;
  Family meta_;
  std::vector<Held> held_;
  Position applied_;
  CaseFolds folds_;
  Office office_;  // as of applied_
};

}  // namespace htq

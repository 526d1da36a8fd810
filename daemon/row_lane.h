// Some of the projections, and the states that they are told with each record. Lanes share nothing, so each
// can run on a thread of its own. Cases are folded if one of its projections reads them.
//
// One thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/log/event_log.h"
#include "daemon/standing.h"
#include "domain/office.h"
#include "projections/case_folds.h"
#include "projections/projection.h"

namespace htq {

class RowLane {
 public:
  /// Opens the family of a projection. One whose version changed, or whose last record the log does not hold,
  /// is dropped and starts again.
  Result<> hold(std::unique_ptr<Projection> projection, const EventLog& log, Rows& rows, Family meta);
  /// The least of the projections' positions, or `none` if it holds none.
  Position applied(Position none) const;
  void add_families(RowStore& store) const;

  /// The office as the next record finds it.
  void set_office(Office office) { office_ = std::move(office); }

  /// Consecutive records. `before`: the rows so far, until all are finished; `histories`: where the past of a
  /// case is read.
  Result<> apply(const std::vector<StoredRecord>& records, const RowSnapshot& before,
                 const RowView& histories);
  std::size_t projections() const { return held_.size(); }
  /// What the records change of that projection's rows. Each once, several threads at once.
  Result<RowBatch> finish(std::size_t projection);
  /// Where they stand, once all are finished.
  void put_standings(Family meta, RowBatch& batch);

 private:
  struct Held {
    std::unique_ptr<Projection> projection;
    Family family;
    ProjectionStanding standing;
  };

  /// No writers: the record changes what is folded and no row.
  Result<> apply_one(const StoredRecord& stored, const RowSnapshot& histories, Family timeline,
                     std::span<RowWriter> writers);

  std::vector<Held> held_;
  std::vector<RowWriter> writers_;  // one for each, until the standings are put
  bool reads_cases_ = false;
  CaseFolds folds_;
  Office office_;
  Position last_;
  std::string last_hash_;
};

}  // namespace htq

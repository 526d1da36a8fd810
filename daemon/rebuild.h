// Builds every projection again from the log alone, beside the live rows, and compares the two: to find out
// whether the rows equal the log (verify), and to put the new ones in the place of the old (rebuild).
//
// Writing and reading go on meanwhile. One at a time; begin() may be called from any thread. The log, the
// projector and the directories must outlive it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"
#include "daemon/row_directories.h"

namespace htq {

/// The first row, by key, that is not the same in both.
struct RowDifference {
  std::string key;
  Position record;  // the first that writes it; 0: the log has none that does
};

struct ComparedProjection {
  ProjectionStanding live;  // as the rows say of themselves
  Digest scanned;           // of the live rows
  Digest rebuilt;
  std::uint64_t rows = 0;  // live
  std::optional<RowDifference> difference;

  bool is_equal() const { return live.digest == rebuilt && scanned == rebuilt; }
};

struct Comparison {
  Position as_at;
  std::vector<ComparedProjection> projections;

  bool is_equal() const;
};

class Rebuild {
 public:
  enum class Then { leave_the_live_rows, replace_the_live_rows };

  /// How far one has come; shared between whoever does it and whoever waits.
  struct Running {
    std::atomic<std::uint64_t> applied{0};
    std::atomic<std::uint64_t> end{0};
    std::atomic<bool> is_cancelled{false};
    std::atomic<bool> is_done{false};
    Result<Comparison> outcome;  // once done
  };

  Rebuild(const EventLog& log, Projector& projector, RowDirectories& directories);
  ~Rebuild();

  /// Nothing: one is under way already.
  std::shared_ptr<Running> begin(Then then);

 private:
  Result<Comparison> run(Then then, Running& running);
  Result<Comparison> compare(const RowView& live, const RowView& fresh) const;
  Result<Position> first_writer(const std::string& projection, const std::string& key, Position until) const;

  const EventLog& log_;
  Projector& projector_;
  RowDirectories& directories_;
  std::mutex mutex_;
  std::shared_ptr<Running> running_;
  ThreadExecutor executor_;  // last: it ends before what it works on
};

}  // namespace htq

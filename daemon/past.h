// The rows of a projection as they were at an earlier position: the same projection, applied again in memory
// to the log up to there. The last few are kept, for the pages of one answer.
//
// Any thread may ask; the work is done on the executor that is handed in, one at a time. The log, the
// projector and the executor must outlive it.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"

namespace htq {

class Past {
 public:
  Past(const EventLog& log, const Projector& projector, Executor& executor)
      : log_(log), projector_(projector), executor_(executor) {}

  using Answer = Result<std::shared_ptr<const RowView>>;
  /// The projection must be one of ours, and the rows hold `position`. `done` is called once: at once with a
  /// fault of kind overloaded if as many wait as may, otherwise on the executor.
  void view(std::string projection, Position position, std::move_only_function<void(Answer)> done);

 private:
  struct Kept {
    std::string projection;
    Position position;
    std::shared_ptr<const RowView> view;
  };
  Answer build(const std::string& projection, Position position);

  static constexpr std::size_t kMostKept = 4;
  static constexpr std::size_t kMostWaiting = 16;  // each may have to read the log from its beginning
  const EventLog& log_;
  const Projector& projector_;
  Executor& executor_;
  std::atomic<std::size_t> waiting_ = 0;
  std::list<Kept> kept_;  // the executor's thread alone; most recently used first
};

}  // namespace htq

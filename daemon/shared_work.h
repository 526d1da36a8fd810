// Pieces of work that threads share: whoever is free takes the next, so that none waits while another has
// more to do.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "projections/fault.h"

namespace htq {

class SharedWork {
 public:
  using Piece = std::move_only_function<Result<>()>;

  /// Any thread.
  void add(Piece piece) {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(std::move(piece));
  }

  /// Does pieces until all that were added are taken, or one fails: what another thread took may go on.
  /// Several threads at once.
  Result<> take_part() {
    while (auto piece = next()) HTQ_TRY(piece());
    return {};
  }

 private:
  Piece next() {
    const std::lock_guard lock(mutex_);
    if (pieces_.empty()) return {};
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    return piece;
  }

  std::mutex mutex_;
  std::deque<Piece> pieces_;
};

}  // namespace htq

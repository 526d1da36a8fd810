// All executors of a simulated daemon on one thread: which of them runs next is drawn from the seed.
#pragma once

#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "daemon/executor.h"

namespace htq::simulation {

using Dice = std::mt19937_64;

/// A number from 0 to below - 1. (std::uniform_int_distribution differs between libraries: a seed would not
/// repeat.)
inline std::uint64_t roll(Dice& dice, std::uint64_t below) {
  return dice() % below;
}

/// Does at once what is posted: for work that its poster waits for, and no executor to anyone else.
class AtOnce final : public Executor {
 public:
  void post(Work work) override { work(); }
};

class Scheduler {
 public:
  explicit Scheduler(Dice& dice) : dice_(dice) {}

  class Lane final : public Executor {
   public:
    void post(Work work) override { work_.push_back(std::move(work)); }

   private:
    friend class Scheduler;
    std::deque<Work> work_;
  };

  Lane& add_lane() {
    lanes_.push_back(std::make_unique<Lane>());
    return *lanes_.back();
  }

  /// Runs one piece of work of a lane that has some; false if none has.
  bool run_one() {
    std::vector<Lane*> busy;
    for (const auto& lane : lanes_)
      if (!lane->work_.empty()) busy.push_back(lane.get());
    if (busy.empty()) return false;
    Lane& lane = *busy[roll(dice_, busy.size())];
    Work work = std::move(lane.work_.front());
    lane.work_.pop_front();
    work();
    return true;
  }

  void run_all() {
    while (run_one()) {
    }
  }

  /// A crash: what was posted never runs.
  void forget() {
    for (const auto& lane : lanes_) lane->work_.clear();
  }

 private:
  Dice& dice_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace htq::simulation

// An executor that a test runs by hand.
#pragma once

#include <deque>
#include <utility>

#include "daemon/executor.h"

namespace htq::tests {

/// Runs what is posted when it is told to.
class Postponed final : public Executor {
 public:
  void post(Work work) override { work_.push_back(std::move(work)); }
  void run_all() {
    while (!work_.empty()) {
      Work work = std::move(work_.front());
      work_.pop_front();
      work();
    }
  }

 private:
  std::deque<Work> work_;
};

}  // namespace htq::tests

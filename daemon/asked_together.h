// Questions that one look answers, however many ask. Who asks while a look is under way gets the next one, so
// that no answer is older than its question. On a thread of its own: a look may take its time, and nobody
// else waits for it.
//
// Any thread asks. The destructor waits until everyone who asked has been answered.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "daemon/executor.h"

namespace htq {

template <typename Answer>
class AskedTogether {
 public:
  using Answering = std::move_only_function<void(Answer)>;

  AskedTogether(std::string thread, std::function<Answer()> look)
      : look_(std::move(look)), executor_(std::move(thread)) {}

  /// `answering` is called once, on the thread that looks.
  void ask(Answering answering) {
    const std::lock_guard lock(mutex_);
    asking_.push_back(std::move(answering));
    if (asking_.size() == 1) executor_.post([this] { answer(); });
  }

 private:
  void answer() {
    std::vector<Answering> asking;
    {
      const std::lock_guard lock(mutex_);
      asking.swap(asking_);
    }
    const Answer found = look_();
    for (Answering& answering : asking) answering(found);
  }

  const std::function<Answer()> look_;
  std::mutex mutex_;
  std::vector<Answering> asking_;
  ThreadExecutor executor_;  // last: it ends before what it works on
};

}  // namespace htq

#include "daemon/executor.h"

#include <pthread.h>

namespace htq {

ThreadExecutor::ThreadExecutor(std::string name) : thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
}

ThreadExecutor::~ThreadExecutor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ThreadExecutor::post(Work work) {
  bool was_idle = false;
  {
    const std::lock_guard lock(mutex_);
    was_idle = posted_.empty();
    posted_.push_back(std::move(work));
  }
  if (was_idle) wake_.notify_one();
}

void ThreadExecutor::run() {
  std::vector<Work> batch;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !posted_.empty(); });
      if (posted_.empty()) return;
      batch.swap(posted_);
    }
    for (Work& work : batch) work();
    batch.clear();
  }
}

}  // namespace htq

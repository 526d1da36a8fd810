// Where work runs, handed in. Work posted to one executor runs one piece at a time, in the order it was posted.
// Production gives each executor a thread; simulation runs all of them on one, in an order drawn from the seed.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace htq {

using Work = std::move_only_function<void()>;

class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(Work work) = 0;  // any thread; never runs `work` before it returns
};

/// One thread of its own. The destructor runs what is still posted, then joins.
class ThreadExecutor final : public Executor {
 public:
  explicit ThreadExecutor(std::string name);
  ~ThreadExecutor() override;
  ThreadExecutor(const ThreadExecutor&) = delete;
  ThreadExecutor& operator=(const ThreadExecutor&) = delete;

  void post(Work work) override;

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Work> posted_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace htq

#include "daemon/executor.h"

#include "daemon/http/loop.h"
#include "tests/daemon/executor_conformance.h"
#include "tests/simulation/scheduler.h"
#include "tests/support/postponed.h"

namespace htq {
namespace {

template <typename Threaded>
struct ThreadedWorld : Threaded {
  static constexpr bool kAnyThread = true;
  Executor& executor() { return this->executor_; }
  void run_all() { wait_until_idle(this->executor_); }
};

struct OfAThread {
  ThreadExecutor executor_{"test"};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Thread, ExecutorConformance, ThreadedWorld<OfAThread>);

struct OfTheLoop {
  http::Loop executor_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Loop, ExecutorConformance, ThreadedWorld<OfTheLoop>);

struct PostponedWorld {
  static constexpr bool kAnyThread = false;
  Executor& executor() { return executor_; }
  void run_all() { executor_.run_all(); }

  tests::Postponed executor_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postponed, ExecutorConformance, PostponedWorld);

/// One lane of two: the other's work is drawn in between.
struct SimulatedWorld {
  static constexpr bool kAnyThread = false;
  Executor& executor() {
    beside_.post([] {});
    return lane_;
  }
  void run_all() { scheduler_.run_all(); }

  simulation::Dice dice_{1};
  simulation::Scheduler scheduler_{dice_};
  simulation::Scheduler::Lane& beside_ = scheduler_.add_lane();
  simulation::Scheduler::Lane& lane_ = scheduler_.add_lane();
};
INSTANTIATE_TYPED_TEST_SUITE_P(Simulated, ExecutorConformance, SimulatedWorld);

TEST(ThreadExecutor, RunsWhatIsStillPostedBeforeItEnds) {
  int ran = 0;
  {
    ThreadExecutor executor("test");
    executor.post([&] {
      for (int number = 0; number < 100; ++number) executor.post([&ran] { ++ran; });
    });
  }
  EXPECT_EQ(ran, 100);
}

TEST(Scheduler, ACrashForgetsWhatWasPosted) {
  simulation::Dice dice(1);
  simulation::Scheduler scheduler(dice);
  int ran = 0;
  scheduler.add_lane().post([&ran] { ++ran; });
  scheduler.forget();
  scheduler.run_all();
  EXPECT_EQ(ran, 0);
}

}  // namespace
}  // namespace htq

// What every implementation of Executor must do. Instantiate with a World:
//
//   struct World {
//     Executor& executor();
//     void run_all();  // returns when everything that was posted has run
//     static constexpr bool kAnyThread;  // whether other threads may post; a test's own executors are of one
//   };
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "daemon/executor.h"

namespace htq {

template <typename World>
class ExecutorConformance : public testing::Test {
 protected:
  void post(Work work) { world_.executor().post(std::move(work)); }
  void run_all() { world_.run_all(); }

  World world_;
};

TYPED_TEST_SUITE_P(ExecutorConformance);

TYPED_TEST_P(ExecutorConformance, WorkRunsInTheOrderInWhichItWasPosted) {
  std::vector<int> ran;
  std::vector<int> posted;
  for (int number = 0; number < 1000; ++number) {
    posted.push_back(number);
    this->post([&ran, number] { ran.push_back(number); });
  }
  this->run_all();
  EXPECT_EQ(ran, posted);
}

TYPED_TEST_P(ExecutorConformance, WhatWorkPostsRunsAfterItAndAfterWhatWaits) {
  std::vector<std::string> ran;
  this->post([&] {
    // What waits is posted from within as well, so that nothing has run it before.
    this->post([&] { ran.push_back("waits"); });
    this->post([&] {
      this->post([&] { ran.push_back("of the second"); });
      ran.push_back("second");
    });
    ran.push_back("first");
  });
  this->run_all();
  EXPECT_THAT(ran, testing::ElementsAre("first", "waits", "second", "of the second"));
}

TYPED_TEST_P(ExecutorConformance, WorkIsLetGoOfWhenItHasRun) {
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> watched = held;
  this->post([held = std::move(held)] {});
  this->run_all();
  EXPECT_TRUE(watched.expired());
}

TYPED_TEST_P(ExecutorConformance, OfSeveralThreadsEachKeepsItsOrderAndOnePieceRunsAtATime) {
  if constexpr (TypeParam::kAnyThread) {
    constexpr int kThreads = 4;
    constexpr int kEach = 2'000;
    std::vector<std::vector<int>> ran(kThreads);
    std::atomic<int> running = 0;
    std::atomic<int> together = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        for (int number = 0; number < kEach; ++number)
          this->post([&, thread, number] {
            together += running.fetch_add(1);
            ran[static_cast<std::size_t>(thread)].push_back(number);
            running.fetch_sub(1);
          });
      });
    for (std::thread& thread : threads) thread.join();
    this->run_all();
    EXPECT_EQ(together, 0);
    for (const std::vector<int>& of_one : ran) {
      EXPECT_EQ(of_one.size(), static_cast<std::size_t>(kEach));
      EXPECT_TRUE(std::ranges::is_sorted(of_one));
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(ExecutorConformance, WorkRunsInTheOrderInWhichItWasPosted,
                            WhatWorkPostsRunsAfterItAndAfterWhatWaits, WorkIsLetGoOfWhenItHasRun,
                            OfSeveralThreadsEachKeepsItsOrderAndOnePieceRunsAtATime);

/// For executors with a thread of their own: what was posted has run, and what that posted, to a depth of
/// three.
inline void wait_until_idle(Executor& executor) {
  for (int depth = 0; depth < 4; ++depth) {
    std::promise<void> ran;
    const std::future<void> has_run = ran.get_future();
    executor.post([ran = std::move(ran)]() mutable { ran.set_value(); });
    has_run.wait();
  }
}

}  // namespace htq

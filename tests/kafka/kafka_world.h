// Logs on the brokers that HTQ_KAFKA names, each on a topic of its own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "daemon/log/kafka_log.h"

namespace htq {

inline std::string brokers() {
  const char* servers = std::getenv("HTQ_KAFKA");
  return servers == nullptr ? "" : servers;
}

/// A name that no other test, and no other run, has.
inline std::string new_topic() {
  static int count = 0;
  return "htq.test-" + std::to_string(::getpid()) + "-" + std::to_string(++count) + ".log.v1";
}

inline KafkaLogOptions kafka_log(const std::filesystem::path& directory, const std::string& topic,
                                 const std::string& member = "one") {
  KafkaLogOptions options{.directory = directory,
                          .kafka = {.bootstrap_servers = brokers(), .topic = topic, .member = member},
                          .cache_bytes = 1 << 20,
                          .write_buffer_bytes = 1 << 20};
  return options;
}

/// What happened, and when: told with a failure alone.
class Tale {
 public:
  void note(const std::string& line) {
    const std::lock_guard lock(mutex_);
    const auto since = std::chrono::steady_clock::now() - begun_;
    lines_.push_back(std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(since).count()) +
                     " ms  " + line);
    if (lines_.size() > kMostLines) lines_.pop_front();
  }
  std::string told() const {
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const std::string& line : lines_) text += "\n  " + line;
    return text;
  }

 private:
  static constexpr std::size_t kMostLines = 400;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::deque<std::string> lines_;
};

/// A log that takes part in the election, and what it was told of it.
class Daemon {
 public:
  explicit Daemon(KafkaLogOptions options) {
    options.kafka.debug = "cgrp,eos";
    options.kafka.say = [tale = tale_](int, const std::string& line) { tale->note(line); };
    auto opened = KafkaLog::open(options);
    if (!opened) {
      ADD_FAILURE() << opened.error().what;
      std::abort();
    }
    log_ = std::move(*opened);
    const auto begun = log_->begin(
        {.on_elected =
             [this] {
               const std::lock_guard lock(mutex_);
               ++elected_;
               changed_.notify_all();
             },
         .on_lost =
             [this](const Fault& why) {
               tale_->note("its turn is over: " + why.what);
               const std::lock_guard lock(mutex_);
               ++lost_;
               changed_.notify_all();
             },
         .on_not_taken_over = [this](const Fault& why) { tale_->note("chosen, but: " + why.what); }});
    EXPECT_TRUE(begun);
  }
  ~Daemon() { log_.reset(); }

  KafkaLog& log() { return *log_; }

  /// Whether it has become the writer `times` times by now, or within the time that an election takes.
  testing::AssertionResult is_elected(int times = 1) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, std::chrono::seconds(30), [&] { return elected_ >= times; }))
      return testing::AssertionSuccess();
    const auto stopped = log_->stopped();
    return testing::AssertionFailure() << "elected " << elected_ << " times in 30 seconds"
                                       << (stopped ? "; stopped: " + stopped->what : "") << tale_->told();
  }
  bool has_lost() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return lost_ > 0; });
  }
  int elections() {
    const std::lock_guard lock(mutex_);
    return elected_;
  }

  /// Begins an append where the log ends, as it stands here.
  std::future<Result<>> begin_append(std::vector<std::string> records) {
    auto done = std::make_shared<std::promise<Result<>>>();
    auto result = done->get_future();
    log_->append(
        std::make_shared<const Batch>(Batch{.first = log_->end().next(), .records = std::move(records)}),
        [done](Result<> outcome) { done->set_value(std::move(outcome)); });
    return result;
  }
  Result<> append(std::vector<std::string> records) { return begin_append(std::move(records)).get(); }

  /// Waits until its copy holds the position.
  bool has(Position position) {
    std::promise<void> reached;
    bool told = false;
    const auto following = log_->follow([&](const SharedBatch& batch) {
      if (batch->last() >= position && !std::exchange(told, true)) reached.set_value();
    });
    if (log_->end() >= position) return true;
    return reached.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready;
  }

 private:
  const std::shared_ptr<Tale> tale_ = std::make_shared<Tale>();
  std::mutex mutex_;
  std::condition_variable changed_;
  int elected_ = 0;
  int lost_ = 0;
  std::unique_ptr<KafkaLog> log_;
};

}  // namespace htq

// Notices that what is to be recorded gets nowhere: a write or a sync that hangs, a writer that is stuck.
// Sends a sign through the whole way of a command, again and again, also when nobody sends one; see pulse.h.
//
// A thread of its own, since all others may be held up by the same disk, the main one included: it reads the
// tokens and waits for the others at the stop. What it tells is told on that thread; what it was handed must
// outlive it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "daemon/executor.h"
#include "daemon/pulse.h"

namespace htq {

class Watchdog {
 public:
  struct Options {
    std::chrono::milliseconds stall_after;
    std::chrono::milliseconds every;  // between two signs, and between two looks
    /// Sends a sign: calls `arrived` once, on any thread, when it has come through. Must not wait for
    /// anything.
    std::function<void(Work arrived)> send;
    std::function<void()> on_beat;  // a sign has come through
    std::function<void(std::chrono::milliseconds)> on_stalled;
    std::function<void()> on_going_on;  // after on_stalled
    std::function<void()> on_lost;      // it stays stalled, or the stop gets nowhere: ends the process
  };

  explicit Watchdog(Options options);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// What is watched is being taken down: no sign is sent from now on, and all of it counts as one that is
  /// under way until the watchdog is destroyed.
  void closing();

 private:
  void run();

  const Options options_;
  Pulse pulse_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool under_way_ = false;
  bool arrived_ = false;
  bool closing_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace htq

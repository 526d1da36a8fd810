#include "daemon/watchdog.h"

#include <pthread.h>

#include <utility>

namespace htq {

Watchdog::Watchdog(Options options)
    : options_(std::move(options)),
      pulse_(options_.stall_after, 2 * options_.every),
      thread_([this] { run(); }) {
  pthread_setname_np(thread_.native_handle(), "watchdog");
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::closing() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  // A sign that is under way since long is what the stop will wait for, too: its time goes on counting.
  if (!under_way_ || arrived_) pulse_.sent(std::chrono::steady_clock::now());
  under_way_ = true;
  arrived_ = false;
}

void Watchdog::run() {
  bool is_stalled = false;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (arrived_ && !closing_) {
      arrived_ = under_way_ = false;
      lock.unlock();
      if (std::exchange(is_stalled, false)) options_.on_going_on();
      options_.on_beat();
      lock.lock();
    }
    if (!under_way_ && !closing_) {
      under_way_ = true;
      pulse_.sent(std::chrono::steady_clock::now());
      // Under the lock, so that after closing() nothing is sent through what is being taken down.
      options_.send([this] {
        const std::lock_guard arriving(mutex_);
        arrived_ = true;
        wake_.notify_one();
      });
    }
    // A sign that comes through ends the wait early only while it is waited for.
    wake_.wait_for(lock, options_.every, [&] { return stopping_ || (is_stalled && arrived_ && !closing_); });
    if (stopping_ || (arrived_ && !closing_)) continue;
    const Pulse::State state = pulse_.look(std::chrono::steady_clock::now());
    if (state == Pulse::State::beating) continue;
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(pulse_.under_way());
    lock.unlock();
    if (state == Pulse::State::lost)
      options_.on_lost();
    else if (!std::exchange(is_stalled, true))
      options_.on_stalled(since);
    lock.lock();
  }
}

}  // namespace htq

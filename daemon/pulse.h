// Whether something that takes signs one after the other still gets anywhere: one sign at a time is sent
// through it, and how long that is under way says how it stands. A value without clock or thread: the caller
// looks, at instants of its own.
#pragma once

#include <algorithm>
#include <chrono>

namespace htq {

class Pulse {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::steady_clock::duration;

  enum class State {
    beating,
    stalled,  // a sign has been under way for `stall_after`
    lost,     // for twice as long
  };

  /// `longest_step`: what passes between two looks counts for no more. A machine that was suspended, or a
  /// process that was stopped, says nothing about what is watched: that did not run either.
  Pulse(Span stall_after, Span longest_step) : stall_after_(stall_after), longest_step_(longest_step) {}

  void sent(Time now) {
    looked_ = now;
    under_way_ = {};
  }

  /// While a sign is under way.
  State look(Time now) {
    under_way_ += std::clamp(now - looked_, Span::zero(), longest_step_);
    looked_ = now;
    if (under_way_ >= 2 * stall_after_) return State::lost;
    return under_way_ >= stall_after_ ? State::stalled : State::beating;
  }

  Span under_way() const { return under_way_; }

 private:
  Span stall_after_;
  Span longest_step_;
  Time looked_;
  Span under_way_{};
};

}  // namespace htq

// How long a publisher that was fenced leaves the streams to whoever fenced it. Two that both hold themselves
// for the one publisher of an office would take the streams from one another every second. So each that is
// fenced soon after it had begun stays away twice as long as the time before.
//
// One thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace htq {

class Yielding {
 public:
  using Span = std::chrono::milliseconds;

  static constexpr Span kFirst = std::chrono::seconds(1);
  static constexpr Span kLongest = std::chrono::minutes(5);
  static constexpr Span kUndisturbed = std::chrono::minutes(10);

  /// It was fenced, and had published for so long: how long it stays away.
  Span after(Span held) {
    if (held >= kUndisturbed) next_ = kFirst;
    return std::exchange(next_, std::min(2 * next_, kLongest));
  }
  /// Another one is meant to publish now: what was is no sign of what comes.
  void forget() { next_ = kFirst; }

 private:
  Span next_ = kFirst;
};

}  // namespace htq

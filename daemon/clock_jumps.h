// Whether the machine's clock can be believed. How far it has gone is compared with a clock that nobody sets,
// which counts also while the machine is suspended. If it has gone far further, as one does that was set
// wrong or read wrong once, it is not believed until it has come back, or has stayed so for a while: then it
// was wrong before. Meanwhile nothing falls due and nothing is disposed of: neither could be taken back.
//
// What it stood at when the process began is believed: nobody knows how long the machine was off.
//
// Any thread. Both clocks are handed in; the machine's outlives it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "daemon/clock.h"
#include "domain/instant.h"

namespace htq {

/// How long the machine has been on.
Duration machine_has_been_on();

class ClockJumps {
 public:
  enum class News { jumped, came_back, stayed };
  struct Told {
    News news;
    Instant expected;  // by the other clock
    Instant now;
  };
  struct Options {
    std::function<Duration()> has_been_on = machine_has_been_on;
    std::function<void(const Told&)> on_news{};  // on the thread that asked
  };

  /// Further than people or a time server correct a clock that was nearly right.
  static constexpr Duration kFarthest = std::chrono::minutes(10);
  static constexpr Duration kStays = std::chrono::minutes(10);

  ClockJumps(const Clock& clock, Options options) : clock_(clock), options_(std::move(options)) {}

  /// What the clock says, if it can be believed. To be asked now and then, whether anything is due or not.
  std::optional<Instant> now();
  /// How often it has jumped.
  std::uint64_t count() const;
  bool is_in_doubt() const;

 private:
  /// Takes note of it, and says what is new. Holding mutex_.
  std::optional<Told> look(Instant now);

  const Clock& clock_;
  const Options options_;
  mutable std::mutex mutex_;
  std::optional<Duration> believed_;  // the clock's lead over the other one
  Duration jumped_to_{};              // the same, since then:
  std::optional<Duration> since_;     // it is in doubt
  std::uint64_t count_ = 0;
};

}  // namespace htq

// Publishes what is recorded to other systems, each record once and in order, from whichever log: a
// projection whose rows are messages of Kafka. Its position stands with the brokers, in the transaction of
// what it published. Of an office one publishes at a time: who takes over fences the one before, and goes on
// behind what that one published. A daemon of another log fences nobody, and whoever is fenced stays away for
// a while (yielding.h), longer each time.
//
// It has a thread of its own, and nobody waits for it: brokers that are slow or away hold back nothing but
// what is published. What is not durable here, or not in the rows, is not published yet.
//
// Everything handed in must outlive it; the destructor ends the thread, after what it has under way with the
// brokers (log.kafka.transaction_timeout_ms at most).
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "daemon/doors/viewer.h"
#include "daemon/publish/kafka_outbox.h"

namespace htq {

class Publisher {
 public:
  /// `may_publish`: whether this daemon is the one that writes, where several share a log.
  Publisher(const Doors& doors, KafkaSettings settings, std::function<bool()> may_publish);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  struct Standing {
    bool publishes = false;           // this daemon, at this moment
    std::optional<Position> reached;  // everything up to here is published; nothing: not known here
    std::uint64_t public_events = 0;
    std::string trouble;  // why it does not get on; empty: it does
  };
  Standing standing() const;  // any thread

 private:
  struct Woken;
  struct Stretch {
    std::vector<CloudEvent> events;
    Mark mark;
  };

  /// How the time as the one publisher went.
  struct Turn {
    std::chrono::steady_clock::time_point began{};
    bool was_fenced = false;
  };

  void run();
  Result<> publish(Turn& turn);
  /// What was published must be of this log.
  Result<> check(const KafkaResult<std::optional<Mark>>& found) const;
  Fault ended_by(const KafkaError& error, Turn& turn) const;
  Result<Stretch> next_stretch(const Mark& from) const;
  bool is_wanted() const;
  void wait_for_news(Position after);
  void note(const std::optional<Mark>& mark, bool publishes);
  void note_trouble(const Fault& why);
  void forget_the_reached();

  const Doors& doors_;
  const KafkaSettings settings_;
  const std::function<bool()> may_publish_;
  const CloudEvents making_;
  const std::shared_ptr<Woken> woken_;

  mutable std::mutex mutex_;
  Standing standing_;
  std::thread thread_;
};

}  // namespace htq

// Why the topic of a log is not read on, if it is not. What brokers do not allow is trouble at once: somebody
// must act. Any other error is, once nothing has been read for so long: brokers that are away come back. It
// is over when something is read again, if it be the end of the topic.
//
// librdkafka says of some errors once that they are there and never that they are over, and of the end once
// that it is reached. So whoever reads asks anew as long as there is an error.
//
// One thread. `now` is handed in.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/log/kafka_trouble.h"

namespace htq {

class ReadTrouble {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// So long an error may last that passes by itself.
  static constexpr auto kPassesWithin = std::chrono::seconds(10);
  static constexpr auto kBetweenQuestions = std::chrono::seconds(2);

  void failed(KafkaError error, Time now);
  void went_on() { error_.reset(); }

  /// Whether to ask the brokers anew; at most once in a while.
  bool asks_anew(Time now);
  std::optional<Fault> standing(Time now) const;

 private:
  std::optional<KafkaError> error_;  // the last
  Time since_;
  Time asked_at_;
};

}  // namespace htq

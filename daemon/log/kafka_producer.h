// The one writer's way into the topic: a transactional producer, whose transactional id is the log's, so that
// the brokers take nothing more from the one before it. After any error it is of no further use: the next one
// settles what this one had under way.
//
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "daemon/log/event_log.h"
#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_trouble.h"

namespace htq {

class KafkaProducer {
 public:
  static Result<std::unique_ptr<KafkaProducer>> make(const KafkaSettings& settings);
  ~KafkaProducer();
  KafkaProducer(const KafkaProducer&) = delete;
  KafkaProducer& operator=(const KafkaProducer&) = delete;

  /// Fences whoever was before, and completes or aborts what that one had under way. Tries again while
  /// `is_wanted`.
  KafkaResult<> take_over(const std::function<bool()>& is_wanted);

  /// One transaction. No error: committed.
  KafkaResult<> append(const Batch& batch, std::uint64_t term);

 private:
  KafkaProducer() = default;
  KafkaResult<> produce(const Batch& batch, std::uint64_t term);

  std::string topic_;
  KafkaOpaque opaque_;
  KafkaClient client_;
};

}  // namespace htq

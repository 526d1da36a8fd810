// The one writer's way into a topic: a transactional producer, whose transactional id is the topic's, so that
// the brokers take nothing more from the one before it. After any error it is of no further use: the next one
// settles what this one had under way.
//
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "daemon/log/event_log.h"
#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_trouble.h"

namespace htq {

/// A key and a value; no value: the key's last one is to be forgotten.
struct KafkaOutgoing {
  std::string key;
  std::optional<std::string> value;
};

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
  /// The same, of messages that are no records.
  KafkaResult<> send(std::span<const KafkaOutgoing> messages);

 private:
  KafkaProducer() = default;
  KafkaResult<> in_one_transaction(const std::function<KafkaResult<>()>& produce);
  KafkaResult<> produce(const Batch& batch, std::uint64_t term);

  std::string topic_;
  KafkaOpaque opaque_;
  KafkaClient client_;
};

}  // namespace htq

// Reads the topic of a log from where the local copy ends, and decides what of it is the log. Every daemon
// decides the same, since it looks at nothing but what came before:
//
//   of an earlier term than the last record's      ignored: its writer had been replaced
//   at a position that is taken                    ignored: its writer had not seen what took it
//   the next position, and follows by its hash     accepted, stored, told
//   anything else                                  the topic has lost something: a fault, and no further
//   record
//
// So that no reader depends on what brokers do with a transaction that comes too late. The copy is written
// without a sync: what a crash takes from it is read again.
//
// Threads: open, read_to_end, step and trouble by one thread at a time; high_watermark and reached from any.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/log/event_log.h"
#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_message.h"
#include "daemon/log/kafka_trouble.h"
#include "daemon/log/read_trouble.h"
#include "daemon/log/record_store.h"
#include "daemon/log/recovery.h"

namespace htq {

class KafkaReader {
 public:
  struct Events {
    std::function<void(const SharedBatch&, std::uint64_t term)> on_batch;  // accepted and stored
    std::function<void(Position first, std::uint64_t term)> on_ignored;
  };

  /// Without a copy everything is read from the beginning, and kept by nobody but `events`.
  /// A fault of kind corrupted: the copy holds what the topic does not, or the topic has lost its beginning.
  static Result<std::unique_ptr<KafkaReader>> open(const KafkaSettings& settings, RecordStore* copy,
                                                   TailCheck check, Events events);
  ~KafkaReader();
  KafkaReader(const KafkaReader&) = delete;
  KafkaReader& operator=(const KafkaReader&) = delete;

  /// Takes what has come, waiting a moment for the first of it.
  Result<> step();
  /// Why nothing comes, if that lasts or somebody must mend it: it goes on by itself when that is over.
  std::optional<Fault> trouble() const { return trouble_.standing(std::chrono::steady_clock::now()); }
  /// Until everything is read that was in the topic when it was called. `goes_on` is asked now and then; no ends it
  /// with a fault of kind unavailable.
  Result<> read_to_end(const std::function<bool(Position)>& goes_on);

  /// The offset that the next record would have as the brokers know it; behind an open transaction, its
  /// begin. Whoever led may be gone, and who leads now found out about only after a try that fails.
  KafkaResult<std::int64_t> high_watermark(std::chrono::milliseconds within) const;
  /// Everything below this offset has been looked at.
  std::int64_t reached() const { return reached_.load(std::memory_order_acquire); }

  Position end() const { return {end_.load(std::memory_order_acquire)}; }
  std::uint64_t term() const { return term_.load(std::memory_order_acquire); }

 private:
  struct TopicEnd {
    void operator()(rd_kafka_topic_t* topic) const {
      rd_kafka_consume_stop(topic, 0);
      rd_kafka_topic_destroy(topic);
    }
  };

  KafkaReader(const KafkaSettings& settings, RecordStore* copy, TailCheck check, Events events);
  Result<> begin();
  Result<> take(const rd_kafka_message_t& message);
  Result<> take_error(const rd_kafka_message_t& message);
  void ask_anew();
  Result<> compare_with_copy(const rd_kafka_message_t& message);
  Result<> decide(std::uint64_t term, std::int64_t offset);

  const KafkaSettings settings_;
  RecordStore* copy_;
  const TailCheck check_;
  const Events events_;

  std::atomic<std::uint64_t> end_{0};
  std::atomic<std::uint64_t> term_{0};
  std::atomic<std::int64_t> reached_{0};
  std::string last_record_;       // at end_
  bool is_compared_ = false;      // the copy's last record with the one in the topic
  std::shared_ptr<Batch> batch_;  // as far as it has come
  Position batch_last_;
  ReadTrouble trouble_;

  KafkaOpaque opaque_;
  KafkaClient client_;
  std::unique_ptr<rd_kafka_topic_t, TopicEnd> topic_;  // goes before its client
};

}  // namespace htq

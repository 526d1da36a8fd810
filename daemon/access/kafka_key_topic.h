// The topic in which the daemons of one office keep the keys of persons: htq.OFFICE.keys.v1, one partition,
// compacted. What is in it everyone reads to its end and follows, in memory alone, so that a key that is
// destroyed lies on no daemon's disk.
//
//   message key   number of the key, 8 bytes, highest first; 0: the office's own key; all ones: no key, a
//                 message that lets brokers close a segment, without a value
//   value         mark of the master key (8 bytes) and the wrapped key (80, wrapped_key.h);
//                 or the mark of a key that was destroyed (8 bytes)
//
// A destroyed key is written over and not deleted: a deletion is forgotten some time after the key, and then
// nothing would tell a destroyed key from one that is lost. Example: key 3 is 00…03 → 88 bytes, then 00…03 →
// 8.
//
// Brokers forget the older of two messages within `kept_at_most` of the newer one, if the topic is written to
// now and then (let_segments_close) and they all run: only closed segments are compacted, and one is closed
// by the next message.
//
// One writes (the topic is its transactional id): whoever takes over fences the one before and reads all of
// it first, so that no number is ever given to two keys. Threads: any; writing waits for the brokers.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/access/wrapped_key.h"
#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_producer.h"
#include "daemon/log/kafka_trouble.h"

namespace htq {

/// From the destruction of a key until no broker holds it any more.
inline constexpr auto kDestroyedKeysAreGoneWithin = std::chrono::hours(2);
inline constexpr std::uint64_t kOfficeKeyNumber = 0;

struct KeyInTopic {
  enum class Is : std::uint8_t { never_made, wrapped, destroyed };

  Is is = Is::never_made;
  std::string master;  // mark of the master key it is wrapped with
  std::string slot;    // the wrapped key; of a destroyed one its mark

  std::string_view mark() const { return std::string_view(slot).substr(0, kKeyMarkBytes); }
};

class KafkaKeyTopic {
 public:
  using Changes = std::vector<std::pair<std::uint64_t, KeyInTopic>>;
  using StillWanted = std::function<bool()>;

  /// Makes or checks the topic (`settings.topic`) and reads it to its end. `master`: mark of the master key
  /// that everything must be under; empty: any.
  static Result<std::unique_ptr<KafkaKeyTopic>> open(const KafkaSettings& settings, std::string master = "");
  ~KafkaKeyTopic();
  KafkaKeyTopic(const KafkaKeyTopic&) = delete;
  KafkaKeyTopic& operator=(const KafkaKeyTopic&) = delete;

  KeyInTopic at(std::uint64_t number) const;
  /// Above every number that is there; 1 at least.
  std::uint64_t end() const;

  /// Fences whoever wrote before, and reads what is there. A fault of kind unavailable if that takes longer
  /// than `patience`, or is not wanted any more.
  Result<> take_over(std::chrono::milliseconds patience, const StillWanted& is_wanted);
  /// Makes what `work_out` asks for durable, in one transaction, and returns when it has been read back.
  /// It is asked again after each error, by what is there then. Takes over by itself, if need be.
  Result<> write(const std::function<Changes()>& work_out, std::chrono::milliseconds patience,
                 const StillWanted& is_wanted);
  /// Lets brokers compact what came before: by the one that writes, more often than each half an hour.
  Result<> let_segments_close(std::chrono::milliseconds patience, const StillWanted& is_wanted);
  /// Rises with each destroyed key that was read.
  std::uint64_t destructions() const { return destructions_; }
  /// Why it follows the topic no more, if it does not.
  std::optional<Fault> stopped() const;

 private:
  using Until = std::chrono::steady_clock::time_point;
  struct TopicEnd {
    void operator()(rd_kafka_topic_t* topic) const {
      rd_kafka_consume_stop(topic, 0);
      rd_kafka_topic_destroy(topic);
    }
  };
  struct Place {
    KeyInTopic::Is is = KeyInTopic::Is::never_made;
    std::array<char, kMasterMarkBytes> master{};
    std::array<char, kWrappedKeyBytes> slot{};
  };

  KafkaKeyTopic(const KafkaSettings& settings, std::string master)
      : settings_(settings), master_(std::move(master)) {}
  Result<> begin();
  Result<> is_under_the_master_key(std::uint64_t number) const;
  void follow();
  Result<> step();
  Result<> take(const rd_kafka_message_t& message);
  Result<> put(std::uint64_t number, std::string_view value);
  bool holds(const std::pair<std::uint64_t, KeyInTopic>& change) const;
  KafkaResult<> become_the_writer(Until until, const StillWanted& is_wanted);
  Result<> try_until(const std::function<KafkaResult<>()>& send, Until until, const StillWanted& is_wanted);
  bool waits_until(Until until, const std::function<bool()>& holds);

  const KafkaSettings settings_;
  const std::string master_;
  bool is_read_ = false;  // to its end, once
  mutable std::shared_mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Place> places_;  // by number
  std::optional<Fault> stopped_;
  std::atomic<std::uint64_t> destructions_{0};
  std::atomic<std::int64_t> reached_{0};  // everything below this offset has been looked at

  std::mutex writing_;
  std::unique_ptr<KafkaProducer> producer_;  // of the one that writes

  KafkaOpaque opaque_;
  KafkaClient client_;
  std::unique_ptr<rd_kafka_topic_t, TopicEnd> topic_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

/// htq.OFFICE.keys.v1 beside htq.OFFICE.log.v1.
KafkaSettings beside_the_log(const KafkaSettings& log);

}  // namespace htq

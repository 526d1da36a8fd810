// Which daemon should write: a consumer group over the log's one partition, which the brokers give to one of
// its members and take from one that is silent. This only proposes: what keeps two from writing is the
// producer (kafka_producer.h), so that a member that has not heard yet appends nothing. But what it answers
// without an append, a refusal, it answers from a state that is out of date: so a member that has heard
// nothing from the group for a session's time takes itself for replaced, as the group does.
//
// The member that shares out asks one broker how many partitions the topic has, and one that has not heard of
// a new topic yet says none: then nobody is chosen, and librdkafka, which knows the topic by now, sees no
// reason to share out again. So who is given nothing at its start asks again, twice: of the member that
// shares out brokers take that for a reason, of others not.
//
// Membership is static: a daemon that starts again within the session's time is the one it was. On a thread
// of its own, on which `on_word` is called, too.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/log/kafka_client.h"
#include "projections/fault.h"

namespace htq {

class KafkaElection {
 public:
  enum class Word {
    chosen,
    not_chosen,
    none,  // for a session's time: somebody else may be chosen by now. Told again as long as that lasts
  };
  struct Events {
    std::function<void(Word)> on_word;
    std::function<void(Fault)> on_broken;  // it can take part no more
  };

  static Result<std::unique_ptr<KafkaElection>> make(const KafkaSettings& settings, Events events);
  ~KafkaElection();
  KafkaElection(const KafkaElection&) = delete;
  KafkaElection& operator=(const KafkaElection&) = delete;

  /// Joins the group. Once.
  Result<> join();
  /// When it returns, nothing is called any more. A static member keeps its place until the session's time is
  /// over.
  void leave();
  /// Asks the brokers for the names that the group's members go by; none if no broker answers in time, which
  /// is some seconds. Any thread but the election's own, which must hear from the group meanwhile.
  std::vector<std::string> members() const;
  /// Asks the group anew: on_word is called with what it says. Any thread.
  void ask_again() { asks_again_ = true; }

 private:
  KafkaElection(const KafkaSettings& settings, Events events)
      : events_(std::move(events)), topic_(settings.topic), session_(settings.session_timeout) {}
  static void rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t code,
                         rd_kafka_topic_partition_list_t* partitions, void* opaque);
  void run();
  void look_whether_it_is_given();
  void ask_again_at_the_start();
  Result<> subscribe();

  const Events events_;
  const std::string topic_;
  const std::chrono::milliseconds session_;
  /// Since when the group gives the partition anew, if it does. The election's thread.
  std::optional<std::chrono::steady_clock::time_point> taken_at_;
  /// Since when it is not chosen, if it is not. The election's thread.
  std::optional<std::chrono::steady_clock::time_point> not_chosen_since_;
  int asked_again_ = 0;
  KafkaOpaque opaque_;
  KafkaClient client_;
  std::atomic<bool> asks_again_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace htq

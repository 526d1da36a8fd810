#include "daemon/log/kafka_election.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "daemon/log/kafka_members.h"
#include "daemon/log/kafka_trouble.h"

namespace htq {
namespace {

constexpr int kWaitMs = 100;
// A new topic is known to all brokers by the first, or by the second at most.
constexpr std::chrono::seconds kAsksAgainAfter[] = {std::chrono::seconds(1), std::chrono::seconds(3)};

}  // namespace

Result<std::unique_ptr<KafkaElection>> KafkaElection::make(const KafkaSettings& settings, Events events) {
  std::unique_ptr<KafkaElection> election(new KafkaElection(settings, std::move(events)));
  election->opaque_.owner = election.get();
  auto client =
      make_kafka_client(RD_KAFKA_CONSUMER, settings,
                        {{"group.id", settings.topic},
                         {"group.instance.id", settings.member},
                         {"partition.assignment.strategy", "range"},
                         {"session.timeout.ms", std::to_string(settings.session_timeout.count())},
                         {"heartbeat.interval.ms", std::to_string(settings.session_timeout.count() / 6)},
                         {"max.poll.interval.ms",
                          std::to_string(std::max<std::int64_t>(10'000, settings.session_timeout.count()))},
                         {"enable.auto.commit", "false"},
                         {"enable.auto.offset.store", "false"},
                         {"auto.offset.reset", "latest"},
                         // What it is given it does not read.
                         {"queued.min.messages", "1"},
                         {"queued.max.messages.kbytes", "1024"}},
                        election->opaque_, &KafkaElection::rebalanced);
  if (!client) return std::unexpected(std::move(client).error());
  election->client_ = std::move(*client);
  return election;
}

Result<> KafkaElection::join() {
  rd_kafka_poll_set_consumer(client_.get());
  HTQ_TRY(subscribe());
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "election");
  return {};
}

void KafkaElection::leave() {
  stopping_ = true;
  if (!thread_.joinable()) return;
  thread_.join();
  rd_kafka_consumer_close(client_.get());
}

KafkaElection::~KafkaElection() {
  leave();
}

Result<> KafkaElection::subscribe() {
  const std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)>
      topics(rd_kafka_topic_partition_list_new(1), &rd_kafka_topic_partition_list_destroy);
  rd_kafka_topic_partition_list_add(topics.get(), topic_.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto code = rd_kafka_subscribe(client_.get(), topics.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(fault_of(trouble_of(code, "take part in the election of the writer")));
  return {};
}

std::vector<std::string> KafkaElection::members() const {
  return members_of_group(client_.get(), topic_);
}

void KafkaElection::run() {
  while (!stopping_) {
    if (asks_again_.exchange(false)) {
      rd_kafka_unsubscribe(client_.get());
      if (auto asked = subscribe(); !asked) events_.on_broken(std::move(asked).error());
    }
    const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
        rd_kafka_consumer_poll(client_.get(), kWaitMs), &rd_kafka_message_destroy);
    look_whether_it_is_given();
    ask_again_at_the_start();
    char why[256] = "";
    if (const auto code = rd_kafka_fatal_error(client_.get(), why, sizeof(why));
        code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      events_.on_broken(
          {code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID ? FaultKind::bad_input : FaultKind::unavailable,
           code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID
               ? "another daemon runs with a copy of this data directory: each needs one of its own"
               : std::string("the election of the writer failed: ") + why});
      return;
    }
  }
}

/// While the group changes, librdkafka does not watch the time: whoever is cut off then hears nothing more.
void KafkaElection::look_whether_it_is_given() {
  const auto now = std::chrono::steady_clock::now();
  if (!taken_at_ || now - *taken_at_ < session_) return;
  taken_at_ = now;
  if (!stopping_) events_.on_word(Word::none);
}

void KafkaElection::ask_again_at_the_start() {
  if (!not_chosen_since_ || asked_again_ == std::ssize(kAsksAgainAfter)) return;
  if (std::chrono::steady_clock::now() - *not_chosen_since_ < kAsksAgainAfter[asked_again_]) return;
  ++asked_again_;
  asks_again_ = true;
}

void KafkaElection::rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t code,
                               rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto* election = static_cast<KafkaElection*>(static_cast<KafkaOpaque*>(opaque)->owner);
  if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    // Each change of the group takes everything from everyone first, and what counts is what it gives then:
    // it gives the partition to somebody else when this member has joined anew, and hears of it, or has been
    // silent for a session's time. Lost is what is taken because that time is over, or the group knows it no
    // more.
    const bool is_lost = rd_kafka_assignment_lost(client) != 0;  // not known any more after the next call
    rd_kafka_assign(client, nullptr);
    election->not_chosen_since_.reset();
    election->taken_at_ = std::chrono::steady_clock::now();
    if (is_lost && !election->stopping_) election->events_.on_word(Word::none);
    return;
  }
  election->taken_at_.reset();
  rd_kafka_assign(client, partitions);
  if (partitions->cnt > 0) {
    rd_kafka_pause_partitions(client, partitions);
    election->not_chosen_since_.reset();
  } else {
    election->not_chosen_since_ = std::chrono::steady_clock::now();
  }
  if (!election->stopping_) election->events_.on_word(partitions->cnt > 0 ? Word::chosen : Word::not_chosen);
}

}  // namespace htq

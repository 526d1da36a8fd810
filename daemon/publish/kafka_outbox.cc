#include "daemon/publish/kafka_outbox.h"

#include <algorithm>

#include "daemon/log/kafka_message.h"
#include "daemon/log/kafka_offsets.h"
#include "daemon/log/kafka_topic.h"

namespace htq {
namespace {

constexpr int kTriesAgainAfterMs = 1'000;
constexpr std::chrono::milliseconds kAnswersWithin(2'000);
constexpr char kMarkKey[] = "mark";
constexpr std::size_t kHashBytes = 32;

KafkaNeeds needs_of_marks(const KafkaSettings& settings) {
  using enum KafkaNeed::Fits;
  return {.purpose = "say how far events are published",
          .settings = {{"cleanup.policy", "compact"},
                       {"min.insync.replicas", std::to_string(settings.min_insync_replicas), at_least},
                       {"unclean.leader.election.enable", "false"}}};
}

/// Whether brokers answer. Topics are prepared by calls that wait for long, and nobody could stop them.
bool do_brokers_answer(rd_kafka_t* client) {
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(client, 0, nullptr, &metadata, kTriesAgainAfterMs) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return false;
  rd_kafka_metadata_destroy(metadata);
  return true;
}

KafkaError not_wanted() {
  return {KafkaTrouble::retriable, "it was asked to stop"};
}

/// Whether the same call is made again after that error.
bool tries_again(const KafkaError& error, const KafkaOutbox::Waiting& waiting) {
  if (!may_pass(error) || !waiting.is_wanted()) return false;
  waiting.say(error);
  return true;
}

}  // namespace

std::string Mark::bytes() const {
  return eight_bytes(position.value) + eight_bytes(public_events) + record_hash;
}

std::optional<Mark> Mark::parse(std::string_view bytes) {
  if (bytes.size() != 2 * kRecordKeyBytes + kHashBytes) return std::nullopt;
  const auto position = RecordKey::parse(bytes.substr(0, kRecordKeyBytes));
  const auto count = RecordKey::parse(bytes.substr(kRecordKeyBytes, kRecordKeyBytes));
  if (!position || !count) return std::nullopt;
  return Mark{.position = *position,
              .public_events = count->value,
              .record_hash = std::string(bytes.substr(2 * kRecordKeyBytes))};
}

KafkaOutbox::KafkaOutbox(const KafkaSettings& settings, const std::string& office)
    : settings_(settings),
      topics_{stream_topic(Stream::events, office), stream_topic(Stream::published, office)},
      marks_("htq." + office + ".published.v1") {}

KafkaOutbox::~KafkaOutbox() {
  if (client_) rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

Result<std::unique_ptr<KafkaOutbox>> KafkaOutbox::open(const KafkaSettings& settings,
                                                       const std::string& office, const Waiting& waiting) {
  std::unique_ptr<KafkaOutbox> outbox(new KafkaOutbox(settings, office));
  const std::string transaction = std::to_string(settings.transaction_timeout.count());
  auto client = make_kafka_client(RD_KAFKA_PRODUCER, settings,
                                  {{"transactional.id", outbox->marks_},
                                   {"transaction.timeout.ms", transaction},
                                   {"message.timeout.ms", transaction},
                                   {"socket.timeout.ms", transaction},
                                   {"acks", "all"},
                                   {"retry.backoff.ms", "10"}},
                                  outbox->opaque_);
  if (!client) return std::unexpected(std::move(client).error());
  outbox->client_ = std::move(*client);
  const KafkaError away{KafkaTrouble::retriable, "none answers at " + settings.bootstrap_servers};
  while (!do_brokers_answer(outbox->client_.get()))
    if (!tries_again(away, waiting)) return fault(FaultKind::unavailable, not_wanted().what);
  KafkaSettings topic = settings;
  for (const std::string& name : outbox->topics_) {
    topic.topic = name;
    HTQ_TRY(prepare_topic(topic, needs_of_a_log(topic)));
  }
  topic.topic = outbox->marks_;
  HTQ_TRY(prepare_topic(topic, needs_of_marks(topic)));
  return outbox;
}

KafkaResult<std::optional<Mark>> KafkaOutbox::take_over(const Waiting& waiting) {
  while (true) {
    auto done = kafka_result(rd_kafka_init_transactions(client_.get(), kTriesAgainAfterMs),
                             "take over the streams as their one publisher");
    if (done) return last_mark(waiting);
    if (!tries_again(done.error(), waiting)) return std::unexpected(std::move(done).error());
  }
}

/// The last one that was committed. Markers of transactions and what was aborted take up offsets, too: it is
/// looked for from near the end, and from further away if it is not there.
KafkaResult<std::optional<Mark>> KafkaOutbox::last_mark(const Waiting& waiting) const {
  KafkaOpaque opaque;
  auto client = make_kafka_client(RD_KAFKA_CONSUMER, settings_,
                                  {{"isolation.level", "read_committed"},
                                   {"check.crcs", "true"},
                                   {"enable.partition.eof", "true"},
                                   {"auto.offset.reset", "error"},
                                   {"fetch.wait.max.ms", "100"}},
                                  opaque);
  if (!client) return std::unexpected(KafkaError{KafkaTrouble::other, client.error().what});
  const auto edge = [&](TopicEdge which) -> KafkaResult<std::int64_t> {
    while (true) {
      auto offset = offset_of(client->get(), marks_, which, kAnswersWithin);
      if (offset || !tries_again(offset.error(), waiting)) return offset;
    }
  };
  const auto low = edge(TopicEdge::beginning);
  if (!low) return std::unexpected(low.error());
  const auto high = edge(TopicEdge::end);
  if (!high) return std::unexpected(high.error());
  constexpr std::int64_t kNear = 64, kFurther = 32;
  std::optional<Mark> last;
  for (std::int64_t back = kNear; *high > *low; back *= kFurther) {
    const std::int64_t from = std::max(*low, *high - back);
    const auto end_topic = [](rd_kafka_topic_t* topic) {
      rd_kafka_consume_stop(topic, 0);
      rd_kafka_topic_destroy(topic);
    };
    const std::unique_ptr<rd_kafka_topic_t, decltype(end_topic)> topic(
        rd_kafka_topic_new(client->get(), marks_.c_str(), nullptr), end_topic);
    if (rd_kafka_consume_start(topic.get(), 0, from) != 0)
      return std::unexpected(trouble_of(rd_kafka_last_error(), "read topic " + marks_));
    while (true) {
      if (!waiting.is_wanted()) return std::unexpected(not_wanted());
      const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
          rd_kafka_consume(topic.get(), 0, kTriesAgainAfterMs), &rd_kafka_message_destroy);
      if (message && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) break;
      if (const auto code = message ? message->err : RD_KAFKA_RESP_ERR__TIMED_OUT;
          code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        const auto error = trouble_of(code, "read topic " + marks_);
        if (tries_again(error, waiting)) continue;
        return std::unexpected(error);
      }
      last = Mark::parse({static_cast<const char*>(message->payload), message->len});
      if (!last)
        return std::unexpected(KafkaError{
            KafkaTrouble::other, "topic " + marks_ + " holds what is no mark: nothing else may write to it"});
    }
    if (last || from == *low) break;
  }
  return last;
}

KafkaResult<> KafkaOutbox::publish(const std::vector<CloudEvent>& events, const Mark& mark) {
  if (auto usable = still_usable(client_.get(), "before events are published"); !usable) return usable;
  if (auto begun = kafka_result(rd_kafka_begin_transaction(client_.get()), "begin a transaction"); !begun)
    return begun;
  for (const CloudEvent& event : events)
    if (auto sent = send(event); !sent) return sent;
  const std::string bytes = mark.bytes();
  const auto code = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(marks_.c_str()), RD_KAFKA_V_PARTITION(0),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(kMarkKey, sizeof(kMarkKey) - 1),
      RD_KAFKA_V_VALUE(const_cast<char*>(bytes.data()), bytes.size()), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return std::unexpected(trouble_of(code, "send the mark"));
  // -1: for what is left of the transaction's time (kafka_producer.cc).
  return kafka_result(rd_kafka_commit_transaction(client_.get(), -1), "publish events");
}

KafkaResult<> KafkaOutbox::send(const CloudEvent& event) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(event.headers.size());
  for (const auto& [name, value] : event.headers)
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  const auto code = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_TOPIC(topic(event.stream).c_str()), RD_KAFKA_V_PARTITION(0),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(event.key.data(), event.key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(event.data.data()), event.data.size()), RD_KAFKA_V_HEADERS(headers),
      RD_KAFKA_V_END);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};  // the headers are the message's now
  rd_kafka_headers_destroy(headers);
  return std::unexpected(trouble_of(code, "send an event of " + event.key));
}

}  // namespace htq

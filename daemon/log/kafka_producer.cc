#include "daemon/log/kafka_producer.h"

#include <array>

#include "daemon/log/kafka_message.h"

namespace htq {
namespace {

constexpr int kTriesAgainAfterMs = 1'000;

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::make(const KafkaSettings& settings) {
  std::unique_ptr<KafkaProducer> producer(new KafkaProducer);
  producer->topic_ = settings.topic;
  const std::string transaction = std::to_string(settings.transaction_timeout.count());
  auto client = make_kafka_client(RD_KAFKA_PRODUCER, settings,
                                  {{"transactional.id", settings.topic},
                                   {"transaction.timeout.ms", transaction},
                                   {"message.timeout.ms", transaction},
                                   {"socket.timeout.ms", transaction},
                                   {"acks", "all"},
                                   {"linger.ms", "0"},
                                   {"retry.backoff.ms", "10"}},
                                  producer->opaque_);
  if (!client) return std::unexpected(std::move(client).error());
  producer->client_ = std::move(*client);
  return producer;
}

KafkaProducer::~KafkaProducer() {
  if (!client_) return;
  // What was not sent is not waited for: whoever comes next settles it.
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

KafkaResult<> KafkaProducer::take_over(const std::function<bool()>& is_wanted) {
  while (true) {
    auto done = kafka_result(rd_kafka_init_transactions(client_.get(), kTriesAgainAfterMs),
                             "take over the topic as its one writer");
    if (done) return {};
    if (!may_pass(done.error()) || !is_wanted()) return done;
  }
}

KafkaResult<> KafkaProducer::append(const Batch& batch, std::uint64_t term) {
  return in_one_transaction([&] { return produce(batch, term); });
}

KafkaResult<> KafkaProducer::send(std::span<const KafkaOutgoing> messages) {
  return in_one_transaction([&]() -> KafkaResult<> {
    for (const KafkaOutgoing& message : messages) {
      // The macro casts what stands first in it: a choice would be cast before it is made.
      void* const value = message.value ? const_cast<char*>(message.value->data()) : nullptr;
      const std::size_t size = message.value ? message.value->size() : 0;
      const auto code = rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
                                          RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                          RD_KAFKA_V_KEY(message.key.data(), message.key.size()),
                                          RD_KAFKA_V_VALUE(value, size), RD_KAFKA_V_END);
      if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return std::unexpected(trouble_of(code, "send to topic " + topic_));
    }
    return {};
  });
}

KafkaResult<> KafkaProducer::in_one_transaction(const std::function<KafkaResult<>()>& produce) {
  if (auto usable = still_usable(client_.get(), "before a batch"); !usable) return usable;
  if (auto begun = kafka_result(rd_kafka_begin_transaction(client_.get()), "begin a transaction"); !begun)
    return begun;
  if (auto produced = produce(); !produced) return produced;
  // -1: for what is left of the transaction's time. Any other time may leave librdkafka and the brokers
  // apart.
  return kafka_result(rd_kafka_commit_transaction(client_.get(), -1), "commit a transaction");
}

KafkaResult<> KafkaProducer::produce(const Batch& batch, std::uint64_t term) {
  const std::string extent = eight_bytes(batch.first.value) + eight_bytes(batch.last().value);
  const std::string in_term = eight_bytes(term);
  Position position = batch.first;
  for (const std::string& record : batch.records) {
    const RecordKey key(position);
    const auto code = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(0),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.view().data(), key.view().size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(record.data()), record.size()),
        RD_KAFKA_V_HEADER(kBatchHeader, extent.data(), static_cast<ssize_t>(extent.size())),
        RD_KAFKA_V_HEADER(kTermHeader, in_term.data(), static_cast<ssize_t>(in_term.size())), RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
      return std::unexpected(trouble_of(code, "send record " + std::to_string(position.value)));
    position = position.next();
  }
  return {};
}

}  // namespace htq

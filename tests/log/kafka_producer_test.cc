// What a producer makes of errors that brokers answer with: librdkafka's own mock of them, which answers as
// it is told to. That brokers fence, and what a transaction is worth, real ones say: tests/kafka.
#include "daemon/log/kafka_producer.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka_mock.h>

#include <memory>

namespace htq {
namespace {

using enum KafkaTrouble;

// Numbers of requests in Kafka's protocol.
constexpr std::int16_t kProduce = 0, kInitProducerId = 22, kAddPartitions = 24, kEndTransaction = 26;

class MockBrokers : public testing::Test {
 protected:
  MockBrokers() {
    rd_kafka_conf_t* silent = rd_kafka_conf_new();
    rd_kafka_conf_set(silent, "log_level", "0", nullptr, 0);
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, silent, nullptr, 0);
    cluster_ = rd_kafka_mock_cluster_new(client_, 1);
    rd_kafka_mock_topic_create(cluster_, kTopic, 1, 1);
    settings_.bootstrap_servers = rd_kafka_mock_cluster_bootstraps(cluster_);
    settings_.topic = kTopic;
    settings_.transaction_timeout = std::chrono::milliseconds(2'000);
    auto made = KafkaProducer::make(settings_);
    if (made) producer_ = *std::move(made);
  }
  ~MockBrokers() override {
    producer_.reset();
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }

  /// The next answers to that request, one after the other.
  void answer(std::int16_t request, std::initializer_list<rd_kafka_resp_err_t> codes) {
    rd_kafka_mock_push_request_errors_array(cluster_, request, codes.size(), codes.begin());
  }

  KafkaResult<> take_over(int tries = 20) {
    return producer_->take_over([&tries] { return --tries > 0; });
  }
  KafkaResult<> append() { return producer_->append({.first = {1}, .records = {"a record", "another"}}, 1); }
  void begin() {
    const auto taken = take_over();
    ASSERT_TRUE(taken) << taken.error().what;
  }

  static constexpr char kTopic[] = "htq.mock.log.v1";
  rd_kafka_t* client_;
  rd_kafka_mock_cluster_t* cluster_;
  KafkaSettings settings_;
  std::unique_ptr<KafkaProducer> producer_;
};

#define EXPECT_TROUBLE(result, kind)                                    \
  do {                                                                  \
    const auto htq_done = (result);                                     \
    ASSERT_FALSE(htq_done);                                             \
    EXPECT_EQ(htq_done.error().trouble, kind) << htq_done.error().what; \
  } while (false)

TEST_F(MockBrokers, TakeABatch) {
  begin();
  const auto done = append();
  EXPECT_TRUE(done) << done.error().what;
}

TEST_F(MockBrokers, ThatFenceWhoTakesOverAreBelieved) {
  answer(kInitProducerId, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED});
  EXPECT_TROUBLE(take_over(), fenced);
}

TEST_F(MockBrokers, ThatDoNotAllowTheTransactionalIdAreNotAskedAgain) {
  answer(kInitProducerId, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  EXPECT_TROUBLE(take_over(), not_allowed);
}

TEST_F(MockBrokers, ThatHaveJustBeenElectedAreAskedAgain) {
  answer(kInitProducerId, {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                           RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, RD_KAFKA_RESP_ERR_NOT_COORDINATOR});
  begin();
  const auto done = append();
  EXPECT_TRUE(done) << done.error().what;
}

TEST_F(MockBrokers, ThatDoNotAnswerWhoTakesOverAreAskedForAsLongAsItIsWanted) {
  rd_kafka_mock_broker_set_down(cluster_, 1);
  EXPECT_TROUBLE(take_over(2), timed_out);
  rd_kafka_mock_broker_set_up(cluster_, 1);
  begin();
}

TEST_F(MockBrokers, ThatFenceACommitAreBelieved) {
  begin();
  answer(kEndTransaction, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED});
  EXPECT_TROUBLE(append(), fenced);
  // Nothing more is sent with it.
  EXPECT_TROUBLE(append(), fenced);
}

TEST_F(MockBrokers, ThatFenceABatchOnItsWayAreBelieved) {
  begin();
  answer(kAddPartitions, {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH});
  EXPECT_TROUBLE(append(), fenced);
}

TEST_F(MockBrokers, ThatDoNotAllowTheTopicSaySo) {
  begin();
  answer(kProduce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  EXPECT_TROUBLE(append(), not_allowed);
}

TEST_F(MockBrokers, ThatDoNotAllowTheTransactionSaySo) {
  begin();
  answer(kAddPartitions, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  EXPECT_TROUBLE(append(), not_allowed);
}

TEST_F(MockBrokers, ThatDoNotTakeARecordHaveTheTransactionAborted) {
  begin();
  answer(kProduce, {RD_KAFKA_RESP_ERR_INVALID_RECORD});
  EXPECT_TROUBLE(append(), abortable);
}

TEST_F(MockBrokers, ThatKnowOfNoSuchTransactionEndTheClient) {
  begin();
  answer(kEndTransaction, {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE});
  EXPECT_TROUBLE(append(), fatal);
  EXPECT_TROUBLE(append(), fatal);
}

TEST_F(MockBrokers, ThatAreAwayForAMomentAreWaitedFor) {
  begin();
  answer(kEndTransaction, {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR});
  answer(kProduce, {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION});
  const auto done = append();
  EXPECT_TRUE(done) << done.error().what;
}

}  // namespace
}  // namespace htq

// librdkafka's own imitation of brokers, in this process: for what real ones do not do when they are told to.
// It keeps nothing and fences nobody (tests/kafka/ has real ones for that).
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <string>

namespace htq {

class MockBrokers {
 public:
  explicit MockBrokers(const std::string& topic)
      : client_(rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), nullptr, 0)),
        cluster_(rd_kafka_mock_cluster_new(client_, 1)) {
    rd_kafka_mock_topic_create(cluster_, topic.c_str(), 1, 1);
  }
  ~MockBrokers() {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }
  MockBrokers(const MockBrokers&) = delete;
  MockBrokers& operator=(const MockBrokers&) = delete;

  std::string bootstrap_servers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
  void go_away() { rd_kafka_mock_broker_set_down(cluster_, 1); }
  void come_back() { rd_kafka_mock_broker_set_up(cluster_, 1); }

  /// Kafka's numbers for what a client asks.
  enum Request : short { fetch = 1, join_group = 11, heartbeat = 12, list_groups = 16 };
  /// The next requests of that kind are answered so.
  void answer(Request request, int times, rd_kafka_resp_err_t with) {
    for (; times > 0; --times) rd_kafka_mock_push_request_errors(cluster_, request, 1, with);
  }
  void answer_as_usual(Request request) { rd_kafka_mock_clear_request_errors(cluster_, request); }
  /// The next request of that kind is not answered any more in the life of a test.
  void pass_over_once(Request request) {
    constexpr int kAMinuteMs = 60'000;
    rd_kafka_mock_broker_push_request_error_rtts(cluster_, 1, request, 1, RD_KAFKA_RESP_ERR_NO_ERROR,
                                                 kAMinuteMs);
  }

 private:
  rd_kafka_t* client_;
  rd_kafka_mock_cluster_t* cluster_;
};

}  // namespace htq

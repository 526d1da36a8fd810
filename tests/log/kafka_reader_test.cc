// A reader whose brokers refuse it the topic.
#include "daemon/log/kafka_reader.h"

#include <gmock/gmock.h>

#include "tests/log/mock_brokers.h"

namespace htq {
namespace {

constexpr char kTopic[] = "htq.test.log.v1";
// More than are asked in the life of a test.
constexpr int kOften = 1'000;

class KafkaReaderTest : public testing::Test {
 protected:
  KafkaReaderTest() {
    auto opened =
        KafkaReader::open({.bootstrap_servers = brokers_.bootstrap_servers(), .topic = kTopic}, nullptr, {},
                          {.on_batch = [](const SharedBatch&, std::uint64_t) {}, .on_ignored = {}});
    EXPECT_TRUE(opened);
    reader_ = std::move(*opened);
    EXPECT_TRUE(reader_->read_to_end([](Position) { return true; }));
  }

  /// Steps until it is in trouble, or is not any more; false: however long that takes.
  bool comes_to_be_in_trouble(bool as_asked) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < until) {
      EXPECT_TRUE(reader_->step());
      if (reader_->trouble().has_value() == as_asked) return true;
    }
    return false;
  }

  MockBrokers brokers_{kTopic};
  std::unique_ptr<KafkaReader> reader_;
};

TEST_F(KafkaReaderTest, WhatIsNotAllowedIsToldAndGoesAwayByItself) {
  EXPECT_FALSE(reader_->trouble());
  brokers_.answer(MockBrokers::fetch, kOften, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  ASSERT_TRUE(comes_to_be_in_trouble(true));
  EXPECT_THAT(reader_->trouble()->what, testing::HasSubstr("READ on the topic"));
  brokers_.answer_as_usual(MockBrokers::fetch);
  // Nothing is written meanwhile: that it may read again it finds out at the end of the topic.
  EXPECT_TRUE(comes_to_be_in_trouble(false));
}

}  // namespace
}  // namespace htq

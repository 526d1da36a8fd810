// Several daemons on one topic, in one process: who writes, what the others read, and what becomes of a
// writer that has been replaced.
#include <gmock/gmock.h>

#include "daemon/log/kafka_producer.h"
#include "daemon/log/kafka_topic.h"
#include "tests/kafka/kafka_world.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

class SeveralDaemons : public testing::Test {
 protected:
  KafkaLogOptions options(const std::string& member) const {
    return kafka_log(directory_.path() / member, topic_, member);
  }

  static std::vector<std::string> records_of(const EventLog& log) {
    std::vector<std::string> records;
    const auto scan = log.scan({1});
    while (true) {
      const auto record = scan->next();
      EXPECT_TRUE(record);
      if (!record || !*record) return records;
      records.emplace_back((*record)->bytes);
    }
  }

  /// Takes the topic over as a daemon would that was elected behind the group's back.
  std::unique_ptr<KafkaProducer> usurper() const {
    auto producer = KafkaProducer::make(options("usurper").kafka);
    EXPECT_TRUE(producer);
    EXPECT_TRUE((*producer)->take_over([] { return true; }));
    return std::move(*producer);
  }

  /// Brokers answer a commit before all can read what it holds; nobody takes over before they can.
  void wait_for_what_was_committed() const { usurper(); }

  TemporaryDirectory directory_;
  const std::string topic_ = new_topic();
};

TEST_F(SeveralDaemons, OneOfThemWritesAndAllOfThemReadIt) {
  Daemon writer(options("one"));
  ASSERT_TRUE(writer.is_elected());
  Daemon standby(options("two"));
  ASSERT_TRUE(writer.append({"a", "b"}));
  ASSERT_TRUE(standby.has({2}));
  EXPECT_EQ(records_of(standby.log()), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(standby.elections(), 0);
  EXPECT_EQ(standby.append({"c"}).error().kind, FaultKind::unavailable);
}

TEST_F(SeveralDaemons, AStandbyTakesOverFromOneThatIsGone) {
  auto writer = std::make_unique<Daemon>(options("one"));
  ASSERT_TRUE(writer->is_elected());
  Daemon standby(options("two"));
  ASSERT_TRUE(writer->append({"a"}));
  writer.reset();
  ASSERT_TRUE(standby.is_elected());
  ASSERT_TRUE(standby.append({"b"}));
  EXPECT_EQ(records_of(standby.log()), (std::vector<std::string>{"a", "b"}));
}

TEST_F(SeveralDaemons, AWriterThatWasReplacedAppendsNothingAndMayBeElectedAgain) {
  Daemon writer(options("one"));
  ASSERT_TRUE(writer.is_elected());
  ASSERT_TRUE(writer.append({"a"}));
  const auto other = usurper();
  EXPECT_EQ(writer.append({"lost"}).error().kind, FaultKind::unavailable);
  ASSERT_TRUE(writer.has_lost());
  ASSERT_TRUE(writer.is_elected(2));
  ASSERT_TRUE(writer.append({"b"}));
  EXPECT_EQ(records_of(writer.log()), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(other->append({.first = {3}, .records = {"c"}}, 9));
}

TEST_F(SeveralDaemons, WhatAnotherDaemonHasWrittenEndsATurn) {
  Daemon writer(options("one"));
  ASSERT_TRUE(writer.is_elected());
  ASSERT_TRUE(writer.append({"a"}));
  ASSERT_TRUE(usurper()->append({.first = {2}, .records = {"b"}}, 2));
  ASSERT_TRUE(writer.has({2}));
  EXPECT_TRUE(writer.has_lost());
  ASSERT_TRUE(writer.is_elected(2));
  ASSERT_TRUE(writer.append({"c"}));
  EXPECT_EQ(records_of(writer.log()), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(SeveralDaemons, ABatchOfAnEarlierTermIsIgnoredByAll) {
  auto first = std::make_unique<Daemon>(options("one"));
  ASSERT_TRUE(first->is_elected());
  ASSERT_TRUE(first->append({"a"}));
  first.reset();
  {
    const auto late = usurper();
    ASSERT_TRUE(late->append({.first = {2}, .records = {"b"}}, 5));
    // As if the brokers had applied a transaction of the writer before only now.
    ASSERT_TRUE(late->append({.first = {3}, .records = {"too late"}}, 1));
    ASSERT_TRUE(late->append({.first = {2}, .records = {"not seen"}}, 5));
    ASSERT_TRUE(late->append({.first = {3}, .records = {"c"}}, 5));
  }
  wait_for_what_was_committed();
  Daemon again(options("one"));
  Daemon fresh(options("two"));
  EXPECT_EQ(records_of(again.log()), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(records_of(fresh.log()), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(SeveralDaemons, WhatWasAbortedIsNotRead) {
  Daemon writer(options("one"));
  ASSERT_TRUE(writer.is_elected());
  ASSERT_TRUE(writer.append({"a"}));
  // Longer than the brokers take: sent in part, and never committed.
  EXPECT_FALSE(writer.append({"b", std::string(kMostKafkaMessageBytes + 1, 'x')}));
  ASSERT_TRUE(writer.is_elected(2));
  ASSERT_TRUE(writer.append({"c"}));
  EXPECT_EQ(records_of(writer.log()), (std::vector<std::string>{"a", "c"}));
}

TEST_F(SeveralDaemons, ATopicThatHasLostRecordsStopsTheReader) {
  Daemon writer(options("one"));
  ASSERT_TRUE(writer.is_elected());
  ASSERT_TRUE(writer.append({"a"}));
  ASSERT_TRUE(usurper()->append({.first = {3}, .records = {"c"}}, 2));
  wait_for_what_was_committed();
  auto opened = KafkaLog::open(options("two"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FaultKind::corrupted);
  EXPECT_THAT(opened.error().what, testing::HasSubstr("after 1 comes 3"));
}

TEST_F(SeveralDaemons, ACopyOfAnotherTopicIsRefused) {
  for (const auto& [topic, record] : {std::pair{topic_, "a"}, {new_topic(), "b"}}) {
    Daemon writer(kafka_log(directory_.path() / topic, topic));
    ASSERT_TRUE(writer.is_elected());
    ASSERT_TRUE(writer.append({record}));
  }
  std::filesystem::path other;
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
    if (entry.path().filename() != topic_) other = entry.path();
  const auto opened = KafkaLog::open(kafka_log(other, topic_));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FaultKind::corrupted);
  EXPECT_THAT(opened.error().what, testing::HasSubstr("is not of topic"));
}

TEST_F(SeveralDaemons, ACopyThatIsAheadOfItsTopicIsRefused) {
  {
    Daemon writer(options("one"));
    ASSERT_TRUE(writer.is_elected());
    ASSERT_TRUE(writer.append({"a"}));
  }
  const auto opened = KafkaLog::open(kafka_log(directory_.path() / "one", new_topic(), "one"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FaultKind::corrupted);
  EXPECT_THAT(opened.error().what, testing::HasSubstr("is ahead of topic"));
}

TEST_F(SeveralDaemons, ATopicThatWouldNotKeepALogIsRefusedWithTheCommandThatMendsIt) {
  ASSERT_TRUE(prepare_topic(options("one").kafka, needs_of_a_log(options("one").kafka)));
  KafkaSettings stricter = options("one").kafka;
  stricter.min_insync_replicas = 3;
  const auto prepared = prepare_topic(stricter, needs_of_a_log(stricter));
  ASSERT_FALSE(prepared);
  EXPECT_EQ(prepared.error().kind, FaultKind::bad_input);
  EXPECT_THAT(prepared.error().what,
              testing::AllOf(testing::HasSubstr("min.insync.replicas is 2 and must be 3 at least"),
                             testing::HasSubstr("--add-config min.insync.replicas=3")));
}

TEST_F(SeveralDaemons, BrokersThatAreNotThereAreNamed) {
  KafkaLogOptions nowhere = options("one");
  nowhere.kafka.bootstrap_servers = "127.0.0.1:1";
  const auto opened = KafkaLog::open(nowhere);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, FaultKind::unavailable);
  EXPECT_THAT(opened.error().what, testing::HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace htq

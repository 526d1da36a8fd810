// A member of the group that elects the writer, and brokers that fall silent.
#include "daemon/log/kafka_election.h"

#include <gtest/gtest.h>

#include <condition_variable>

#include "tests/log/mock_brokers.h"

namespace htq {
namespace {

using std::chrono::steady_clock;
using Word = KafkaElection::Word;

constexpr char kTopic[] = "htq.test.log.v1";
constexpr std::chrono::milliseconds kSession(4'000);

class KafkaElectionTest : public testing::Test {
 protected:
  KafkaElectionTest() {
    auto made = KafkaElection::make({.bootstrap_servers = brokers_.bootstrap_servers(),
                                     .topic = kTopic,
                                     .member = "one",
                                     .session_timeout = kSession},
                                    {.on_word = [this](Word word) { note(word); },
                                     .on_broken = [](const Fault& why) { ADD_FAILURE() << why.what; }});
    EXPECT_TRUE(made);
    election_ = std::move(*made);
    EXPECT_TRUE(election_->join());
  }
  ~KafkaElectionTest() override { brokers_.come_back(); }

  /// Waits until it is told so; false: it is not, however long that takes.
  bool is_told(Word word) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return told_ == word; });
  }

  MockBrokers brokers_{kTopic};

 private:
  void note(Word word) {
    const std::lock_guard lock(mutex_);
    told_ = word;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Word> told_;
  std::unique_ptr<KafkaElection> election_;  // last: it tells of itself to the end
};

TEST_F(KafkaElectionTest, WhoIsCutOffForASessionIsToldSo) {
  ASSERT_TRUE(is_told(Word::chosen));
  const auto began = steady_clock::now();
  brokers_.go_away();
  ASSERT_TRUE(is_told(Word::none));
  EXPECT_GE(steady_clock::now() - began, kSession / 2) << "a moment of silence is none";
  EXPECT_LE(steady_clock::now() - began, 2 * kSession);
  brokers_.come_back();
  EXPECT_TRUE(is_told(Word::chosen));
}

TEST_F(KafkaElectionTest, WhoIsCutOffWhileTheGroupChangesIsToldSo) {
  ASSERT_TRUE(is_told(Word::chosen));
  brokers_.pass_over_once(MockBrokers::join_group);
  brokers_.answer(MockBrokers::heartbeat, 1, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS);
  const auto began = steady_clock::now();
  ASSERT_TRUE(is_told(Word::none));
  EXPECT_LE(steady_clock::now() - began, 2 * kSession);
}

}  // namespace
}  // namespace htq

// A member of the group that elects the writer, and brokers that fall silent.
#include "daemon/log/kafka_election.h"

#include <gtest/gtest.h>

#include <condition_variable>

#include "tests/log/mock_brokers.h"

namespace htq {
namespace {

using std::chrono::steady_clock;

constexpr char kTopic[] = "htq.test.log.v1";
constexpr std::chrono::milliseconds kSession(4'000);

class KafkaElectionTest : public testing::Test {
 protected:
  KafkaElectionTest() {
    auto made = KafkaElection::make({.bootstrap_servers = brokers_.bootstrap_servers(),
                                     .topic = kTopic,
                                     .member = "one",
                                     .session_timeout = kSession},
                                    {.on_chosen = [this](bool is_chosen) { note(is_chosen); },
                                     .on_broken = [](const Fault& why) { ADD_FAILURE() << why.what; }});
    EXPECT_TRUE(made);
    election_ = std::move(*made);
    EXPECT_TRUE(election_->join());
  }
  ~KafkaElectionTest() override { brokers_.come_back(); }

  /// Waits until it is told so; false: it is not, however long that takes.
  bool is_chosen(bool as_asked) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return is_chosen_ == as_asked; });
  }

  MockBrokers brokers_{kTopic};

 private:
  void note(bool is_chosen) {
    const std::lock_guard lock(mutex_);
    is_chosen_ = is_chosen;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<bool> is_chosen_;
  std::unique_ptr<KafkaElection> election_;  // last: it tells of itself to the end
};

TEST_F(KafkaElectionTest, WhoIsCutOffForASessionIsNotChosenAnyMore) {
  ASSERT_TRUE(is_chosen(true));
  const auto began = steady_clock::now();
  brokers_.go_away();
  ASSERT_TRUE(is_chosen(false));
  EXPECT_GE(steady_clock::now() - began, kSession / 2) << "a moment of silence is none";
  EXPECT_LE(steady_clock::now() - began, 2 * kSession);
  brokers_.come_back();
  EXPECT_TRUE(is_chosen(true));
}

TEST_F(KafkaElectionTest, WhoIsCutOffWhileTheGroupChangesIsNotChosenAnyMore) {
  ASSERT_TRUE(is_chosen(true));
  brokers_.pass_over_once(MockBrokers::join_group);
  brokers_.answer(MockBrokers::heartbeat, 1, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS);
  const auto began = steady_clock::now();
  ASSERT_TRUE(is_chosen(false));
  EXPECT_LE(steady_clock::now() - began, 2 * kSession);
}

}  // namespace
}  // namespace htq

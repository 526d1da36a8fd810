#include "daemon/log/read_trouble.h"

#include <gmock/gmock.h>

namespace htq {
namespace {

using std::chrono::seconds;

const ReadTrouble::Time kBegan{};

KafkaError error(KafkaTrouble trouble) {
  return {trouble, "read topic htq.test.log.v1: broker: something"};
}

TEST(ReadTrouble, WhatIsNotAllowedIsTroubleAtOnceUntilSomethingIsRead) {
  ReadTrouble trouble;
  EXPECT_FALSE(trouble.standing(kBegan));
  trouble.failed(error(KafkaTrouble::not_allowed), kBegan);
  ASSERT_TRUE(trouble.standing(kBegan));
  EXPECT_THAT(trouble.standing(kBegan)->what, testing::HasSubstr("READ on the topic"));
  EXPECT_EQ(trouble.standing(kBegan)->kind, FaultKind::unavailable);
  trouble.went_on();
  EXPECT_FALSE(trouble.standing(kBegan + seconds(60)));
}

TEST(ReadTrouble, WhatMayPassIsTroubleOnceItHasLasted) {
  ReadTrouble trouble;
  trouble.failed(error(KafkaTrouble::retriable), kBegan);
  trouble.failed(error(KafkaTrouble::other), kBegan + seconds(9));
  EXPECT_FALSE(trouble.standing(kBegan + seconds(9)));
  EXPECT_TRUE(trouble.standing(kBegan + seconds(10)));
  trouble.went_on();
  trouble.failed(error(KafkaTrouble::other), kBegan + seconds(11));
  EXPECT_FALSE(trouble.standing(kBegan + seconds(20)));
}

TEST(ReadTrouble, BrokersAreAskedAnewNowAndThenAsLongAsThereIsAnError) {
  ReadTrouble trouble;
  EXPECT_FALSE(trouble.asks_anew(kBegan + seconds(60)));
  trouble.failed(error(KafkaTrouble::other), kBegan);
  EXPECT_FALSE(trouble.asks_anew(kBegan + seconds(1)));
  EXPECT_TRUE(trouble.asks_anew(kBegan + seconds(2)));
  EXPECT_FALSE(trouble.asks_anew(kBegan + seconds(3)));
  EXPECT_TRUE(trouble.asks_anew(kBegan + seconds(4)));
  trouble.went_on();
  EXPECT_FALSE(trouble.asks_anew(kBegan + seconds(60)));
}

}  // namespace
}  // namespace htq

#include "daemon/access/buckets.h"

#include <gtest/gtest.h>

namespace htq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
constexpr Buckets::Time kStart{};

TEST(Buckets, GiveTheBurstAndThenTheRate) {
  Buckets buckets({.per_second = 2, .burst = 3}, 10);
  for (int at = 0; at < 3; ++at) EXPECT_FALSE(buckets.take("a", 1, kStart));
  EXPECT_EQ(buckets.take("a", 1, kStart), seconds(1));
  EXPECT_EQ(buckets.take("a", 1, kStart + milliseconds(499)), seconds(1));
  EXPECT_FALSE(buckets.take("a", 1, kStart + milliseconds(500)));
  EXPECT_TRUE(buckets.take("a", 1, kStart + milliseconds(500)));
  for (int at = 0; at < 3; ++at) EXPECT_FALSE(buckets.take("a", 1, kStart + seconds(100)));
  EXPECT_TRUE(buckets.take("a", 1, kStart + seconds(100))) << "no more than the burst is saved up";
}

TEST(Buckets, SayWhenWhatCostsMoreCanBeTaken) {
  Buckets buckets({.per_second = 0.5, .burst = 10}, 10);
  EXPECT_FALSE(buckets.take("a", 10, kStart));
  EXPECT_EQ(buckets.take("a", 10, kStart), seconds(20));
  EXPECT_FALSE(buckets.take("a", 10, kStart + seconds(20)));
  EXPECT_FALSE(buckets.take("b", 1000, kStart)) << "a full bucket is enough for anything";
}

TEST(Buckets, AreOnePerKey) {
  Buckets buckets({.per_second = 1, .burst = 1}, 10);
  EXPECT_FALSE(buckets.take("a", 1, kStart));
  EXPECT_TRUE(buckets.take("a", 1, kStart));
  EXPECT_FALSE(buckets.take("b", 1, kStart));
}

TEST(Buckets, OfNoRateAreNoLimit) {
  Buckets buckets({.per_second = 0, .burst = 1}, 10);
  for (int at = 0; at < 100; ++at) EXPECT_FALSE(buckets.take("a", 1, kStart));
  EXPECT_EQ(buckets.size(), 0u);
}

TEST(Buckets, BeyondTheMostShareOne) {
  Buckets buckets({.per_second = 1, .burst = 2}, 3);
  for (const char* key : {"a", "b", "c"}) EXPECT_FALSE(buckets.take(key, 2, kStart + seconds(5)));
  EXPECT_FALSE(buckets.take("d", 1, kStart + seconds(5)));
  EXPECT_FALSE(buckets.take("e", 1, kStart + seconds(5)));
  EXPECT_TRUE(buckets.take("f", 1, kStart + seconds(5))) << "d and e took what there was for the others";
  EXPECT_LE(buckets.size(), 4u);
  EXPECT_FALSE(buckets.take("f", 2, kStart + seconds(60))) << "those that are full again make room";
  EXPECT_LE(buckets.size(), 4u);
}

TEST(Buckets, KeepWhatTheyHaveWhenTheTimeStepsBack) {
  Buckets buckets({.per_second = 1, .burst = 1}, 10);
  EXPECT_FALSE(buckets.take("a", 1, kStart + seconds(10)));
  EXPECT_TRUE(buckets.take("a", 1, kStart));
}

}  // namespace
}  // namespace htq

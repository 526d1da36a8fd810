// Publishers that fence one another.
#include <gtest/gtest.h>

#include "daemon/publish/yielding.h"

namespace htq {
namespace {

using namespace std::chrono_literals;

TEST(Yielding, TwoThatBothPublishSoonHardlyDisturbOneAnother) {
  Yielding one, other;
  Yielding::Span now{0}, held{0};
  int turns = 0;
  // Each notices at once that the other has taken over, and takes over in its turn when it has stayed away.
  for (Yielding* fenced = &one; now < 1h; fenced = fenced == &one ? &other : &one, ++turns) {
    held = fenced->after(held);
    now += held;
  }
  EXPECT_LT(turns, 40);
}

TEST(Yielding, StaysAwayLongerEachTimeUpToALimit) {
  Yielding yielding;
  EXPECT_EQ(yielding.after(0s), 1s);
  EXPECT_EQ(yielding.after(0s), 2s);
  EXPECT_EQ(yielding.after(30s), 4s);
  for (int times = 0; times < 20; ++times) EXPECT_LE(yielding.after(5min), Yielding::kLongest);
  EXPECT_EQ(yielding.after(5min), Yielding::kLongest);
}

TEST(Yielding, IsBackSoonWhenItHadPublishedUndisturbed) {
  Yielding yielding;
  for (int times = 0; times < 5; ++times) yielding.after(0s);
  EXPECT_EQ(yielding.after(Yielding::kUndisturbed), 1s);
}

TEST(Yielding, IsBackAtOnceWhenItWasElectedAgain) {
  Yielding yielding;
  for (int times = 0; times < 5; ++times) yielding.after(0s);
  yielding.forget();
  EXPECT_EQ(yielding.after(0s), 1s);
}

}  // namespace
}  // namespace htq

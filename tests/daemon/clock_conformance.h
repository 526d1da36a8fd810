// What every implementation of Clock must do. Instantiate with a World:
//
//   struct World {
//     const Clock& clock();
//     void let_pass(Duration);  // so much, or more, has passed when it returns
//   };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "daemon/clock.h"

namespace htq {

template <typename World>
class ClockConformance : public testing::Test {
 protected:
  Instant now() { return world_.clock().now(); }

  World world_;
};

TYPED_TEST_SUITE_P(ClockConformance);

TYPED_TEST_P(ClockConformance, ItShowsWhatHasPassed) {
  constexpr Duration kSome = std::chrono::milliseconds(2);
  const Instant before = this->now();
  this->world_.let_pass(kSome);
  EXPECT_GE(this->now(), before + kSome);
}

TYPED_TEST_P(ClockConformance, ItDoesNotGoBackByItself) {
  Instant before = this->now();
  for (int look = 0; look < 1000; ++look) {
    const Instant after = this->now();
    EXPECT_LE(before, after);
    before = after;
  }
}

TYPED_TEST_P(ClockConformance, OtherThreadsSeeItRise) {
  std::atomic<bool> is_over = false;
  std::thread other([&] {
    Instant before = this->now();
    while (!is_over) {
      const Instant after = this->now();
      EXPECT_LE(before, after);
      before = after;
    }
  });
  for (int times = 0; times < 100; ++times) this->world_.let_pass(std::chrono::microseconds(20));
  is_over = true;
  other.join();
}

REGISTER_TYPED_TEST_SUITE_P(ClockConformance, ItShowsWhatHasPassed, ItDoesNotGoBackByItself,
                            OtherThreadsSeeItRise);

}  // namespace htq

#include "daemon/asked_together.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>

namespace htq {
namespace {

/// Looks that end when they are told to, and say which they were.
class AskedTogetherTest : public testing::Test {
 protected:
  std::future<int> ask() {
    auto answer = std::make_shared<std::promise<int>>();
    asked_->ask([answer](int look) { answer->set_value(look); });
    return answer->get_future();
  }
  void end_all_looks() { may_end_.set_value(); }

  std::atomic<int> looks_ = 0;
  std::promise<void> has_begun_;

 private:
  int look() {
    const int which = ++looks_;
    if (which == 1) has_begun_.set_value();
    ended_.wait();
    return which;
  }

  std::promise<void> may_end_;
  std::shared_future<void> ended_ = may_end_.get_future().share();

 protected:
  std::optional<AskedTogether<int>> asked_{std::in_place, "looks", [this] { return look(); }};
};

TEST_F(AskedTogetherTest, HoweverManyAskNobodyIsHeldUpAndTwoLooksAnswerThem) {
  auto first = ask();
  has_begun_.get_future().wait();
  // The look is under way and does not end; who asks goes on all the same.
  std::vector<std::future<int>> others;
  for (int number = 0; number < 1'000; ++number) others.push_back(ask());
  EXPECT_EQ(looks_, 1);
  end_all_looks();
  EXPECT_EQ(first.get(), 1);
  for (auto& other : others) EXPECT_EQ(other.get(), 2) << "what was found before it was asked for";
  EXPECT_EQ(looks_, 2);
  EXPECT_EQ(ask().get(), 3);
}

TEST_F(AskedTogetherTest, WhoAskedIsAnsweredBeforeItGoes) {
  auto first = ask();
  has_begun_.get_future().wait();
  auto second = ask();
  end_all_looks();
  asked_.reset();
  EXPECT_EQ(first.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  EXPECT_EQ(second.wait_for(std::chrono::seconds(0)), std::future_status::ready);
}

}  // namespace
}  // namespace htq

// What every implementation of EventLog must do. Instantiate with a World:
//
//   struct World {
//     EventLog& log();
//     void reopen();  // ends the log and opens what it stored
//     void settle();  // runs what the log posted; a log with a thread of its own does nothing
//   };
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "daemon/log/event_log.h"

namespace htq {

template <typename World>
class EventLogConformance : public testing::Test {
 protected:
  EventLog& log() { return world_.log(); }

  Result<> append(std::vector<std::string> records) {
    std::promise<Result<>> done;
    log().append(
        std::make_shared<const Batch>(Batch{.first = log().end().next(), .records = std::move(records)}),
        [&](Result<> result) { done.set_value(std::move(result)); });
    world_.settle();
    return done.get_future().get();
  }

  static std::vector<std::string> all(LogScan& scan, Position first = {1}) {
    std::vector<std::string> records;
    while (true) {
      const auto record = scan.next();
      if (!record) {
        ADD_FAILURE() << record.error().what;
        return records;
      }
      if (!*record) return records;
      EXPECT_EQ((*record)->position.value, first.value + records.size());
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>((*record)->bytes.data()) % 8, 0u);
      records.emplace_back((*record)->bytes);
    }
  }

  std::vector<std::string> all() { return all(*log().scan({1})); }

  World world_;
};

TYPED_TEST_SUITE_P(EventLogConformance);

TYPED_TEST_P(EventLogConformance, AnEmptyLogEndsAtZeroAndHasNoRecord) {
  EXPECT_EQ(this->log().end(), Position{0});
  EXPECT_TRUE(this->all().empty());
  EXPECT_EQ(this->log().read({0}).error().kind, FaultKind::bad_input);
  EXPECT_EQ(this->log().read({1}).error().kind, FaultKind::bad_input);
}

TYPED_TEST_P(EventLogConformance, AppendedRecordsStandAtRisingPositionsWithoutGap) {
  ASSERT_TRUE(this->append({"one"}));
  ASSERT_TRUE(this->append({"two", "", std::string("fo\0ur", 5)}));
  EXPECT_EQ(this->log().end(), Position{4});
  EXPECT_EQ(this->all(), (std::vector<std::string>{"one", "two", "", std::string("fo\0ur", 5)}));
  EXPECT_EQ(*this->log().read({2}), "two");
  EXPECT_EQ(*this->log().read({3}), "");
  EXPECT_EQ(this->log().read({5}).error().kind, FaultKind::bad_input);
}

TYPED_TEST_P(EventLogConformance, AScanBeginsWhereItIsToldAndEndsWhereTheLogEndedThen) {
  ASSERT_TRUE(this->append({"one", "two", "three"}));
  const auto scan = this->log().scan({2});
  const auto after = this->log().scan({4});
  ASSERT_TRUE(this->append({"four"}));
  EXPECT_EQ(this->all(*scan, {2}), (std::vector<std::string>{"two", "three"}));
  EXPECT_TRUE(this->all(*after, {4}).empty());
  EXPECT_TRUE(this->all(*this->log().scan({6}), {6}).empty());
}

TYPED_TEST_P(EventLogConformance, WhatWasAppendedIsThereAfterReopening) {
  const std::string large(200'000, 'x');
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) {
    const std::vector<std::string> batch{std::to_string(i), large, "end of " + std::to_string(i)};
    ASSERT_TRUE(this->append(batch));
    expected.insert(expected.end(), batch.begin(), batch.end());
    this->world_.reopen();
    ASSERT_EQ(this->log().end(), Position{expected.size()});
    ASSERT_EQ(this->all(), expected);
  }
}

TYPED_TEST_P(EventLogConformance, FollowersHearEachBatchInOrderBeforeItIsReportedDone) {
  std::vector<std::string> heard;
  const auto following = this->log().follow([&](const SharedBatch& batch) {
    EXPECT_EQ(this->log().end(), batch->last());
    EXPECT_EQ(*this->log().read(batch->first), batch->records.front());
    heard.push_back(std::to_string(batch->first.value) + "-" + std::to_string(batch->last().value));
  });
  ASSERT_TRUE(this->append({"one"}));
  EXPECT_THAT(heard, testing::ElementsAre("1-1"));
  ASSERT_TRUE(this->append({"two", "three"}));
  EXPECT_THAT(heard, testing::ElementsAre("1-1", "2-3"));
}

TYPED_TEST_P(EventLogConformance, AFollowerIsNotCalledAfterItsFollowingEnded) {
  int first = 0;
  int second = 0;
  auto following = this->log().follow([&](const SharedBatch&) { ++first; });
  const auto other = this->log().follow([&](const SharedBatch&) { ++second; });
  ASSERT_TRUE(this->append({"one"}));
  following.reset();
  ASSERT_TRUE(this->append({"two"}));
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 2);
}

TYPED_TEST_P(EventLogConformance, AFollowerMayEndItsOwnFollowing) {
  int heard = 0;
  std::unique_ptr<Following> following;
  following = this->log().follow([&](const SharedBatch&) {
    ++heard;
    following.reset();
  });
  ASSERT_TRUE(this->append({"one"}));
  ASSERT_TRUE(this->append({"two"}));
  EXPECT_EQ(heard, 1);
}

TYPED_TEST_P(EventLogConformance, AFollowingMayOutliveItsLog) {
  const auto following = this->log().follow([](const SharedBatch&) {});
  this->world_.reopen();
}

TYPED_TEST_P(EventLogConformance, FollowersComeAndGoWhileTheLogIsAppendedTo) {
  std::atomic<bool> appending = true;
  std::thread subscriber([&] {
    while (appending) {
      bool is_alive = true;
      const auto following = this->log().follow([&](const SharedBatch&) { EXPECT_TRUE(is_alive); });
      std::this_thread::yield();
      // Ends before is_alive does: a call after that would read a dead variable (seen by the sanitizers).
    }
  });
  for (int i = 0; i < 200; ++i) EXPECT_TRUE(this->append({"record"}));
  appending = false;
  subscriber.join();
}

TYPED_TEST_P(EventLogConformance, ReadersSeeWholeBatchesOnlyWhileTheLogIsAppendedTo) {
  constexpr std::uint64_t kInBatch = 7;
  std::atomic<bool> appending = true;
  std::thread reader([&] {
    std::uint64_t last_seen = 0;
    while (appending) {
      const auto end = this->log().end();
      const auto records = this->all(*this->log().scan({1}));
      EXPECT_GE(records.size(), end.value);
      EXPECT_EQ(records.size() % kInBatch, 0u);
      EXPECT_GE(records.size(), last_seen);
      last_seen = records.size();
      for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(records[i], std::to_string(i + 1));
    }
  });
  for (std::uint64_t position = 1; position < 100 * kInBatch;) {
    std::vector<std::string> records;
    for (std::uint64_t i = 0; i < kInBatch; ++i) records.push_back(std::to_string(position++));
    EXPECT_TRUE(this->append(std::move(records)));
  }
  appending = false;
  reader.join();
}

TYPED_TEST_P(EventLogConformance, ARandomWalkKeepsWhatAListWouldKeep) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<std::string> model;
  for (int step = 0; step < 200; ++step) {
    switch (random() % 8) {
      case 0: this->world_.reopen(); break;
      case 1: {
        const Position from{random() % (model.size() + 2) + 1};
        const auto records = this->all(*this->log().scan(from), from);
        const std::size_t skipped = std::min<std::size_t>(from.value - 1, model.size());
        ASSERT_EQ(records, std::vector<std::string>(model.begin() + static_cast<long>(skipped), model.end()));
        break;
      }
      case 2: {
        const Position position{random() % (model.size() + 2)};
        const auto record = this->log().read(position);
        const bool is_there = position.value >= 1 && position.value <= model.size();
        ASSERT_EQ(record.has_value(), is_there);
        if (is_there) {
          ASSERT_EQ(*record, model[position.value - 1]);
        }
        break;
      }
      default: {
        std::vector<std::string> batch(random() % 20 + 1);
        for (std::string& record : batch) record.assign(random() % 3000, static_cast<char>(random()));
        model.insert(model.end(), batch.begin(), batch.end());
        ASSERT_TRUE(this->append(std::move(batch)));
      }
    }
    ASSERT_EQ(this->log().end(), Position{model.size()});
  }
}

TYPED_TEST_P(EventLogConformance, ABatchThatDoesNotFollowTheEndIsABug) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  ASSERT_TRUE(this->append({"one"}));
  EXPECT_DEATH(
      this->log().append(std::make_shared<const Batch>(Batch{.first = {3}, .records = {"three"}}), nullptr),
      "follows the end");
  EXPECT_DEATH(this->log().append(std::make_shared<const Batch>(Batch{.first = {2}, .records = {}}), nullptr),
               "not empty");
}

REGISTER_TYPED_TEST_SUITE_P(EventLogConformance, AnEmptyLogEndsAtZeroAndHasNoRecord,
                            AppendedRecordsStandAtRisingPositionsWithoutGap,
                            AScanBeginsWhereItIsToldAndEndsWhereTheLogEndedThen,
                            WhatWasAppendedIsThereAfterReopening,
                            FollowersHearEachBatchInOrderBeforeItIsReportedDone,
                            AFollowerIsNotCalledAfterItsFollowingEnded, AFollowerMayEndItsOwnFollowing,
                            AFollowingMayOutliveItsLog, FollowersComeAndGoWhileTheLogIsAppendedTo,
                            ReadersSeeWholeBatchesOnlyWhileTheLogIsAppendedTo,
                            ARandomWalkKeepsWhatAListWouldKeep, ABatchThatDoesNotFollowTheEndIsABug);

}  // namespace htq

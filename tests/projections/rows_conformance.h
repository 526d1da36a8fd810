// What every implementation of Rows must do. Instantiate with a World:
//
//   struct World {
//     Rows& rows();
//     void crash();  // forgets what a crash forgets and opens what is left
//   };
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "projections/rows.h"

namespace htq {

using RowMap = std::map<std::string, std::string>;

inline RowMap rows_in(const RowSnapshot& snapshot, Family family, std::string_view begin = {},
                      std::string_view end = {}) {
  RowMap rows;
  const auto cursor = snapshot.range(family, begin, end);
  for (; cursor->valid(); cursor->next()) {
    if (!rows.empty()) {
      EXPECT_LT(rows.rbegin()->first, cursor->key());
    }
    rows.emplace(cursor->key(), cursor->value());
  }
  EXPECT_TRUE(cursor->status());
  return rows;
}

template <typename World>
class RowsConformance : public testing::Test {
 protected:
  Rows& rows() { return world_.rows(); }

  Family open(std::string_view name) {
    const auto family = rows().open_family(name);
    EXPECT_TRUE(family);
    return *family;
  }

  void put(Family family, std::string key, std::string value) {
    RowBatch batch;
    batch.put(family, std::move(key), std::move(value));
    ASSERT_TRUE(rows().write(batch));
  }

  RowMap all(Family family) { return rows_in(*rows().snapshot(), family); }

  World world_;
};

TYPED_TEST_SUITE_P(RowsConformance);

TYPED_TEST_P(RowsConformance, AFamilyHasOneHandleAndItsNameIsListed) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  EXPECT_NE(one, two);
  EXPECT_EQ(this->open("one"), one);
  EXPECT_THAT(this->rows().families(), testing::ElementsAre("one", "two"));
  EXPECT_TRUE(this->all(one).empty());
}

TYPED_TEST_P(RowsConformance, ABatchIsWrittenOverAllFamiliesAndItsLastChangeOfAKeyWins) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  this->put(one, "gone", "x");
  RowBatch batch;
  batch.put(one, "a", "1");
  batch.put(two, "a", "2");
  batch.erase(one, "gone");
  batch.erase(one, "never there");
  batch.put(one, "twice", "first");
  batch.put(one, "twice", "second");
  batch.put(two, "put and erased", "x");
  batch.erase(two, "put and erased");
  ASSERT_TRUE(this->rows().write(batch));
  EXPECT_EQ(this->all(one), (RowMap{{"a", "1"}, {"twice", "second"}}));
  EXPECT_EQ(this->all(two), (RowMap{{"a", "2"}}));
  const auto snapshot = this->rows().snapshot();
  EXPECT_EQ(**snapshot->get(one, "a"), "1");
  EXPECT_EQ(*snapshot->get(one, "gone"), std::nullopt);
  EXPECT_EQ(*snapshot->get(two, "put and erased"), std::nullopt);
}

TYPED_TEST_P(RowsConformance, RowsAreWalkedInTheOrderOfUnsignedBytes) {
  const Family family = this->open("one");
  for (const std::string key : {"b", "a\xff", "a", "\x80", "\x7f", ""}) this->put(family, key, "v");
  this->put(family, std::string("a\0", 2), "v");
  std::vector<std::string> keys;
  for (const auto& [key, value] : this->all(family)) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("", "a", std::string("a\0", 2), "a\xff", "b", "\x7f", "\x80"));
}

TYPED_TEST_P(RowsConformance, ARangeHoldsItsBeginAndNotItsEnd) {
  const Family family = this->open("one");
  for (const std::string key : {"a", "b", "c", "d"}) this->put(family, key, "of " + key);
  const auto snapshot = this->rows().snapshot();
  EXPECT_EQ(rows_in(*snapshot, family, "b", "d"), (RowMap{{"b", "of b"}, {"c", "of c"}}));
  EXPECT_EQ(rows_in(*snapshot, family, "bb", ""), (RowMap{{"c", "of c"}, {"d", "of d"}}));
  EXPECT_TRUE(rows_in(*snapshot, family, "b", "b").empty());
  EXPECT_TRUE(rows_in(*snapshot, family, "x", "").empty());
  EXPECT_TRUE(rows_in(*snapshot, family, "c", "b").empty());
}

TYPED_TEST_P(RowsConformance, ACursorSeeksBothWaysWithinItsRange) {
  const Family family = this->open("one");
  for (const std::string key : {"a", "c", "e", "g"}) this->put(family, key, "of " + key);
  const auto snapshot = this->rows().snapshot();
  const auto cursor = snapshot->range(family, "c", "g");
  ASSERT_TRUE(cursor->valid());
  EXPECT_EQ(cursor->key(), "c");
  cursor->seek("d");
  ASSERT_TRUE(cursor->valid());
  EXPECT_EQ(cursor->key(), "e");
  EXPECT_EQ(cursor->value(), "of e");
  cursor->seek("f");
  EXPECT_FALSE(cursor->valid());
  cursor->seek("a");
  ASSERT_TRUE(cursor->valid());
  EXPECT_EQ(cursor->key(), "c") << "not before the range";
  cursor->next();
  cursor->next();
  EXPECT_FALSE(cursor->valid());
  EXPECT_TRUE(cursor->status());
}

TYPED_TEST_P(RowsConformance, APrefixIsARangeWhateverItsBytes) {
  const Family family = this->open("one");
  for (const std::string key : {"a", "a\xff", "a\xff\xff", "b", "\xff", "\xff\xff", "\xff\xff x"})
    this->put(family, key, "");
  const auto snapshot = this->rows().snapshot();
  const auto keys_with = [&](const std::string& prefix) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : rows_in(*snapshot, family, prefix, after_prefix(prefix)))
      keys.push_back(key);
    return keys;
  };
  EXPECT_THAT(keys_with("a"), testing::ElementsAre("a", "a\xff", "a\xff\xff"));
  EXPECT_THAT(keys_with("a\xff"), testing::ElementsAre("a\xff", "a\xff\xff"));
  EXPECT_THAT(keys_with("\xff"), testing::ElementsAre("\xff", "\xff\xff", "\xff\xff x"));
  EXPECT_EQ(keys_with("").size(), 7u);
}

TYPED_TEST_P(RowsConformance, ASnapshotKeepsWhatItSawInAllFamilies) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  this->put(one, "a", "old");
  this->put(two, "b", "kept");
  const auto before = this->rows().snapshot();
  const auto walking = before->range(one, "", "");
  const auto cursor_value = walking->value();
  RowBatch batch;
  batch.put(one, "a", "new");
  batch.put(one, "later", "x");
  batch.erase(two, "b");
  ASSERT_TRUE(this->rows().write(batch));
  ASSERT_TRUE(this->rows().flush());
  EXPECT_EQ(rows_in(*before, one), (RowMap{{"a", "old"}}));
  EXPECT_EQ(rows_in(*before, two), (RowMap{{"b", "kept"}}));
  EXPECT_EQ(**before->get(one, "a"), "old");
  EXPECT_EQ(*before->get(one, "later"), std::nullopt);
  EXPECT_EQ(cursor_value, "old");
  walking->next();
  EXPECT_FALSE(walking->valid());
  EXPECT_EQ(this->all(one), (RowMap{{"a", "new"}, {"later", "x"}}));
  EXPECT_TRUE(this->all(two).empty());
}

TYPED_TEST_P(RowsConformance, ADroppedFamilyIsGoneButNotForASnapshotThatHasIt) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  this->put(one, "a", "1");
  this->put(two, "b", "2");
  {
    const auto before = this->rows().snapshot();
    ASSERT_TRUE(this->rows().drop_family(one));
    EXPECT_EQ(rows_in(*before, one), (RowMap{{"a", "1"}}));
    EXPECT_EQ(**before->get(one, "a"), "1");
  }
  EXPECT_THAT(this->rows().families(), testing::ElementsAre("two"));
  const Family again = this->open("one");
  EXPECT_NE(again, one);
  EXPECT_TRUE(this->all(again).empty());
  EXPECT_EQ(this->all(two), (RowMap{{"b", "2"}}));
}

TYPED_TEST_P(RowsConformance, ACrashKeepsExactlyWhatWasFlushedInAllFamilies) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  this->put(one, "a", "1");
  this->put(one, "b", "1");
  this->put(two, "a", "1");
  ASSERT_TRUE(this->rows().flush());
  RowBatch batch;
  batch.put(one, "a", "2");
  batch.erase(one, "b");
  batch.put(one, "c", "2");
  ASSERT_TRUE(this->rows().write(batch));
  this->world_.crash();
  EXPECT_EQ(this->all(this->open("one")), (RowMap{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(this->all(this->open("two")), (RowMap{{"a", "1"}}));
  this->put(this->open("one"), "b", "3");
  ASSERT_TRUE(this->rows().flush());
  this->world_.crash();
  EXPECT_EQ(this->all(this->open("one")), (RowMap{{"a", "1"}, {"b", "3"}}));
}

TYPED_TEST_P(RowsConformance, ACrashBeforeAnyFlushKeepsTheFamiliesAndNoRow) {
  const Family one = this->open("one");
  this->open("dropped");
  ASSERT_TRUE(this->rows().drop_family(this->open("dropped")));
  this->put(one, "a", "1");
  this->world_.crash();
  EXPECT_THAT(this->rows().families(), testing::ElementsAre("one"));
  EXPECT_TRUE(this->all(this->open("one")).empty());
}

TYPED_TEST_P(RowsConformance, AFlushWithNothingToFlushIsFine) {
  ASSERT_TRUE(this->rows().flush());
  this->open("one");
  ASSERT_TRUE(this->rows().flush());
  ASSERT_TRUE(this->rows().write({}));
  ASSERT_TRUE(this->rows().flush());
}

TYPED_TEST_P(RowsConformance, LoadedRowsAreThereAndSurviveACrashAtOnceWithWhatWasWrittenBefore) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  this->put(two, "z", "0");
  const auto before = this->rows().snapshot();
  RowBatch batch;
  batch.put(one, "b", "2");
  batch.put(one, "a", "1");
  batch.put(two, "y", "3");
  ASSERT_TRUE(this->rows().load(std::move(batch)));
  EXPECT_EQ(this->all(one), (RowMap{{"a", "1"}, {"b", "2"}}));
  EXPECT_TRUE(rows_in(*before, one).empty()) << "a snapshot from before sees none of it";
}

TYPED_TEST_P(RowsConformance, ACrashAfterALoadKeepsItAndNotWhatWasWrittenOverIt) {
  const Family one = this->open("one");
  this->put(one, "z", "0");
  RowBatch loaded;
  loaded.put(one, "a", "1");
  loaded.put(one, "b", "2");
  ASSERT_TRUE(this->rows().load(std::move(loaded)));
  RowBatch batch;
  batch.put(one, "a", "over");
  batch.erase(one, "b");
  batch.put(one, "c", "3");
  ASSERT_TRUE(this->rows().write(batch));
  EXPECT_EQ(this->all(one), (RowMap{{"a", "over"}, {"c", "3"}, {"z", "0"}}));
  this->world_.crash();
  EXPECT_EQ(this->all(this->open("one")), (RowMap{{"a", "1"}, {"b", "2"}, {"z", "0"}}));
}

TYPED_TEST_P(RowsConformance, ALoadOverwritesAndErasesAndItsLastChangeOfARowCounts) {
  const Family one = this->open("one");
  this->put(one, "a", "written");
  this->put(one, "b", "written");
  RowBatch first;
  first.put(one, "c", "loaded");
  first.put(one, "a", "loaded");
  ASSERT_TRUE(this->rows().load(std::move(first)));
  RowBatch second;
  second.put(one, "a", "for a moment");
  second.erase(one, "b");
  second.put(one, "c", "for a moment");
  second.erase(one, "c");
  second.erase(one, "never there");
  second.put(one, "a", "again");
  ASSERT_TRUE(this->rows().load(std::move(second)));
  EXPECT_EQ(this->all(one), (RowMap{{"a", "again"}}));
  this->put(one, "a", "written over it");
  EXPECT_EQ(this->all(one), (RowMap{{"a", "written over it"}}));
  ASSERT_TRUE(this->rows().load({}));
}

TYPED_TEST_P(RowsConformance, ManyRowsAreLoaded) {
  const Family one = this->open("one");
  RowMap expected;
  RowBatch batch;
  for (int i = 120'000; i > 100'000; --i) {
    expected.emplace(std::to_string(i), std::string(20, 'v'));
    batch.put(one, std::to_string(i), std::string(20, 'v'));
  }
  ASSERT_TRUE(this->rows().load(std::move(batch)));
  EXPECT_EQ(this->all(one), expected);
  EXPECT_EQ(*this->rows().snapshot()->get(one, "100001"), std::string(20, 'v'));
}

TYPED_TEST_P(RowsConformance, TwoLoadAtOnceAndBothAreThere) {
  const Family one = this->open("one");
  const Family both = this->open("both");
  const Family two = this->open("two");
  const auto load = [&](Family own, const std::string& name) {
    for (int round = 0; round < 20; ++round) {
      RowBatch batch;
      for (int i = 0; i < 50; ++i) batch.put(own, std::to_string(i), std::to_string(round));
      batch.put(both, name, std::to_string(round));
      ASSERT_TRUE(this->rows().load(std::move(batch)));
    }
  };
  std::thread other([&] { load(two, "two"); });
  load(one, "one");
  other.join();
  EXPECT_EQ(this->all(both), (RowMap{{"one", "19"}, {"two", "19"}}));
  EXPECT_EQ(this->all(one), this->all(two));
  EXPECT_EQ(this->all(one).size(), 50u);
}

TYPED_TEST_P(RowsConformance, WhatThreadsAddToOneLoadIsThereOnceItIsTakenIn) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  const auto load = this->rows().begin_load();
  const auto add = [&](Family family) {
    RowBatch batch;
    batch.put(family, "a", "1");
    RowBatch behind;
    behind.put(family, "a", "2");
    batch.add(std::move(behind));
    ASSERT_TRUE(load->add(std::move(batch)));
  };
  std::thread other([&] { add(two); });
  add(one);
  other.join();
  EXPECT_TRUE(this->all(one).empty());
  ASSERT_TRUE(load->take_in());
  EXPECT_EQ(this->all(one), (RowMap{{"a", "2"}}));
  EXPECT_EQ(this->all(two), this->all(one));
}

TYPED_TEST_P(RowsConformance, ALoadThatIsNotTakenInLeavesNothing) {
  const Family one = this->open("one");
  RowBatch batch;
  batch.put(one, "a", "1");
  ASSERT_TRUE(this->rows().begin_load()->add(std::move(batch)));
  this->world_.crash();
  EXPECT_TRUE(this->all(this->open("one")).empty());
}

TYPED_TEST_P(RowsConformance, ReadersSeeBatchesWholeWhileOthersAreWritten) {
  const Family one = this->open("one");
  const Family two = this->open("two");
  this->put(one, "n", "0");
  this->put(two, "n", "0");
  std::atomic<bool> writing = true;
  std::thread reader([&] {
    while (writing) {
      const auto snapshot = this->rows().snapshot();
      const auto first = rows_in(*snapshot, one);
      EXPECT_EQ(*snapshot->get(two, "n"), first.at("n"));
      EXPECT_EQ(first.size(), 1u);
    }
  });
  for (int i = 1; i < 2000; ++i) {
    RowBatch batch;
    batch.put(one, "n", std::to_string(i));
    batch.erase(one, "m" + std::to_string(i - 1));
    batch.put(two, "n", std::to_string(i));
    batch.put(two, "m" + std::to_string(i), "x");
    EXPECT_TRUE(this->rows().write(batch));
    if (i % 500 == 0) {
      EXPECT_TRUE(this->rows().flush());
    }
  }
  writing = false;
  reader.join();
}

TYPED_TEST_P(RowsConformance, TwoThreadsWriteToFamiliesOfTheirOwnAtOnce) {
  constexpr int kRows = 2'000;
  const Family one = this->open("one");
  const Family two = this->open("two");
  const auto fill = [&](Family family) {
    for (int number = 0; number < kRows; ++number) {
      RowBatch batch;
      batch.put(family, "row-" + std::to_string(number % 100), std::to_string(number));
      EXPECT_TRUE(this->rows().write(batch));
    }
  };
  std::thread other([&] { fill(two); });
  fill(one);
  other.join();
  EXPECT_EQ(this->all(one).size(), 100U);
  EXPECT_EQ(this->all(one), this->all(two));
  EXPECT_EQ(this->all(one).at("row-99"), std::to_string(kRows - 1));
}

TYPED_TEST_P(RowsConformance, ARandomWalkKeepsWhatAMapWouldKeep) {
  struct Model {
    std::map<std::string, RowMap> now;
    std::map<std::string, RowMap> flushed;
  };
  struct Taken {
    std::unique_ptr<RowSnapshot> snapshot;
    std::map<std::string, std::pair<Family, RowMap>> seen;
  };
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  const auto any_key = [&] { return std::string(1 + below(2), static_cast<char>('a' + below(12))); };
  const auto any_name = [&] { return std::string(1, static_cast<char>('A' + below(3))); };
  Model model;
  std::map<std::string, Family> families;
  std::vector<Taken> taken;
  for (int step = 0; step < 1500; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    const std::string name = any_name();
    if (!families.contains(name)) {
      families[name] = this->open(name);
      model.now[name];
      model.flushed[name];
    }
    const Family family = families[name];
    switch (below(24)) {
      case 0: {
        ASSERT_TRUE(this->rows().flush());
        model.flushed = model.now;
        break;
      }
      case 1: {
        if (below(4) > 0) break;
        taken.clear();
        this->world_.crash();
        model.now = model.flushed;
        for (auto& [known, handle] : families) handle = this->open(known);
        break;
      }
      case 2: {
        if (below(4) > 0) break;
        ASSERT_TRUE(this->rows().drop_family(family));
        families.erase(name);
        model.now.erase(name);
        model.flushed.erase(name);
        break;
      }
      case 3: {
        RowBatch batch;
        for (unsigned i = below(20); i > 0; --i) {
          const std::string key = any_key();
          if (below(4) == 0) {
            batch.erase(family, key);
            model.now[name].erase(key);
          } else {
            batch.put(family, key, "loaded " + std::to_string(step));
            model.now[name][key] = "loaded " + std::to_string(step);
          }
        }
        ASSERT_TRUE(this->rows().load(std::move(batch)));
        model.flushed = model.now;
        break;
      }
      case 4:
      case 5: {
        Taken now{.snapshot = this->rows().snapshot()};
        for (const auto& [known, handle] : families) now.seen[known] = {handle, model.now[known]};
        taken.push_back(std::move(now));
        break;
      }
      case 6:
      case 7: {
        if (taken.empty()) break;
        const std::size_t which = below(static_cast<unsigned>(taken.size()));
        for (const auto& [known, seen] : taken[which].seen) {
          ASSERT_EQ(rows_in(*taken[which].snapshot, seen.first), seen.second);
          const std::string key = any_key();
          const auto got = taken[which].snapshot->get(seen.first, key);
          ASSERT_TRUE(got);
          ASSERT_EQ(got->has_value(), seen.second.contains(key));
        }
        if (below(2) == 0) taken.erase(taken.begin() + static_cast<long>(which));
        break;
      }
      default: {
        RowBatch batch;
        for (unsigned i = below(6); i > 0; --i) {
          const auto into = std::next(families.begin(), below(static_cast<unsigned>(families.size())));
          const std::string key = any_key();
          if (below(3) == 0) {
            batch.erase(into->second, key);
            model.now[into->first].erase(key);
          } else {
            const std::string value = std::to_string(step) + "." + std::to_string(i);
            batch.put(into->second, key, value);
            model.now[into->first][key] = value;
          }
        }
        ASSERT_TRUE(this->rows().write(batch));
      }
    }
    if (const auto known = families.find(name); known != families.end()) {
      ASSERT_EQ(this->all(known->second), model.now[name]);
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(RowsConformance, AFamilyHasOneHandleAndItsNameIsListed,
                            ABatchIsWrittenOverAllFamiliesAndItsLastChangeOfAKeyWins,
                            RowsAreWalkedInTheOrderOfUnsignedBytes, ARangeHoldsItsBeginAndNotItsEnd,
                            ACursorSeeksBothWaysWithinItsRange, APrefixIsARangeWhateverItsBytes,
                            ASnapshotKeepsWhatItSawInAllFamilies,
                            ADroppedFamilyIsGoneButNotForASnapshotThatHasIt,
                            ACrashKeepsExactlyWhatWasFlushedInAllFamilies,
                            ACrashBeforeAnyFlushKeepsTheFamiliesAndNoRow, AFlushWithNothingToFlushIsFine,
                            LoadedRowsAreThereAndSurviveACrashAtOnceWithWhatWasWrittenBefore,
                            ACrashAfterALoadKeepsItAndNotWhatWasWrittenOverIt,
                            ALoadOverwritesAndErasesAndItsLastChangeOfARowCounts, ManyRowsAreLoaded,
                            TwoLoadAtOnceAndBothAreThere, WhatThreadsAddToOneLoadIsThereOnceItIsTakenIn,
                            ALoadThatIsNotTakenInLeavesNothing, ReadersSeeBatchesWholeWhileOthersAreWritten,
                            TwoThreadsWriteToFamiliesOfTheirOwnAtOnce, ARandomWalkKeepsWhatAMapWouldKeep);

}  // namespace htq

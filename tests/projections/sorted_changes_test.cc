// The order of a batch's changes, against the order that is defined: by family, key and place in the batch.
#include "projections/sorted_changes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace htq {
namespace {

/// Keys of few different bytes, many of them beginnings of others, with zeros and high bytes.
rc::Gen<std::string> keys() {
  return rc::gen::map(
      rc::gen::pair(rc::gen::element<std::string>("", "timeline", std::string("a\0b", 3)),
                    rc::gen::container<std::string>(rc::gen::element('\0', '\1', 'a', '\x7f', '\x80', '\xff'))),
      [](const std::pair<std::string, std::string>& parts) { return parts.first + parts.second; });
}

RC_GTEST_PROP(SortedChanges, AreByFamilyAndKeyAndTheLastComesLast, ()) {
  const auto asked = *rc::gen::container<std::vector<std::pair<std::uint32_t, std::string>>>(
      rc::gen::pair(rc::gen::inRange<std::uint32_t>(0, 3), keys()));
  RowBatch batch;
  for (std::size_t at = 0; at < asked.size(); ++at) {
    if (at % 5 == 4)
      batch.erase({asked[at].first}, asked[at].second);
    else
      batch.put({asked[at].first}, asked[at].second, std::to_string(at));
  }
  std::vector<const RowBatch::Change*> expected;
  for (const RowBatch::Change& change : batch.changes()) expected.push_back(&change);
  std::ranges::stable_sort(expected, [](const RowBatch::Change* one, const RowBatch::Change* other) {
    return one->family != other->family ? one->family < other->family : one->key < other->key;
  });
  RC_ASSERT(sorted_changes(batch) == expected);
}

TEST(RowBatchTest, KeepsWhatWasHandedInWhateverBecomesOfIt) {
  RowBatch batch;
  for (int at = 0; at < 3000; ++at) {
    std::string key = "key " + std::to_string(at);
    std::string value(static_cast<std::size_t>(at % 700), static_cast<char>('a' + at % 26));
    batch.put({1}, key, value);
    key.assign(key.size(), '?');
    value.assign(value.size(), '?');
  }
  const std::string large(3 << 20, 'x');
  batch.put({1}, "large", large);
  batch.put({1}, "empty", "");
  for (int at = 0; at < 3000; ++at) {
    EXPECT_EQ(batch.changes()[static_cast<std::size_t>(at)].key, "key " + std::to_string(at));
    EXPECT_EQ(batch.changes()[static_cast<std::size_t>(at)].value,
              std::string(static_cast<std::size_t>(at % 700), static_cast<char>('a' + at % 26)));
  }
  EXPECT_EQ(batch.changes()[3000].value, large);
  EXPECT_EQ(batch.changes()[3001].value, "");
  batch.clear();
  EXPECT_TRUE(batch.changes().empty());
  batch.put({1}, "again", "there");
  EXPECT_EQ(batch.changes().front().key, "again");
}

}  // namespace
}  // namespace htq

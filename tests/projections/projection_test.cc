// What a projection writes in a batch, and the digest of it.
#include "projections/projection.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "projections/memory_rows.h"

namespace htq {
namespace {

class RowWriterTest : public ::testing::Test {
 protected:
  /// What the same rows give that are put one by one.
  static Digest digest_of(std::initializer_list<std::pair<const char*, const char*>> rows) {
    Digest digest;
    for (const auto& [key, value] : rows) digest.add(key, value);
    return digest;
  }

  MemoryRows rows_;
  const Family family_ = *rows_.open_family("of a test");
};

TEST_F(RowWriterTest, ARowThatCameAndWentInABatchLeavesNothingAndCanComeAgain) {
  const auto before = rows_.snapshot();
  RowWriter writer(family_, *before, Digest{});
  writer.is_not_there("gone");
  writer.put("gone", "1");
  writer.erase("gone");
  EXPECT_EQ(writer.get("gone"), std::nullopt);
  writer.put("again", "1");
  writer.erase("again");
  writer.put("again", "2");
  const RowBatch batch = writer.finish();
  ASSERT_EQ(batch.changes().size(), 1U);
  EXPECT_EQ(batch.changes().front().key, "again");
  EXPECT_EQ(batch.changes().front().value, "2");
  EXPECT_EQ(writer.digest(), digest_of({{"again", "2"}}));
}

TEST_F(RowWriterTest, AnOldRowThatIsErasedAndPutAsItWasIsNoChange) {
  RowBatch old;
  old.put(family_, "kept", "1");
  old.put(family_, "erased", "1");
  ASSERT_TRUE(rows_.write(old));
  const Digest digest = digest_of({{"kept", "1"}, {"erased", "1"}});
  const auto before = rows_.snapshot();
  RowWriter writer(family_, *before, digest);
  writer.erase("kept");
  writer.put("kept", "1");
  writer.erase("erased");
  EXPECT_EQ(writer.get("erased"), std::nullopt);
  const RowBatch batch = writer.finish();
  ASSERT_EQ(batch.changes().size(), 1U);
  EXPECT_EQ(batch.changes().front().key, "erased");
  EXPECT_EQ(batch.changes().front().value, std::nullopt);
  EXPECT_EQ(writer.digest(), digest_of({{"kept", "1"}}));
}

}  // namespace
}  // namespace htq

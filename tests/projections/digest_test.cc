// Rows hashed four at a time are hashed as one by one, whatever their lengths.
#include "projections/digest.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace htq {
namespace {

struct Row {
  std::string key;
  std::string value;
};

Row row_of(std::size_t key_bytes, std::size_t value_bytes, std::mt19937& dice) {
  const auto some = [&](std::size_t bytes) {
    std::string text(bytes, '\0');
    for (char& byte : text) byte = static_cast<char>(dice());
    return text;
  };
  return {some(key_bytes), some(value_bytes)};
}

void expect_the_same(const std::vector<Row>& rows) {
  Digest one_by_one;
  DigestChange together{Digest{}};
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto& [key, value] = rows[at];
    if (at % 3 == 2) {
      one_by_one.remove(key, value);
      together.remove(key, value);
    } else {
      one_by_one.add(key, value);
      together.add(key, value);
    }
  }
  EXPECT_EQ(together.settle(), one_by_one);
  EXPECT_EQ(together.settle(), one_by_one) << "nothing counts twice";
}

TEST(DigestChange, IsTheSameAtEveryLengthAroundTheEndsOfBlocks) {
  std::mt19937 dice(1);
  for (std::size_t bytes = 0; bytes <= 9 * 128 + 1; ++bytes) {
    // Four of a length go together, the fifth by itself.
    std::vector<Row> rows;
    for (int number = 0; number < 5; ++number) rows.push_back(row_of(bytes % 40, bytes - bytes % 40, dice));
    expect_the_same(rows);
  }
}

TEST(DigestChange, IsTheSameForRowsOfManyLengthsInAnyOrder) {
  std::mt19937 dice(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<Row> rows;
    for (auto left = dice() % 60; left > 0; --left) rows.push_back(row_of(dice() % 60, dice() % 1400, dice));
    expect_the_same(rows);
  }
}

TEST(DigestChange, GoesOnFromADigest) {
  Digest digest;
  digest.add("a", "1");
  DigestChange change{digest};
  change.add("b", "2");
  digest.add("b", "2");
  EXPECT_EQ(change.settle(), digest);
  change.remove("a", "1");
  digest.remove("a", "1");
  EXPECT_EQ(change.settle(), digest);
}

}  // namespace
}  // namespace htq

#include "daemon/doors/sealed_positions.h"

#include <gtest/gtest.h>
#include <sodium.h>

namespace htq {
namespace {

struct Sealed : ::testing::Test {
  static void SetUpTestSuite() { ASSERT_GE(sodium_init(), 0); }
  const SealedPositions positions{std::string(32, 'k')};
};

TEST_F(Sealed, APositionComesBackAndEverySealIsAnother) {
  for (const std::uint64_t position : {0ULL, 1ULL, 255ULL, 256ULL, 1'234'567ULL, ~0ULL}) {
    const std::string sealed = positions.seal({position});
    EXPECT_EQ(sealed.size(), 64U);
    EXPECT_NE(sealed, positions.seal({position}));
    EXPECT_EQ(positions.open(sealed), Position{position});
  }
}
TEST_F(Sealed, WhatThisOfficeDidNotSealDoesNotOpen) {
  const std::string sealed = positions.seal({7});
  EXPECT_EQ(SealedPositions(std::string(32, 'o')).open(sealed), std::nullopt);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string other = sealed;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(positions.open(other), std::nullopt) << at;
  }
  for (const std::string& other : {std::string(), std::string("7"), sealed + "A", sealed.substr(1),
                                   sealed + "=", std::string(64, 'A'), std::string(100'000, 'A')})
    EXPECT_EQ(positions.open(other), std::nullopt) << other.substr(0, 80);
}
TEST_F(Sealed, ASealHasOneText) {
  const std::string sealed = positions.seal({7});
  for (std::size_t at = 0; at < sealed.size(); ++at)
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = sealed;
      other[at] = static_cast<char>(byte);
      if (other != sealed) EXPECT_EQ(positions.open(other), std::nullopt) << at << ' ' << byte;
    }
}
TEST_F(Sealed, APlaceInAListComesBackAndItsLengthIsNotTold) {
  const std::string short_one("\0k", 2);
  const std::string long_one(200, 'x');
  EXPECT_EQ(positions.open_place(positions.seal_place(short_one)), short_one);
  EXPECT_EQ(positions.open_place(positions.seal_place(long_one)), long_one);
  EXPECT_EQ(positions.open_place(positions.seal_place(std::string(5'000, 'y'))), std::string(5'000, 'y'));
  EXPECT_EQ(positions.seal_place(short_one).size(), positions.seal_place(long_one).size());
}
TEST_F(Sealed, APositionIsNoPlaceInAList) {
  EXPECT_EQ(positions.open_place(positions.seal({1})), std::nullopt);
  EXPECT_EQ(positions.open(positions.seal_place(std::string(8, '\0'))), std::nullopt);
}

}  // namespace
}  // namespace htq

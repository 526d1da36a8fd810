#include "daemon/random.h"

#include <gtest/gtest.h>

#include <array>

namespace htq {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

Bytes drawn(Random& random) {
  Bytes bytes{};
  random.fill(bytes);
  return bytes;
}

Bytes of_place(Random& random, std::uint64_t place) {
  Bytes bytes{};
  random.fill_at(place, bytes);
  return bytes;
}

TEST(SeededRandom, TheBytesOfAPlaceDependOnSeedAndPlaceAlone) {
  SeededRandom one(7);
  SeededRandom started_again(7);
  SeededRandom other(8);
  const Bytes before = of_place(one, 12);
  drawn(one);
  of_place(one, 11);
  EXPECT_EQ(of_place(one, 12), before);
  EXPECT_EQ(of_place(started_again, 12), before);
  EXPECT_NE(of_place(one, 13), before);
  EXPECT_NE(of_place(other, 12), before);
}

TEST(SeededRandom, PlacesTakeNothingFromWhatIsDrawn) {
  SeededRandom one(7);
  SeededRandom other(7);
  const Bytes first = drawn(one);
  of_place(other, 0);
  EXPECT_EQ(drawn(other), first);
  EXPECT_NE(drawn(one), first);
  EXPECT_NE(of_place(one, 0), first) << "a place is no call";
}

TEST(SystemRandom, APlaceHasNoMemory) {
  SystemRandom random;
  EXPECT_NE(of_place(random, 12), of_place(random, 12));
}

}  // namespace
}  // namespace htq

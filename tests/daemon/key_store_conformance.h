// What every store of keys of persons must do. Instantiate with a World:
//
//   struct World {
//     KeyStore& store();
//     void again();  // as after a restart: opened anew, if it is kept anywhere
//   };
#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "daemon/access/key_store.h"
#include "projections/key.h"

namespace htq {

template <typename World>
class KeyStoreConformance : public testing::Test {
 protected:
  KeyStore& store() { return world_.store(); }
  std::string id(std::uint64_t number) {
    const auto key = store().find(number);
    EXPECT_TRUE(key.has_value()) << number;
    return key ? key->id() : "";
  }
  NoKey why_not(std::uint64_t number) {
    const auto key = store().find(number);
    EXPECT_FALSE(key.has_value()) << number;
    return key ? NoKey{} : key.error();
  }

  World world_;
};
TYPED_TEST_SUITE_P(KeyStoreConformance);

TYPED_TEST_P(KeyStoreConformance, WhatIsReadyIsThereAfterARestart) {
  ASSERT_TRUE(this->store().make_ready(1, 3));
  std::set<std::string> ids;
  for (std::uint64_t number = 1; number <= 3; ++number) {
    ids.insert(this->id(number));
    EXPECT_EQ(number_of_key(this->id(number)), number);
  }
  EXPECT_EQ(ids.size(), 3U);
  const std::string sealed = this->store().find(2)->seal("Ada", {{7}, 0});
  this->world_.again();
  EXPECT_TRUE(ids.contains(this->id(1)) && ids.contains(this->id(2)) && ids.contains(this->id(3)));
  EXPECT_EQ(this->store().find(2)->open(sealed), "Ada");
}

TYPED_TEST_P(KeyStoreConformance, WhatWasNeverMadeIsMissing) {
  EXPECT_EQ(this->why_not(1), NoKey::missing);
  ASSERT_TRUE(this->store().make_ready(4, 2));
  for (const std::uint64_t number : {0, 1, 3, 6, 1'000'000}) EXPECT_EQ(this->why_not(number), NoKey::missing);
  EXPECT_NE(this->id(4), "");
}

TYPED_TEST_P(KeyStoreConformance, WhatWasDestroyedStaysDestroyedAndTheOthersStay) {
  ASSERT_TRUE(this->store().make_ready(1, 3));
  const std::vector<std::string> two{this->id(1), this->id(3)};
  ASSERT_TRUE(this->store().destroy(two));
  for (int restarts = 0; restarts < 2; ++restarts, this->world_.again()) {
    EXPECT_EQ(this->why_not(1), NoKey::destroyed);
    EXPECT_EQ(this->why_not(3), NoKey::destroyed);
    EXPECT_NE(this->id(2), "");
  }
  EXPECT_TRUE(this->store().destroy(two));
}

TYPED_TEST_P(KeyStoreConformance, NoNumberIsGivenTwiceWhateverHasBecomeOfItsKey) {
  EXPECT_EQ(this->store().make_ready(1, 3), 1U);
  const std::string first = this->id(1);
  EXPECT_EQ(this->store().make_ready(2, 2), 4U);
  ASSERT_TRUE(this->store().destroy(std::vector<std::string>{this->id(4), this->id(5)}));
  this->world_.again();
  EXPECT_EQ(this->store().make_ready(1, 1), 6U);
  EXPECT_EQ(this->store().make_ready(10, 2), 10U);
  this->world_.again();
  EXPECT_EQ(this->store().make_ready(1, 1), 12U);
  EXPECT_EQ(this->id(1), first);
  EXPECT_EQ(this->why_not(5), NoKey::destroyed);
  EXPECT_EQ(this->why_not(9), NoKey::missing);
}

TYPED_TEST_P(KeyStoreConformance, AKeyOfAnotherStoreIsNotDestroyed) {
  ASSERT_TRUE(this->store().make_ready(1, 1));
  const std::string other = PersonKey(1, std::string(kPersonKeyBytes, 'o')).id();
  const std::string mine = this->id(1);
  const std::vector<std::string> ids{other, "", "short",
                                     PersonKey(99, std::string(kPersonKeyBytes, 'o')).id()};
  ASSERT_TRUE(this->store().destroy(ids));
  EXPECT_EQ(this->id(1), mine);
}

TYPED_TEST_P(KeyStoreConformance, ANumberThatNoStoreHoldsIsMissingAndPassedOver) {
  ASSERT_TRUE(this->store().make_ready(1, 1));
  const std::string mine = this->id(1);
  // In a file of slots of 80 bytes the place of the second would be that of key 1, and the others' before the file.
  for (const std::uint64_t number : {std::uint64_t{1} << 62U, (std::uint64_t{1} << 60U) + 1, ~std::uint64_t{0}}) {
    EXPECT_EQ(this->why_not(number), NoKey::missing);
    std::string id;
    append_number(id, number);
    const std::vector<std::string> ids{id + this->store().find(1)->mark()};
    EXPECT_TRUE(this->store().destroy(ids)) << number;
  }
  EXPECT_EQ(this->id(1), mine);
}

REGISTER_TYPED_TEST_SUITE_P(KeyStoreConformance, WhatIsReadyIsThereAfterARestart, WhatWasNeverMadeIsMissing,
                            WhatWasDestroyedStaysDestroyedAndTheOthersStay,
                            NoNumberIsGivenTwiceWhateverHasBecomeOfItsKey, AKeyOfAnotherStoreIsNotDestroyed,
                            ANumberThatNoStoreHoldsIsMissingAndPassedOver);

}  // namespace htq

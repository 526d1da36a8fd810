#include "daemon/log/watermark.h"

#include <gtest/gtest.h>

#include <fstream>

#include "daemon/log/crc32c.h"
#include "tests/log/temporary_directory.h"

namespace htq {
namespace {

class WatermarkTest : public testing::Test {
 protected:
  std::string bytes() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void damage(std::size_t at) {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<long>(at));
    file.put('!');
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "watermark";
};

TEST(Crc32c, HasTheValueOfTheStandardsExample) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
}

TEST_F(WatermarkTest, IsZeroIfThereIsNone) {
  EXPECT_EQ(*Watermark::read(path_), Position{0});
}

TEST_F(WatermarkTest, HasTheBytesThatItsHeaderDocuments) {
  ASSERT_TRUE(Watermark::overwrite(path_, {300}));
  EXPECT_EQ(bytes().size(), 1024u);
  EXPECT_EQ(bytes().substr(0, 20), std::string("htqwmark\0\0\0\0\0\0\x01\x2c\xc0\x76\xba\x82", 20));
}

TEST_F(WatermarkTest, KeepsTheLastThatWasNoted) {
  for (std::uint64_t position = 1; position < 6; ++position) {
    const auto watermark = Watermark::open(path_, {});
    ASSERT_TRUE(watermark);
    (*watermark)->note({position * 10 - 1});
    (*watermark)->note({position * 10});
    (*watermark)->note({1});
  }
  EXPECT_EQ(*Watermark::read(path_), Position{50});
}

TEST_F(WatermarkTest, ATornWriteLeavesTheOneBefore) {
  ASSERT_TRUE(Watermark::overwrite(path_, {7}));
  {
    const auto watermark = Watermark::open(path_, {});
    (*watermark)->note({8});
  }
  EXPECT_EQ(*Watermark::read(path_), Position{8});
  damage(12);
  EXPECT_EQ(*Watermark::read(path_), Position{7});
}

TEST_F(WatermarkTest, WithoutAWholeSlotItIsCorrupted) {
  ASSERT_TRUE(Watermark::overwrite(path_, {7}));
  damage(3);
  damage(512 + 19);
  EXPECT_EQ(Watermark::read(path_).error().kind, FaultKind::corrupted);
  EXPECT_EQ(Watermark::open(path_, {}).error().kind, FaultKind::corrupted);
}

TEST_F(WatermarkTest, AFileThatWasNeverFilledIsZero) {
  std::ofstream(path_, std::ios::binary) << std::string(700, '\0');
  EXPECT_EQ(*Watermark::read(path_), Position{0});
}

}  // namespace
}  // namespace htq

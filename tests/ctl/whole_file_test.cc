#include "daemon/ctl/whole_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace htq::ctl {
namespace {

namespace fs = std::filesystem;

class WholeFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "htq-whole-file-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory = name;
  }
  void TearDown() override { fs::remove_all(directory); }

  static std::string contents(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(directory), {}); }

  fs::path directory;
};

TEST_F(WholeFiles, WhatWasThereStaysUntilTheNewOneIsComplete) {
  const fs::path path = directory / "export";
  std::ofstream(path) << "old";
  auto file = WholeFile::begin(path);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("new"));
  EXPECT_EQ(contents(path), "old");
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(contents(path), "new");
  EXPECT_EQ(files(), 1);
}

TEST_F(WholeFiles, WhatIsNotFinishedLeavesNothing) {
  {
    ASSERT_TRUE(WholeFile::begin(directory / "export")->write("half"));
  }
  EXPECT_EQ(files(), 0);
}

TEST_F(WholeFiles, ALinkStaysALinkAndADirectoryIsRefused) {
  std::ofstream(directory / "kept") << "old";
  fs::create_symlink("kept", directory / "link");
  auto file = WholeFile::begin(directory / "link");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("new"));
  ASSERT_TRUE(file->finish());
  EXPECT_TRUE(fs::is_symlink(directory / "link"));
  EXPECT_EQ(contents(directory / "kept"), "new");
  EXPECT_FALSE(WholeFile::begin(directory));
  EXPECT_FALSE(WholeFile::begin("/dev/null"));
}

}  // namespace
}  // namespace htq::ctl

// Every input of the committed corpora, through its target, without libFuzzer.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "tests/fuzz/target.h"

namespace htq::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(HTQ_SOURCE_DIR) / "tests/fuzz/corpus";

char input_under_way[4096];

/// A check of ours or of the library that ends the process says nothing of the input: this does.
void name_the_input(int) {
  static constexpr char kWords[] = "the input was ";
  static_cast<void>(::write(STDERR_FILENO, kWords, sizeof kWords - 1));
  static_cast<void>(::write(STDERR_FILENO, input_under_way, std::strlen(input_under_way)));
  static_cast<void>(::write(STDERR_FILENO, "\n", 1));
  std::signal(SIGABRT, SIG_DFL);
  std::raise(SIGABRT);
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, HoldsNothingThatBreaksAPromise) {
  std::signal(SIGABRT, name_the_input);
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::directory_iterator(kCorpus / GetParam().name)) inputs.push_back(entry.path());
  ASSERT_FALSE(inputs.empty()) << "no input of " << GetParam().name << " is kept";
  std::ranges::sort(inputs);
  for (const fs::path& input : inputs) {
    std::strncpy(input_under_way, input.c_str(), sizeof input_under_way - 1);
    try {
      GetParam().run(bytes_of(input));
    } catch (const std::exception& broken) {
      ADD_FAILURE() << input.native() << ": " << broken.what();
    }
  }
  std::signal(SIGABRT, SIG_DFL);
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, ::testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

TEST(Corpora, AreOfTargetsThatThereAre) {
  for (const auto& entry : fs::directory_iterator(kCorpus))
    EXPECT_TRUE(std::ranges::any_of(kTargets, [&](const Target& target) {
      return entry.path().filename() == target.name;
    })) << entry.path();
}

}  // namespace
}  // namespace htq::fuzz

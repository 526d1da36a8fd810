// domain/README.md is printed from the code; here it is held against it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "domain/describe.h"
#include "domain/refusal.h"
#include "domain/workflow.h"

namespace htq {
namespace {

std::string first_difference(const std::string& kept, const std::string& printed) {
  const auto [at, there] = std::mismatch(kept.begin(), kept.end(), printed.begin(), printed.end());
  const auto line = 1 + std::count(kept.begin(), at, '\n');
  return "line " + std::to_string(line);
}

TEST(DomainReadme, IsWhatTheCodePrints) {
  const std::string path = HTQ_SOURCE_DIR "/domain/README.md";
  const std::string printed = describe_domain();
  if (const char* update = std::getenv("HTQ_UPDATE_GOLDEN"); update != nullptr && *update == '1')
    std::ofstream(path, std::ios::binary) << printed;
  std::ifstream file(path, std::ios::binary);
  const std::string kept{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(kept == printed)
      << "domain/README.md differs from the code, first at " << first_difference(kept, printed)
      << ". Run this test with HTQ_UPDATE_GOLDEN=1 and read the difference before you commit it.";
}

TEST(DomainReadme, NamesEveryCommandAndEveryRefusal) {
  const std::string printed = describe_domain();
  for (std::uint16_t number = 0; number < kActions; ++number) {
    const std::string_view name = name_of(static_cast<Action>(number));
    EXPECT_NE(printed.find("`" + std::string(name) + "`"), std::string::npos) << name;
  }
  for (const RefusalText& text : all_refusals())
    EXPECT_NE(printed.find("`" + std::string(text.name) + "`"), std::string::npos) << text.name;
}

TEST(DomainReadme, HasOneMeaningForEachWord) {
  for (const Term& term : glossary()) {
    EXPECT_FALSE(term.meaning.empty()) << term.term;
    const auto same = [&](const Term& other) { return other.term == term.term; };
    EXPECT_EQ(std::ranges::count_if(glossary(), same), 1) << term.term;
  }
}

}  // namespace
}  // namespace htq

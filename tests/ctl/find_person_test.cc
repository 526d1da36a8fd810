// Names and addresses are compared word by word.
#include "daemon/ctl/find_person.h"

#include <gtest/gtest.h>

namespace htq::ctl {
namespace {

bool holds(std::string_view text, std::string_view wanted) {
  return words_compared(text).find(words_compared(wanted)) != std::string::npos;
}

TEST(FindPerson, ComparesWholeWordsWhateverTheirCapitalsAndWhatStandsBetween) {
  EXPECT_EQ(words_compared("12,  High Street\nLeeds."), " 12 high street leeds ");
  EXPECT_TRUE(holds("Dr Ada LOVELACE, 12 High Street", "ada lovelace"));
  EXPECT_TRUE(holds("Lovelace, Ada", "Lovelace Ada"));
  EXPECT_TRUE(holds("w.q@example.org", "W.Q@EXAMPLE.ORG"));
  EXPECT_TRUE(holds("Zo\u00eb Smith", "zo\u00eb smith"));
  EXPECT_FALSE(holds("Adamant Lovelace", "ada"));
  EXPECT_FALSE(holds("Ada Lovelace", "Lovelace Ada"));
}

TEST(FindPerson, HasNothingToCompareWithoutALetterOrADigit) {
  for (const char* nothing : {"", " ", "-,."}) EXPECT_EQ(words_compared(nothing), " ") << nothing;
}

}  // namespace
}  // namespace htq::ctl

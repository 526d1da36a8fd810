#include "tests/support/well_told.h"

#include <regex>

namespace htq::tests {

std::string gap_in(const std::string& sentence) {
  struct Gap {
    const char* what;
    std::regex looks_like;
  };
  static const Gap kGaps[] = {
      {"it is empty", std::regex("^$")},
      {"a blank at an end", std::regex("^ | $")},
      {"two blanks", std::regex("  ")},
      {"a blank before a mark", std::regex(" [.,:;)]")},
      {"brackets around nothing", std::regex(R"(\( *\)|'')")},
      {"a mark after a mark", std::regex(R"([,:;] *[.,:;)]|\.\.)")},
      {"nothing after a colon", std::regex(":$")},
      {"a small word after a small word",
       std::regex(R"(\b(into|from|to|by|for|of|on|as|is|until) (into|from|to|until|is)\b)")},
      {"a count that does not agree", std::regex(R"(\b1 (case|line|paper|item|year|response)s\b)")},
      {"none", std::regex(R"(\bnone\b)")},
      {"a word twice", std::regex(R"(\b([A-Za-z]+) \1\b)")},
  };
  for (const Gap& gap : kGaps)
    if (std::regex_search(sentence, gap.looks_like)) return gap.what;
  return {};
}

::testing::AssertionResult is_well_told(const std::string& sentence) {
  const std::string gap = gap_in(sentence);
  if (gap.empty()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << gap << ": \"" << sentence << "\"";
}

}  // namespace htq::tests

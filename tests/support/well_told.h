// Whether a sentence reads as one: nothing missing where a value was left out, counts that agree with their
// nouns, no word or full stop twice.
#pragma once

#include <gtest/gtest.h>

#include <regex>
#include <string>

namespace htq::tests {

/// What is wrong with it; empty: nothing.
inline std::string gap_in(const std::string& sentence) {
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

inline ::testing::AssertionResult is_well_told(const std::string& sentence) {
  const std::string gap = gap_in(sentence);
  if (gap.empty()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << gap << ": \"" << sentence << "\"";
}

}  // namespace htq::tests

#include "domain/title.h"

#include <cstddef>
#include <vector>

#include "domain/title_letters.h"

namespace htq {
namespace {

struct Word {
  std::string small;  // in small letters, without the s of the plural
  std::size_t begin;
  std::size_t end;
};

bool is_letter_or_digit(char character) {
  return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
         (character >= 'A' && character <= 'Z');
}

char small(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

// Everything that is no ASCII letter or digit parts words, bytes beyond ASCII too: a dash does, and no word
// that this rule looks for holds a letter with an accent.
std::vector<Word> words_of(std::string_view title) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < title.size();) {
    if (!is_letter_or_digit(title[at])) {
      ++at;
      continue;
    }
    Word word{.begin = at};
    while (at < title.size() && is_letter_or_digit(title[at])) word.small += small(title[at++]);
    word.end = at;
    if (word.small.ends_with('s')) word.small.pop_back();
    words.push_back(word);
  }
  return words;
}

}  // namespace

std::optional<std::string> words_no_approved_title_may_hold(std::string_view text) {
  const std::string title = as_it_looks(text);
  const auto words = words_of(title);
  const auto in_title = [&](const Word& first, const Word& last) {
    return title.substr(first.begin, last.end - first.begin);
  };
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].small == "htq") return in_title(words[at], words[at]);
    if (at + 2 < words.size() && words[at].small == "higher" && words[at + 1].small == "technical" &&
        words[at + 2].small == "qualification")
      return in_title(words[at], words[at + 2]);
  }
  return std::nullopt;
}

std::string collapsed(std::string_view text) {
  const std::string seen = as_it_looks(text);
  std::string_view title = seen;
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  constexpr std::string_view kNoBreak =
      "\xC2\xA0";  // U+00A0, which pages and word processors put between words
  std::string result;
  bool blank = false;
  while (!title.empty()) {
    if (kBlanks.contains(title.front()) || title.starts_with(kNoBreak)) {
      blank = true;
      title.remove_prefix(title.starts_with(kNoBreak) ? kNoBreak.size() : 1);
      continue;
    }
    if (blank && !result.empty()) result += ' ';
    blank = false;
    result += small(title.front());
    title.remove_prefix(1);
  }
  return result;
}

}  // namespace htq

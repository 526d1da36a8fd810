#include "daemon/ctl/import/title_level.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace htq::ctl {
namespace {

struct KindOfAward {
  std::string_view words;  // in small letters, blanks around it counted
  int level;
};
// Short forms are words of their own: "hnc" is no part of "technc".
constexpr std::array kKinds{
    KindOfAward{" certhe ", 4},
    KindOfAward{"certificate of higher education", 4},
    KindOfAward{"higher national certificate", 4},
    KindOfAward{" hnc ", 4},
    KindOfAward{" diphe ", 5},
    KindOfAward{"diploma of higher education", 5},
    KindOfAward{"higher national diploma", 5},
    KindOfAward{" hnd ", 5},
    KindOfAward{"foundation degree", 5},
    KindOfAward{" fd ", 5},
    KindOfAward{" fda ", 5},
    KindOfAward{" fdsc ", 5},
    KindOfAward{" fdeng ", 5},
};

/// Small letters and digits, one blank for whatever stands between them and at both ends.
std::string words_of(std::string_view title) {
  std::string words = " ";
  for (const char c : title) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0)
      words += static_cast<char>(std::tolower(byte));
    else if (words.back() != ' ')
      words += ' ';
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

}  // namespace

std::optional<int> level_of_title(std::string_view title) {
  const std::string words = words_of(title);
  constexpr std::string_view kLevel = " level ";
  if (const auto at = words.find(kLevel); at != std::string::npos) {
    const std::string_view number = std::string_view(words).substr(at + kLevel.size());
    if (number.size() > 1 && std::isdigit(static_cast<unsigned char>(number[0])) != 0 && number[1] == ' ')
      return number[0] - '0';
  }
  const auto kind = std::ranges::find_if(
      kKinds, [&](const KindOfAward& each) { return words.find(each.words) != std::string::npos; });
  return kind == kKinds.end() ? std::nullopt : std::optional(kind->level);
}

}  // namespace htq::ctl

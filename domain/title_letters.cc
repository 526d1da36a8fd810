#include "domain/title_letters.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>

namespace htq {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Characters without a width, from the Unicode tables: format characters (Cf), marks of direction among them,
// and letters that are drawn as nothing.
constexpr Range kNoWidth[] = {
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // joiner of graphemes
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian selectors
    {0x200B, 0x200F},    // zero width space and joiners, marks of direction
    {0x202A, 0x202E},    // embedding and overriding of direction
    {0x2060, 0x206F},    // word joiner, isolation of direction
    {0x3164, 0x3164},    // Hangul filler
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // Hangul filler, halfwidth
    {0xFFF9, 0xFFFB},    // interlinear annotation
    {0x1BCA0, 0x1BCA3},  // shorthand format
    {0xE0000, 0xE0FFF},  // tags, more variation selectors
};
constexpr Range kControl[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x2028, 0x2029},  // the last two part lines and paragraphs
};

// U+FF01 to U+FF5E are U+0021 to U+007E, drawn as wide as an ideograph; U+3000 is their blank.
constexpr Range kFullwidth{0xFF01, 0xFF5E};
constexpr std::uint32_t kFullwidthOffset = 0xFF01 - 0x21;
constexpr std::uint32_t kFullwidthBlank = 0x3000;

// Whole alphabets that are the Latin one in another dress, from the Unicode tables (compatibility forms).
// Of both cases: 26 capitals and 26 small letters, again and again.
struct Dress {
  Range range;
  char first;
  bool both_cases = false;
};
constexpr Dress kDresses[] = {
    {{0x1D400, 0x1D6A3}, 'A', true},  // mathematical: bold, italic, script, fraktur, double-struck, ...
    {{0x249C, 0x24B5}, 'a'},          // in parentheses
    {{0x24B6, 0x24E9}, 'A', true},    // circled
    {{0x1F110, 0x1F129}, 'A'},        // in parentheses
    {{0x1F130, 0x1F149}, 'A'},        // squared
    {{0x1F150, 0x1F169}, 'A'},        // white on a circle
    {{0x1F170, 0x1F189}, 'A'},        // white on a square
};

// Single letters: those that the mathematical alphabets leave out since they were there before, and letters
// of other scripts that are drawn as those of the mark.
struct Letter {
  std::uint32_t character;
  char latin;
};
constexpr Letter kLetters[] = {
    {0x2102, 'C'}, {0x210A, 'g'}, {0x210B, 'H'}, {0x210C, 'H'}, {0x210D, 'H'}, {0x210E, 'h'}, {0x2110, 'I'},
    {0x2111, 'I'}, {0x2112, 'L'}, {0x2113, 'l'}, {0x2115, 'N'}, {0x2119, 'P'}, {0x211A, 'Q'}, {0x211B, 'R'},
    {0x211C, 'R'}, {0x211D, 'R'}, {0x2124, 'Z'}, {0x2128, 'Z'}, {0x212A, 'K'}, {0x212C, 'B'}, {0x212D, 'C'},
    {0x212F, 'e'}, {0x2130, 'E'}, {0x2131, 'F'}, {0x2133, 'M'}, {0x2134, 'o'}, {0x2139, 'i'}, {0x2145, 'D'},
    {0x2146, 'd'}, {0x2147, 'e'}, {0x2148, 'i'}, {0x2149, 'j'}, {0x0397, 'H'}, {0x03A4, 'T'},  // Greek
    {0x041D, 'H'}, {0x0422, 'T'}, {0x04BB, 'h'}, {0x051A, 'Q'}, {0x051B, 'q'},                 // Cyrillic
};

bool is_in(const Range& range, std::uint32_t character) {
  return range.first <= character && character <= range.last;
}
template <std::size_t size>
bool is_in(const Range (&ranges)[size], std::uint32_t character) {
  return std::ranges::any_of(ranges, [&](const Range& range) { return is_in(range, character); });
}

/// The Latin letter that a character is drawn as.
std::optional<char> latin_of(std::uint32_t character) {
  for (const auto& [range, first, both_cases] : kDresses) {
    if (!is_in(range, character)) continue;
    const std::uint32_t place = character - range.first;
    if (!both_cases) return static_cast<char>(first + place);
    return static_cast<char>((place / 26 % 2 == 0 ? 'A' : 'a') + place % 26);
  }
  const auto* letter = std::ranges::find(kLetters, character, &Letter::character);
  if (letter == std::end(kLetters)) return std::nullopt;
  return letter->latin;
}

struct Character {
  std::uint32_t number = 0;  // as Unicode numbers it; beyond the last one if the byte is no UTF-8
  std::string_view bytes;
};
constexpr std::uint32_t kNoCharacter = 0x110000;

/// The next character of a text that is not empty. UTF-8 says in the first byte how many follow with six bits
/// each.
Character next(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::size_t length = byte(0) < 0x80   ? 1
                             : byte(0) < 0xC0 ? 0
                             : byte(0) < 0xE0 ? 2
                             : byte(0) < 0xF0 ? 3
                                              : 4;
  if (length == 0 || length > text.size()) return {.number = kNoCharacter, .bytes = text.substr(0, 1)};
  std::uint32_t number = length == 1 ? byte(0) : byte(0) & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80) return {.number = kNoCharacter, .bytes = text.substr(0, 1)};
    number = number << 6 | (byte(at) & 0x3FU);
  }
  return {.number = number, .bytes = text.substr(0, length)};
}

}  // namespace

std::string as_it_looks(std::string_view title) {
  std::string seen;
  while (!title.empty()) {
    const Character character = next(title);
    title.remove_prefix(character.bytes.size());
    if (is_in(kNoWidth, character.number)) continue;
    if (is_in(kFullwidth, character.number))
      seen += static_cast<char>(character.number - kFullwidthOffset);
    else if (character.number == kFullwidthBlank)
      seen += ' ';
    else if (const auto latin = latin_of(character.number))
      seen += *latin;
    else
      seen += character.bytes;
  }
  return seen;
}

std::optional<std::string> unseen_character(std::string_view title) {
  while (!title.empty()) {
    const Character character = next(title);
    title.remove_prefix(character.bytes.size());
    if (!is_in(kNoWidth, character.number) && !is_in(kControl, character.number)) continue;
    char name[16];
    std::snprintf(name, sizeof name, "U+%04X", static_cast<unsigned>(character.number));
    return name;
  }
  return std::nullopt;
}

}  // namespace htq

#include "daemon/spelling.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace htq {
namespace {

/// Edits between two names, an exchange of neighbours counting as one (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t swap = a[i - 1] == b[j - 1] ? 0 : 1;
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + swap});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

bool ends_in_part(std::string_view name, std::string_view part) {
  return name.size() > part.size() && name.ends_with(part) && name[name.size() - part.size() - 1] == '.';
}

constexpr std::size_t kLongestTyped = 128;  // the distance costs the product of both lengths

}  // namespace

bool is_slug(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= kLongestSlug && is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || c == '.' || c == '-'; });
}

std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> known) {
  if (typed.empty() || typed.size() > kLongestTyped) return std::nullopt;
  const auto is_part = [&](const std::string& name) { return ends_in_part(name, typed); };
  if (std::ranges::count_if(known, is_part) == 1) return *std::ranges::find_if(known, is_part);

  const std::size_t allowed = std::max<std::size_t>(1, typed.size() / 3);
  const auto best =
      std::ranges::min_element(known, {}, [&](const std::string& name) { return distance(typed, name); });
  if (best == known.end() || distance(typed, *best) > allowed) return std::nullopt;
  return *best;
}

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Character broken{.code = byte(0), .bytes = text.substr(0, 1), .valid = false};
  if (byte(0) < 0x80) return {.code = byte(0), .bytes = text.substr(0, 1), .valid = true};
  const std::size_t length = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < length) return broken;

  char32_t code = byte(0) & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return broken;
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return broken;
  return {.code = code, .bytes = text.substr(0, length), .valid = true};
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Character next = first_character(text);
    text.remove_prefix(next.bytes.size());
    if (next.code == '\\' && next.valid)
      shown += "\\\\";
    else if (next.valid && !is_control(next.code))
      shown += next.bytes;
    else if (next.code == '\n')
      shown += "\\n";
    else if (next.code == '\t')
      shown += "\\t";
    else if (!next.valid || next.code < 0x80)
      shown += fmt::format("\\x{:02x}", static_cast<unsigned>(next.code));
    else
      shown += fmt::format("\\u{:04x}", static_cast<unsigned>(next.code));
  }
  return shown;
}

}  // namespace htq

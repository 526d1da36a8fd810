// Names as people type them: whether a text is a slug, which known name was probably meant, and how a foreign
// text is shown so that it cannot touch the terminal. Pure functions: any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace htq {

inline constexpr std::size_t kLongestSlug = 64;

/// A lower-case letter or digit, then those, dots and hyphens, at most 64: as the schemas ask of a "slug".
bool is_slug(std::string_view text);

/// The name that was probably meant: few edits away, or, for "listen", the one name that ends in ".listen".
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> known);

/// The text with what could move a cursor, ring a bell, turn the direction of writing or is not UTF-8 written
/// out, as \n, \x1b or \u202e; a backslash as \\.
std::string printable(std::string_view text);

/// One character of a UTF-8 text. `valid` is false for a byte that begins none; `bytes` is then that byte.
struct Character {
  char32_t code = 0;
  std::string_view bytes;
  bool valid = false;
};
Character first_character(std::string_view text);

/// Whether a terminal or a reader could be led astray by it: C0, DEL, C1, line and paragraph separators,
/// directions.
bool is_control(char32_t code);

}  // namespace htq

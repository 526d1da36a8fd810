// The texts inside JSON: what a string may hold, instants, days, identifiers, bytes. Pure functions, any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace htq {

/// RFC 3339 with `Z` or an offset, up to nine digits of a fraction, of the years of years.h in UTC. Nothing
/// if it reads otherwise.
std::optional<std::int64_t> parse_instant(std::string_view text);
/// RFC 3339 in UTC, with no more of a fraction than is needed: 0, 3, 6 or 9 digits.
std::string format_instant(std::int64_t ns);

/// A day of the calendar, YYYY-MM-DD.
bool is_day(std::string_view text);

/// The sentence that says what is wrong with an identifier of a kind that has a fixed form, or nothing.
std::optional<std::string> check_identifier(std::string_view kind, std::string_view text);

/// Offset of the first control character other than line feed and tab, or of the first byte that is not
/// UTF-8.
struct BadCharacter {
  enum class Kind { control, not_utf8 } kind;
  std::size_t offset;
};
std::optional<BadCharacter> find_bad_character(std::string_view text);

/// Canonical only: padded, no blanks, unused bits zero; hexadecimal digits lower-case.
std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text);
std::optional<std::vector<std::uint8_t>> decode_hex(std::string_view text);
void append_base64(std::string& out, std::string_view bytes);
void append_hex(std::string& out, std::string_view bytes);

/// The text as a JSON string, quotes included. Bytes that are not UTF-8 come out as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// "approvedWithRequiredChanges" -> "approved with required changes".
std::string in_words(std::string_view camel_case);

}  // namespace htq

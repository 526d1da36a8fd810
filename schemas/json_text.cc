#include "schemas/json_text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "schemas/years.h"

namespace htq {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// The number that `count` digits at `at` make; nothing if one of them is no digit or is not there.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (*year == 0 || !date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

/// Seconds east of UTC of "Z" or "+01:00".
std::optional<int> parse_offset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int seconds = *hours * 3600 + *minutes * 60;
  return text[0] == '+' ? seconds : -seconds;
}

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t begin_of(int year) {
  return std::chrono::sys_days{std::chrono::year{year} / 1 / 1}.time_since_epoch().count() *
         std::int64_t{86'400};
}
constexpr std::int64_t kFirstSecond = begin_of(kFirstYear);
constexpr std::int64_t kEndSecond = begin_of(kLastYear + 1);

void append_number(std::string& out, std::int64_t value, int width) {
  std::array<char, 20> text;
  for (int i = width - 1; i >= 0; --i, value /= 10) text[i] = static_cast<char>('0' + value % 10);
  out.append(text.data(), width);
}

std::optional<std::uint8_t> base64_value(char c) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return std::nullopt;
}

std::optional<std::uint8_t> hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr char kBase64Digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, or 0.
std::size_t sequence_length(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length)
    if (is_utf8(text.substr(0, length))) return length;
  return 0;
}

std::string to_utf8(std::string_view text) {
  std::string mended;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0)
      mended += "\xEF\xBF\xBD";
    else
      mended += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return mended;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    case '\r': out += "\\r"; return;
    default: {
      const auto byte = static_cast<unsigned char>(c);
      out += "\\u00";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
    }
  }
}

}  // namespace

std::optional<std::int64_t> parse_instant(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!day || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::string_view rest = text.substr(19);
  std::int64_t ns = 0;
  if (rest.front() == '.') {
    rest.remove_prefix(1);
    const std::size_t count =
        std::find_if_not(rest.begin(), rest.end(), [](char c) { return is_digit(c); }) - rest.begin();
    if (count == 0 || count > 9) return std::nullopt;
    ns = *digits(rest, 0, count);
    for (std::size_t i = count; i < 9; ++i) ns *= 10;
    rest.remove_prefix(count);
  }
  const auto offset = parse_offset(rest);
  if (!offset) return std::nullopt;
  const std::int64_t seconds = std::int64_t{day->time_since_epoch().count()} * 86'400 + *hour * 3600 +
                               *minute * 60 + *second - *offset;
  if (seconds < kFirstSecond || seconds >= kEndSecond) return std::nullopt;
  return seconds * kSecond + ns;
}

std::string format_instant(std::int64_t ns) {
  const std::chrono::sys_time<std::chrono::nanoseconds> at{std::chrono::nanoseconds{ns}};
  // In seconds: the day of the first instants that there are begins before what nanoseconds can say.
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date{day};
  const std::int64_t in_day = (whole - day).count();
  std::string out;
  out.reserve(30);
  append_number(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_number(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_number(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_number(out, in_day / 3600, 2);
  out += ':';
  append_number(out, in_day / 60 % 60, 2);
  out += ':';
  append_number(out, in_day % 60, 2);
  if (std::int64_t fraction = (ns % kSecond + kSecond) % kSecond; fraction != 0) {
    int width = 9;
    for (; fraction % 1000 == 0; fraction /= 1000) width -= 3;
    out += '.';
    append_number(out, fraction, width);
  }
  out += 'Z';
  return out;
}

bool is_day(std::string_view text) {
  return parse_day(text).has_value();
}

std::optional<std::string> check_identifier(std::string_view kind, std::string_view text) {
  if (kind == "standard") {
    if (text.size() == 6 && text.starts_with("ST") && digits(text, 2, 4)) return std::nullopt;
    return "A standard is written ST and four digits, as in ST0127.";
  }
  if (kind == "occupation") {
    const bool is_plain = text.size() == 7 || (text.size() == 8 && is_upper(text[7]));
    if (is_plain && text.starts_with("OCC") && digits(text, 3, 4)) return std::nullopt;
    return "An occupation is written OCC and four digits, with a capital letter for an option, as in "
           "OCC0127A.";
  }
  if (kind == "ukprn") {
    if (text.size() == 8 && digits(text, 0, 8)) return std::nullopt;
    return "A UKPRN has eight digits, as in 10007799.";
  }
  if (kind == "slug") {
    const auto is_letter = [](char c) { return is_lower(c) || is_digit(c); };
    const auto is_inner = [&](char c) { return is_letter(c) || c == '.' || c == '-'; };
    if (!text.empty() && text.size() <= 64 && is_letter(text[0]) &&
        std::all_of(text.begin(), text.end(), is_inner))
      return std::nullopt;
    return "A short name begins with a lower-case letter or digit and goes on with those, dots and hyphens, "
           "64 characters at most.";
  }
  return std::nullopt;
}

std::optional<BadCharacter> find_bad_character(std::string_view text) {
  bool is_ascii = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F)
      return BadCharacter{BadCharacter::Kind::control, i};
    if (byte < 0x80) continue;
    is_ascii = false;
    // U+0080 to U+009F, the control characters that ISO 8859-1 brought along.
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0)
      return BadCharacter{BadCharacter::Kind::control, i};
  }
  if (is_ascii || is_utf8(text)) return std::nullopt;
  std::size_t offset = 0;
  while (const std::size_t length = sequence_length(text.substr(offset))) offset += length;
  return BadCharacter{BadCharacter::Kind::not_utf8, offset};
}

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool is_last = i + 4 == text.size();
    const std::size_t padding = !is_last ? 0 : text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 4 - padding; ++k) {
      const auto value = base64_value(text[i + k]);
      if (!value) return std::nullopt;
      bits |= std::uint32_t{*value} << (18 - 6 * k);
    }
    const std::size_t count = 3 - padding;
    for (std::size_t k = 0; k < count; ++k) bytes.push_back(static_cast<std::uint8_t>(bits >> (16 - 8 * k)));
    if ((bits & ((1u << (8 * padding)) - 1)) != 0) return std::nullopt;
  }
  return bytes;
}

std::optional<std::vector<std::uint8_t>> decode_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return bytes;
}

void append_base64(std::string& out, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < count; ++k)
      bits |= std::uint32_t{static_cast<unsigned char>(bytes[i + k])} << (16 - 8 * k);
    for (std::size_t k = 0; k < 4; ++k) out += k <= count ? kBase64Digits[bits >> (18 - 6 * k) & 63] : '=';
  }
}

void append_hex(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
}

void append_json_string(std::string& out, std::string_view text) {
  const bool is_ascii = std::none_of(text.begin(), text.end(), [](char c) { return c & 0x80; });
  std::string mended;
  if (!is_ascii && !is_utf8(text)) text = mended = to_utf8(text);
  out += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F) [[likely]]
      continue;
    out.append(text, begin, i - begin);
    append_escape(out, text[i]);
    begin = i + 1;
  }
  out.append(text, begin, text.size() - begin);
  out += '"';
}

std::string in_words(std::string_view camel_case) {
  std::string words;
  for (const char c : camel_case) {
    if (is_upper(c)) {
      words += ' ';
      words += static_cast<char>(c - 'A' + 'a');
    } else {
      words += c;
    }
  }
  return words;
}

}  // namespace htq

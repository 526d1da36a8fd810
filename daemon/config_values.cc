#include "daemon/config_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "daemon/spelling.h"
#include "domain/london_text.h"

namespace htq {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text, int base = 10) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The words of each choice, in the order of its enumerators.
constexpr std::array<std::string_view, 2> kClockModes{"system", "manual"};
constexpr std::array<std::string_view, 2> kPlainDoors{"on-loopback-only", "anywhere-unencrypted"};
constexpr std::array<std::string_view, 2> kPurposes{"optional", "required"};
constexpr std::array<std::string_view, 2> kLostKeys{"refuse", "go-on-without"};
constexpr std::array<std::string_view, 2> kLogKinds{"embedded", "kafka"};
constexpr std::array<std::string_view, 2> kPublishTo{"nowhere", "kafka"};
constexpr std::array<std::string_view, 5> kLogLevels{"debug", "info", "warn", "error", "critical"};
constexpr std::array<std::string_view, 2> kLogFormats{"text", "json"};
std::span<const std::string_view> words(const ClockMode*) {
  return kClockModes;
}
std::span<const std::string_view> words(const PlainDoor*) {
  return kPlainDoors;
}
std::span<const std::string_view> words(const Purpose*) {
  return kPurposes;
}
std::span<const std::string_view> words(const LostKeys*) {
  return kLostKeys;
}
std::span<const std::string_view> words(const LogKind*) {
  return kLogKinds;
}
std::span<const std::string_view> words(const PublishTo*) {
  return kPublishTo;
}
std::span<const std::string_view> words(const LogLevel*) {
  return kLogLevels;
}
std::span<const std::string_view> words(const LogFormat*) {
  return kLogFormats;
}

std::string toml_text(std::string_view text) {
  std::string literal = "\"";
  while (!text.empty()) {
    const Character next = first_character(text);
    text.remove_prefix(next.bytes.size());
    if (next.code == '"' || next.code == '\\') literal += '\\';
    if (is_control(next.code))
      literal += fmt::format("\\u{:04X}", static_cast<unsigned>(next.code));
    else
      literal += next.valid ? next.bytes : "\ufffd";
  }
  return literal + '"';
}

using As = Written::As;
bool is_text(const Written& written) {
  return written.as == As::text || written.as == As::any;
}

std::optional<std::uint64_t> number_within(const ConfigKey& key, const Written& written) {
  if (written.as != As::number && written.as != As::any && written.as != As::octal) return std::nullopt;
  const auto value = whole_number(written.text, written.as == As::octal ? 8 : 10);
  return value && *value >= key.least && *value <= key.most ? value : std::nullopt;
}

bool passes(const ConfigKey& key, std::string_view text) {
  const auto is_valid = [&] {
    for (auto rest = text; !rest.empty();) {
      const Character next = first_character(rest);
      if (!next.valid) return false;
      rest.remove_prefix(next.bytes.size());
    }
    return true;
  };
  return is_valid() && key.rule->holds(text);
}

// How each type of setting is read, described and shown; the overload is chosen by the place it is kept in.
struct Take {
  const ConfigKey& key;
  const Written& written;

  bool operator()(std::string* to) const {
    if (!is_text(written) || !passes(key, written.text)) return false;
    *to = written.text;
    return true;
  }
  bool operator()(std::filesystem::path* to) const {
    if (!is_text(written) || !passes(key, written.text)) return false;
    *to = written.text;
    return true;
  }
  bool operator()(std::uint64_t* to) const {
    const auto value = number_within(key, written);
    if (value) *to = *value;
    return value.has_value();
  }
  bool operator()(std::optional<std::uint64_t>* to) const {
    const auto value = number_within(key, written);
    if (value) *to = *value;
    return value.has_value();
  }
  bool operator()(std::chrono::milliseconds* to) const {
    const auto value = number_within(key, written);
    if (value) *to = std::chrono::milliseconds{*value};
    return value.has_value();
  }
  // A decimal 660 would be other permissions than the ones it looks like.
  bool operator()(FileMode* to) const {
    if (!is_text(written) && written.as != As::octal) return false;
    std::string_view digits = written.text;
    if (digits.starts_with("0o")) digits.remove_prefix(2);
    const auto value = whole_number(digits, 8);
    if (!value || *value > 0777 || digits.size() < 3) return false;
    *to = FileMode{static_cast<unsigned>(*value)};
    return true;
  }
  bool operator()(std::optional<Instant>* to) const {
    if (!is_text(written) && written.as != As::date_time) return false;
    const auto value = parse_rfc3339(written.text);
    if (value) *to = value;
    return value.has_value();
  }
  template <typename Choice>
    requires std::is_enum_v<Choice>
  bool operator()(Choice* to) const {
    const auto known = words(to);
    const auto found = std::ranges::find(known, written.text);
    if (!is_text(written) || found == known.end()) return false;
    *to = static_cast<Choice>(found - known.begin());
    return true;
  }
};

struct Show {
  std::string operator()(const std::string* from) const { return toml_text(*from); }
  std::string operator()(const std::filesystem::path* from) const { return toml_text(from->native()); }
  std::string operator()(const std::uint64_t* from) const { return fmt::format("{}", *from); }
  std::string operator()(const std::optional<std::uint64_t>* from) const {
    return *from ? fmt::format("{}", **from) : "";
  }
  std::string operator()(const std::chrono::milliseconds* from) const {
    return fmt::format("{}", from->count());
  }
  std::string operator()(const FileMode* from) const { return fmt::format("0o{:03o}", from->bits); }
  std::string operator()(const std::optional<Instant>* from) const { return *from ? rfc3339(**from) : ""; }
  template <typename Choice>
    requires std::is_enum_v<Choice>
  std::string operator()(const Choice* from) const {
    return toml_text(words(from)[static_cast<std::size_t>(*from)]);
  }
};

struct Expect {
  const ConfigKey& key;

  std::string operator()(const std::string*) const { return std::string(key.rule->phrase); }
  std::string operator()(const std::filesystem::path*) const { return std::string(key.rule->phrase); }
  std::string operator()(const std::uint64_t*) const { return number(); }
  std::string operator()(const std::optional<std::uint64_t>*) const { return number(); }
  std::string operator()(const std::chrono::milliseconds*) const { return number(); }
  std::string operator()(const FileMode*) const { return R"(permissions in octal such as 0o660 or "0660")"; }
  std::string operator()(const std::optional<Instant>*) const {
    return "an instant in UTC such as 2020-09-01T09:00:00Z";
  }
  template <typename Choice>
    requires std::is_enum_v<Choice>
  std::string operator()(const Choice* choice) const {
    std::string list;
    for (const auto word : words(choice)) {
      const bool last = word == words(choice).back();
      list += fmt::format("{}\"{}\"", list.empty() ? "" : last ? " or " : ", ", word);
    }
    return list;
  }

 private:
  std::string number() const {
    const std::string of = key.unit.empty() ? "" : fmt::format(" of {}", key.unit);
    if (key.most == std::numeric_limits<std::int64_t>::max())
      return fmt::format("a whole number{}, {} or more", of, key.least);
    return fmt::format("a whole number{} from {} to {}", of, key.least, key.most);
  }
};

struct TypeName {
  std::string_view operator()(const std::string*) const { return "text"; }
  std::string_view operator()(const std::filesystem::path*) const { return "path"; }
  std::string_view operator()(const std::uint64_t*) const { return "whole number"; }
  std::string_view operator()(const std::optional<std::uint64_t>*) const { return "whole number"; }
  std::string_view operator()(const std::chrono::milliseconds*) const { return "whole number"; }
  std::string_view operator()(const FileMode*) const { return "permissions"; }
  std::string_view operator()(const std::optional<Instant>*) const { return "instant"; }
  template <typename Choice>
    requires std::is_enum_v<Choice>
  std::string_view operator()(const Choice*) const {
    return "choice";
  }
};

}  // namespace

std::string_view type_name(const ConfigKey& key) {
  Config any;
  return std::visit(TypeName{}, key.in(any));
}

std::string expectation(const ConfigKey& key) {
  Config any;
  return std::visit(Expect{key}, key.in(any));
}

bool take(const ConfigKey& key, const Written& written, Config& config) {
  return std::visit(Take{key, written}, key.in(config));
}

std::string show(const ConfigKey& key, const Config& config) {
  Config copy = config;
  return std::visit(Show{}, key.in(copy));
}

std::string show(const Written& written) {
  constexpr std::size_t kShown = 60;
  std::string_view rest = written.text;
  std::size_t length = 0;
  while (length < kShown && length < rest.size()) length += first_character(rest.substr(length)).bytes.size();
  const std::string text = printable(rest.substr(0, length)) + (length < rest.size() ? "…" : "");
  return is_text(written) ? fmt::format("\"{}\"", text) : text;
}

}  // namespace htq

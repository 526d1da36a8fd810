#include "daemon/log_line.h"

#include <date/date.h>
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "daemon/spelling.h"

namespace htq {
namespace {

// Always three digits: lines of one second stay in their columns.
std::string time_text(Instant at) {
  const auto time = date::floor<std::chrono::milliseconds>(date::sys_time<Duration>{Duration{at.ns}});
  const auto midnight = date::floor<date::days>(time);
  const date::year_month_day day{midnight};
  const date::hh_mm_ss clock{time - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int{day.year()}, unsigned{day.month()},
                     unsigned{day.day()}, clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
}

std::string json_text(std::string_view text) {
  std::string literal = "\"";
  while (!text.empty()) {
    const Character next = first_character(text);
    text.remove_prefix(next.bytes.size());
    if (!next.valid)
      literal += "\\ufffd";
    else if (next.code == '"' || next.code == '\\')
      literal.append("\\").append(next.bytes);
    else if (is_control(next.code))
      literal += fmt::format("\\u{:04x}", static_cast<unsigned>(next.code));
    else
      literal += next.bytes;
  }
  return literal + '"';
}

/// A text stands bare if nothing in it could be taken for the end of the value or for another field.
std::string field_text(std::string_view text) {
  std::string shown = printable(text);
  if (!shown.empty() && shown.find_first_of(" =\"\\") == shown.npos) return shown;
  std::string literal = "\"";
  for (const char c : shown) literal.append(c == '"' ? "\\" : "").push_back(c);
  return literal + '"';
}

struct TextValue {
  std::string operator()(std::string_view text) const { return field_text(text); }
  std::string operator()(bool yes) const { return yes ? "true" : "false"; }
  std::string operator()(auto number) const { return fmt::format("{}", number); }
};

struct JsonValue {
  std::string operator()(std::string_view text) const { return json_text(text); }
  std::string operator()(bool yes) const { return yes ? "true" : "false"; }
  // JSON has no word for what is no number.
  std::string operator()(double number) const {
    return std::isfinite(number) ? fmt::format("{}", number) : "null";
  }
  std::string operator()(auto number) const { return fmt::format("{}", number); }
};

}  // namespace

std::string_view level_name(LogLevel level) {
  constexpr std::array<std::string_view, 5> kNames{"debug", "info", "warn", "error", "critical"};
  return kNames[static_cast<std::size_t>(level)];
}

std::string as_text(const LogLine& line) {
  std::string text = fmt::format("{} {:<5} {}: {}", time_text(line.at), level_name(line.level),
                                 printable(line.event), printable(line.message));
  for (const LogField& field : line.fields)
    text += fmt::format(" {}={}", field.name, std::visit(TextValue{}, field.value));
  return text;
}

std::string as_json(const LogLine& line) {
  std::string text = fmt::format(R"({{"time":"{}","level":"{}","event":{},"message":{})", time_text(line.at),
                                 level_name(line.level), json_text(line.event), json_text(line.message));
  for (const LogField& field : line.fields)
    text += fmt::format(",{}:{}", json_text(field.name), std::visit(JsonValue{}, field.value));
  return text + '}';
}

}  // namespace htq

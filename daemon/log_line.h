// One thing worth telling the operator, and how it looks as text and as JSON. Pure functions: any thread.
#pragma once

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "daemon/config.h"
#include "domain/identity.h"
#include "domain/instant.h"

namespace htq {

/// Name and value of what a line is about. It points at a text that it was made from: for the length of one
/// call.
class LogField {
 public:
  using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;

  LogField(std::string_view name, std::string_view text) : name(name), value(text) {}
  LogField(std::string_view name, const std::string& text) : name(name), value(std::string_view(text)) {}
  LogField(std::string_view name, const char* text) : name(name), value(std::string_view(text)) {}
  LogField(std::string_view name, bool yes) : name(name), value(yes) {}
  LogField(std::string_view name, double number) : name(name), value(number) {}
  LogField(std::string_view name, Position position) : name(name), value(position.value) {}
  LogField(std::string_view name, std::signed_integral auto number)
      : name(name), value(std::int64_t{number}) {}
  LogField(std::string_view name, std::unsigned_integral auto number)
      : name(name), value(std::uint64_t{number}) {}

  std::string_view name;
  Value value;
};

struct LogLine {
  Instant at;
  LogLevel level = LogLevel::info;
  std::string_view event;    // "command_refused": what a machine looks for
  std::string_view message;  // a sentence: what a person reads
  std::span<const LogField> fields;
};

std::string_view level_name(LogLevel level);

/// "2025-09-01T09:00:00.123Z info  command_refused: The window has closed. case=HTQ-1 position=12"; neither
/// form ends its line, and in neither can a value begin a line, move the cursor or be taken for another
/// field.
std::string as_text(const LogLine& line);

/// {"time":"…","level":"info","event":"command_refused","message":"…","case":"HTQ-1","position":12}
std::string as_json(const LogLine& line);

}  // namespace htq

#include "daemon/logging.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "domain/ensure.h"

namespace htq {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warn: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::critical: return spdlog::level::critical;
  }
  bug("a level that is none");
}

class StderrSink final : public LogSink {
 public:
  explicit StderrSink(LogFormat format)
      : format_(format), logger_("htqd", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_pattern("%v");
    logger_.set_level(spdlog::level::trace);  // which lines are written is the Logger's business
    logger_.set_error_handler([](const std::string&) {});
  }

  void write(const LogLine& line) override {
    // Not as a format string: braces in a value are braces.
    logger_.log(spdlog_level(line.level),
                spdlog::string_view_t(format_ == LogFormat::json ? as_json(line) : as_text(line)));
  }

 private:
  const LogFormat format_;
  spdlog::logger logger_;
};

constexpr std::string_view kOwnNames[] = {"time", "level", "event", "message"};

bool is_name(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }) && std::ranges::find(kOwnNames, name) == std::end(kOwnNames);
}

}  // namespace

std::unique_ptr<LogSink> stderr_sink(LogFormat format) {
  return std::make_unique<StderrSink>(format);
}

Logger::Logger(std::unique_ptr<LogSink> sink, LogLevel least, const Clock& clock)
    : sink_(std::move(sink)), least_(least), clock_(clock) {
  ensure(sink_ != nullptr, "a logger has somewhere to write");
}

void Logger::write(LogLevel level, std::string_view event, Fields fields, std::string_view sentence) const {
  // Before the level is looked at, so that a rare line's mistake is found by the tests.
  for (const LogField& field : fields)
    ensure(is_name(field.name), "a field of a log line is snake_case and not ours");
  if (!writes(level)) return;
  sink_->write({.at = clock_.now(), .level = level, .event = event, .message = sentence, .fields = fields});
}

}  // namespace htq

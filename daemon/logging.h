// What the daemon tells its operator. A Logger is handed to whoever has something to say:
//
//   log.info("command_refused", {{"case", reference}, {"position", position}}, "The window has closed.");
//
// Nothing personal and no secret may be a field or stand in a sentence. Any thread, at any time; it must not
// outlive its clock, which is the machine's also when the office keeps a time of its own.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/clock.h"
#include "daemon/log_line.h"

namespace htq {

/// Where lines go: stderr here, the journal or a test elsewhere. Called by any thread, several at once.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(const LogLine& line) = 0;
};

/// Lines on stderr, each written whole. A stderr that is gone is no reason to stop: the line is lost.
std::unique_ptr<LogSink> stderr_sink(LogFormat format);

class Logger {
 public:
  using Fields = std::initializer_list<LogField>;

  Logger(std::unique_ptr<LogSink> sink, LogLevel least, const Clock& clock);

  void debug(std::string_view event, Fields fields, std::string_view sentence) const {
    write(LogLevel::debug, event, fields, sentence);
  }
  void info(std::string_view event, Fields fields, std::string_view sentence) const {
    write(LogLevel::info, event, fields, sentence);
  }
  void warn(std::string_view event, Fields fields, std::string_view sentence) const {
    write(LogLevel::warn, event, fields, sentence);
  }
  void error(std::string_view event, Fields fields, std::string_view sentence) const {
    write(LogLevel::error, event, fields, sentence);
  }
  void critical(std::string_view event, Fields fields, std::string_view sentence) const {
    write(LogLevel::critical, event, fields, sentence);
  }
  void write(LogLevel level, std::string_view event, Fields fields, std::string_view sentence) const;

  /// Whether a line of this level would be written: for a field that costs something to make.
  bool writes(LogLevel level) const { return level >= least_.load(std::memory_order_relaxed); }
  void set_level(LogLevel least) { least_.store(least, std::memory_order_relaxed); }

 private:
  const std::unique_ptr<LogSink> sink_;
  std::atomic<LogLevel> least_;
  const Clock& clock_;
};

}  // namespace htq

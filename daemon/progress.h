// How far a long piece of work is: one line that is written over at a terminal, a plain line every few
// seconds elsewhere. It is told of every step and decides itself when that is worth showing. One thread; it
// must not outlive its clock or whatever it writes to.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/clock.h"

namespace htq {

/// "rebuild timeline  40% (400,000 of 1,000,000 records)  81,300/s  7s left"
std::string progress_text(std::string_view work, std::string_view unit, std::uint64_t done,
                          std::optional<std::uint64_t> total, Duration taken);

class Progress {
 public:
  enum class Screen { terminal, plain };
  struct Work {
    std::string name;                    // "rebuild timeline"
    std::string unit;                    // "records"
    std::optional<std::uint64_t> total;  // if it is known
  };
  using Write = std::function<void(std::string_view)>;

  /// Writes to stderr, as a terminal if it is one.
  Progress(Work work, const Clock& clock);
  Progress(Work work, const Clock& clock, Screen screen, Write write);
  /// A line in the making is ended, so that an error message begins on its own.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void reached(std::uint64_t done);
  /// Shows the last line, with what it took.
  void finish();

 private:
  void show(std::uint64_t done);

  const Work work_;
  const Clock& clock_;
  const Screen screen_;
  const Write write_;
  const Instant began_;
  Instant shown_;
  std::uint64_t done_ = 0;
  bool line_is_open_ = false;
};

}  // namespace htq

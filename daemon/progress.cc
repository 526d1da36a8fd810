#include "daemon/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "daemon/spelling.h"

namespace htq {
namespace {

using namespace std::chrono_literals;

constexpr Duration kEvery[] = {100ms, 5s};  // by screen

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

std::string length_text(Duration length) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(length).count();
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h {:02}m", seconds / 3600, seconds / 60 % 60);
}

double seconds(Duration length) {
  return std::chrono::duration<double>(length).count();
}

}  // namespace

std::string progress_text(std::string_view work, std::string_view unit, std::uint64_t done,
                          std::optional<std::uint64_t> total, Duration taken) {
  std::string text = printable(work);
  // Work may turn out longer than it was thought to be.
  if (total && *total > 0 && done <= *total) {
    const auto percent =
        static_cast<unsigned>(static_cast<double>(done) * 100.0 / static_cast<double>(*total));
    text += fmt::format("  {}% ({} of {} {})", percent, grouped(done), grouped(*total), unit);
  } else {
    text += fmt::format("  {} {}", grouped(done), unit);
  }
  if (taken <= Duration{0} || done == 0) return text;
  const double rate = static_cast<double>(done) / seconds(taken);
  text += rate < 10 ? fmt::format("  {:.1f}/s", rate)
                    : fmt::format("  {}/s", grouped(static_cast<std::uint64_t>(rate)));
  if (!total || done >= *total) return text;
  constexpr double kLongest = 100.0 * 3600;  // further than that it is a guess at best
  const double left = static_cast<double>(*total - done) / rate;
  if (left > kLongest) return text;
  return text +
         fmt::format("  {} left",
                     length_text(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(left))));
}

Progress::Progress(Work work, const Clock& clock)
    : Progress(std::move(work), clock, isatty(STDERR_FILENO) != 0 ? Screen::terminal : Screen::plain,
               [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }) {}

Progress::Progress(Work work, const Clock& clock, Screen screen, Write write)
    : work_(std::move(work)),
      clock_(clock),
      screen_(screen),
      write_(std::move(write)),
      began_(clock.now()),
      shown_(began_) {}

Progress::~Progress() {
  if (line_is_open_) write_("\n");
}

void Progress::reached(std::uint64_t done) {
  done_ = done;
  const Instant now = clock_.now();
  if (now - shown_ < kEvery[static_cast<std::size_t>(screen_)]) return;
  shown_ = now;
  show(done);
}

void Progress::finish() {
  const Duration taken = clock_.now() - began_;
  const std::string text =
      fmt::format("{}, took {}", progress_text(work_.name, work_.unit, done_, work_.total, taken),
                  length_text(std::max(taken, Duration{0})));
  write_(line_is_open_ ? "\r" + text + "\x1b[K\n" : text + "\n");
  line_is_open_ = false;
}

void Progress::show(std::uint64_t done) {
  const std::string text = progress_text(work_.name, work_.unit, done, work_.total, clock_.now() - began_);
  if (screen_ == Screen::plain) return write_(text + "\n");
  write_("\r" + text + "\x1b[K");  // what the line before had more of is wiped
  line_is_open_ = true;
}

}  // namespace htq

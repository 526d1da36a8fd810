#include "daemon/ctl/long_answer.h"

#include <charconv>
#include <chrono>
#include <optional>

#include "daemon/ctl/line_splitter.h"
#include "daemon/ctl/saying.h"
#include "daemon/progress.h"

namespace htq::ctl {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);  // the daemon says every moment how far it is
constexpr int kFailed = 500;                          // of a problem that comes in the middle of an answer
constexpr int kConflict = 409;                        // another is under way, or it cannot be done here

std::uint64_t whole(const Json& in, std::string_view member) {
  const std::string digits = in.text_of(member);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// What the daemon says line by line: how far it is, and at last what it found or why it could not.
class Report {
 public:
  explicit Report(const LongWork& work) : work_(work) {}

  void take(std::string_view line) {
    auto document = Json::parse(line);
    if (!document) return;
    if (const Json* progress = document->find("progress")) return show(*progress);
    if (const Json* problem = document->find("problem"))
      problem_ = *problem;
    else
      found_ = *std::move(document);
  }
  void finish() {
    if (progress_) progress_->finish();
  }

  const std::optional<Json>& found() const { return found_; }
  const std::optional<Json>& problem() const { return problem_; }

 private:
  void show(const Json& progress) {
    const std::uint64_t end = whole(progress, "end");
    if (end == 0) return;  // it has only begun
    if (!progress_)
      progress_.emplace(Progress::Work{.name = work_.name, .unit = "records", .total = end}, clock_,
                        Progress::Screen::terminal, write_at_terminal);
    progress_->reached(whole(progress, "applied"));
  }

  const LongWork& work_;
  SystemClock clock_;
  std::optional<Progress> progress_;
  std::optional<Json> found_;
  std::optional<Json> problem_;
};

}  // namespace

std::expected<Json, Exit> work_through(const LongWork& work, const Settings& settings) {
  auto daemon = Connection::open(settings, {.stream_timeout = kPatience});
  if (!daemon) return std::unexpected(daemon.error());
  Report report(work);
  LineSplitter lines;
  const auto answer =
      daemon->stream("POST", work.target, {{"Accept", "application/x-ndjson"}}, [&](std::string_view piece) {
        lines.take(piece, [&](std::string_view line) { report.take(line); });
        return true;
      });
  report.finish();
  if (!answer) return std::unexpected(fail(Exit::no_answer, answer.error().what));
  if (answer->status == kConflict) {
    // Exit 3 says what came of it, which nobody has found out.
    say_problem(*answer, settings.form);
    return std::unexpected(Exit::no_answer);
  }
  if (answer->status != 200) return std::unexpected(say_problem(*answer, settings.form));
  if (report.problem())
    return std::unexpected(
        say_problem({.status = kFailed, .body = report.problem()->write()}, settings.form));
  if (!report.found())
    return std::unexpected(
        fail(Exit::no_answer, "the daemon ended its answer before it had a result: look into its log"));
  return *report.found();
}

}  // namespace htq::ctl

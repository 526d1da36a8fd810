// htqctl export: every record as a line of JSON, to be kept elsewhere.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/entry_text.h"
#include "daemon/ctl/line_splitter.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/whole_file.h"
#include "daemon/ctl/whole_number.h"
#include "daemon/progress.h"

namespace htq::ctl {
namespace {

// The daemon says at least every fifteen seconds that it is there.
const http::ClientOptions kPatience{.stream_timeout = std::chrono::seconds(60)};
constexpr const char* kStdout = "-";

struct Asked {
  std::uint64_t after = 0;
  std::string file = kStdout;
};

std::optional<std::uint64_t> position_of(const Json& entry) {
  const Json* record = entry.find("record");
  const std::string digits = record == nullptr ? "" : record->text_of("position");
  std::uint64_t position = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), position);
  if (digits.empty() || read.ec != std::errc()) return std::nullopt;
  return position;
}

class Export {
 public:
  Export(Connection& daemon, const Asked& asked, WholeFile* file, std::uint64_t end)
      : daemon_(daemon),
        after_(asked.after),
        last_(asked.after),
        end_(end),
        file_(file),
        progress_({.name = "export", .unit = "records", .total = end > after_ ? end - after_ : 0}, clock_,
                  Progress::Screen::terminal, write_at_terminal) {}

  Exit run() {
    const auto answer =
        daemon_.stream("GET", with_query("/v1/events", {{"after", std::to_string(after_)}, {"follow", "no"}}),
                       {{"Accept", "application/x-ndjson"}}, [this](std::string_view piece) {
                         lines_.take(piece, [this](std::string_view line) { take(line); });
                         return !failed_;
                       });
    progress_.finish();
    if (failed_) return fail(Exit::no_answer, *failed_);
    if (!answer) return fail(Exit::no_answer, answer.error().what);
    if (answer->status != 200) return say_problem(*answer, daemon_.form());
    if (last_ < end_ || !lines_.unfinished().empty())
      return fail(Exit::no_answer, "the daemon ended the stream at position " + std::to_string(last_) +
                                       " of " + std::to_string(end_) +
                                       ": look into its log, and export again");
    return Exit::done;
  }

  std::uint64_t count() const { return last_ - after_; }
  std::uint64_t last() const { return last_; }

 private:
  void take(std::string_view line) {
    if (failed_) return;
    const auto entry = Json::parse(line);
    if (entry) failed_ = broken_off(*entry);
    if (failed_) return;
    const auto position = entry ? position_of(*entry) : std::nullopt;
    if (position != last_ + 1) {
      failed_ = "what follows position " + std::to_string(last_) +
                " is not the next record: is it the daemon, and may this token see everything?";
      return;
    }
    const std::string whole = std::string(line) + '\n';
    if (file_ == nullptr) {
      if (std::fwrite(whole.data(), 1, whole.size(), stdout) != whole.size())
        failed_ = "cannot write to stdout";
    } else if (const auto written = file_->write(whole); !written) {
      failed_ = written.error().what;
    }
    last_ = *position;
    progress_.reached(count());
  }

  Connection& daemon_;
  const std::uint64_t after_;
  std::uint64_t last_;
  const std::uint64_t end_;  // at least so far
  WholeFile* const file_;    // nullptr: stdout
  SystemClock clock_;
  Progress progress_;
  LineSplitter lines_;
  std::optional<std::string> failed_;
};

void report(const Export& done, const Asked& asked, Form form) {
  const std::string count = std::to_string(done.count());
  const std::string last = std::to_string(done.last());
  if (asked.file == kStdout || form == Form::people)
    return note("exported " + count + (done.count() == 1 ? " record" : " records") +
                ", the last at position " + last);
  Json document;
  document.at("records") = {Json::Number{count}};
  document.at("lastPosition") = {Json::Number{last}};
  document.at("file") = {asked.file};
  say_document(document.write());
}

Exit run(const Asked& asked, const Settings& settings) {
  auto daemon = Connection::open(settings, kPatience);
  if (!daemon) return daemon.error();
  const auto version = daemon->read("/version");
  if (!version) return version.error();
  std::uint64_t end = 0;
  const std::string digits = version->json.text_of("position");
  std::from_chars(digits.data(), digits.data() + digits.size(), end);

  std::optional<WholeFile> file;
  if (asked.file != kStdout) {
    auto begun = WholeFile::begin(asked.file);
    if (!begun) return fail(Exit::bad_usage, begun.error().what);
    file.emplace(*std::move(begun));
  }
  Export exporting(*daemon, asked, file ? &*file : nullptr, end);
  if (const Exit exit = exporting.run(); exit != Exit::done) return exit;
  if (file)
    if (const auto finished = file->finish(); !finished) return fail(Exit::no_answer, finished.error().what);
  report(exporting, asked, settings.form);
  return Exit::done;
}

}  // namespace

void add_export_command(CLI::App& line, Run& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* command =
      line.add_subcommand("export", "Every record as a line of JSON, for an official or an auditor");
  command->add_option("--after", asked->after, "Begin behind this position; otherwise at the first record")
      ->check(whole_number(0))
      ->type_name("POSITION");
  command->add_option("file", asked->file, "Where to; - or nothing is stdout")->type_name("FILE");
  command->footer(
      "A file is there when it is complete, and only its owner may read it.\n"
      "Example:\n  htqctl export office.jsonl\n"
      "  htqctl export --after 1200 | gzip > since.jsonl.gz\n");
  command->callback(
      [&chosen, asked] { chosen = [asked](const Settings& settings) { return run(*asked, settings); }; });
}

}  // namespace htq::ctl

// htqctl verify and rebuild: whether the daemon's rows are what its log says, and making them anew.
#include <algorithm>
#include <charconv>
#include <optional>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/line_splitter.h"
#include "daemon/ctl/saying.h"
#include "daemon/progress.h"

namespace htq::ctl {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);  // the daemon says every moment how far it is
constexpr int kFailed = 500;                          // of a problem that comes in the middle of an answer

constexpr int kUnderWay = 409;  // another verification or rebuild

struct Work {
  const char* name;
  const char* target;
  const char* equal;
  const char* differs;
};
constexpr Work kVerify{"verify", "/v1/projections/verify", "state equals log", "state differs from log"};
constexpr Work kRebuild{"rebuild", "/v1/projections/rebuild", "rows equal the live ones",
                        "rows differed from the live ones and have taken their place"};

std::uint64_t whole(const Json& in, std::string_view member) {
  const std::string digits = in.text_of(member);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// What the daemon says line by line: how far it is, and at last what it found or why it could not.
class Report {
 public:
  explicit Report(const Work& work) : work_(work) {}

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

  const Work& work_;
  SystemClock clock_;
  std::optional<Progress> progress_;
  std::optional<Json> found_;
  std::optional<Json> problem_;
};

bool is_equal(const Json& in) {
  return in.text_of("equal") == "true";
}

std::string difference_of(const Json& projection) {
  const Json* difference = projection.find("difference");
  if (difference == nullptr) return is_equal(projection) ? "" : "its digest";
  const std::string record = difference->text_of("record");
  return "key " + difference->text_of("key") +
         (record == "0" ? ", which no record writes" : ", first written at position " + record);
}

void say_table_of(const Json& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& projection : found.elements_of("projections"))
    rows.push_back({projection.text_of("projection"), projection.text_of("version"),
                    projection.text_of("position"), projection.text_of("rows"),
                    is_equal(projection) ? "yes" : "no", projection.text_of("digest").substr(0, 16),
                    difference_of(projection)});
  say_table({{"Projection"},
             {"Version", Align::right},
             {"Position", Align::right},
             {"Rows", Align::right},
             {"Equal"},
             {"Digest begins"},
             {"First difference"}},
            rows);
}

std::string verdict_of(const Work& work, const Json& found) {
  std::string text = std::string(work.name) + ": ";
  if (is_equal(found)) return text + work.equal;
  std::string names;
  for (const Json& projection : found.elements_of("projections"))
    if (!is_equal(projection)) names += (names.empty() ? "" : ", ") + projection.text_of("projection");
  return text + work.differs + ": " + names;
}

Exit run(const Work& work, const Settings& settings) {
  auto daemon = Connection::open(settings, {.stream_timeout = kPatience});
  if (!daemon) return daemon.error();
  Report report(work);
  LineSplitter lines;
  const auto answer =
      daemon->stream("POST", work.target, {{"Accept", "application/x-ndjson"}}, [&](std::string_view piece) {
        lines.take(piece, [&](std::string_view line) { report.take(line); });
        return true;
      });
  report.finish();
  if (!answer) return fail(Exit::no_answer, answer.error().what);
  if (answer->status == kUnderWay) {
    // Exit 3 says that the state differs from the log, which nobody has found out.
    say_problem(*answer, settings.form);
    return Exit::no_answer;
  }
  if (answer->status != 200) return say_problem(*answer, settings.form);
  if (report.problem())
    return say_problem({.status = kFailed, .body = report.problem()->write()}, settings.form);
  if (!report.found())
    return fail(Exit::no_answer, "the daemon ended its answer before it had a result: look into its log");
  const Json& found = *report.found();
  switch (settings.form) {
    case Form::people:
      say_table_of(found);
      say(verdict_of(work, found) + "\n");
      break;
    case Form::json: say_document(found.write()); break;
    case Form::lines:
      for (const Json& projection : found.elements_of("projections")) say_document(projection.write());
      break;
  }
  return is_equal(found) ? Exit::done : Exit::refused;
}

}  // namespace

void add_projection_commands(CLI::App& line, Run& chosen) {
  auto* verify = line.add_subcommand(
      "verify", "Build every projection again from the log, beside the live rows, and compare the two");
  verify->footer(
      "For an operator or an auditor. Writing and reading go on meanwhile. The exit code is 3 if they "
      "differ.\n"
      "Example:\n  htqctl verify\n");
  verify->callback([&chosen] { chosen = [](const Settings& settings) { return run(kVerify, settings); }; });

  auto* rebuild = line.add_subcommand("rebuild", "The same, and the new rows take the place of the old");
  rebuild->add_flag("--all")->description("Every projection; there is no other choice")->required();
  rebuild->footer(
      "For an operator. Writing and reading go on meanwhile. The exit code is 3 if the old rows differed.\n"
      "Example:\n  htqctl rebuild --all\n");
  rebuild->callback([&chosen] { chosen = [](const Settings& settings) { return run(kRebuild, settings); }; });
}

}  // namespace htq::ctl

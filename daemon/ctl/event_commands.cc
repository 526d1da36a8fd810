// htqctl events: everything that is recorded, in the one order, as it comes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/entry_text.h"
#include "daemon/ctl/line_splitter.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/whole_number.h"
#include "daemon/spelling.h"

namespace htq::ctl {
namespace {

constexpr auto kFirstPause = std::chrono::milliseconds(500);
constexpr auto kLongestPause = std::chrono::seconds(10);
constexpr int kMostTries = 8;  // without following, and without anything new
// The daemon says at least every fifteen seconds that it is there.
const http::ClientOptions kPatience{.stream_timeout = std::chrono::seconds(60)};

struct Asked {
  std::string after;
  bool no_follow = false;
};

std::string padded(std::string text, std::size_t width) {
  const std::size_t shown = display_width(text);
  return text + std::string(shown < width ? width - shown : 0, ' ');
}

class Tail {
 public:
  Tail(Connection daemon, const Asked& asked, Form form)
      : daemon_(std::move(daemon)), follows_(!asked.no_follow), form_(form), after_(asked.after) {}

  Exit run() {
    auto pause = std::chrono::milliseconds(kFirstPause);
    int tries = 0;
    while (true) {
      const std::string before = after_;
      const auto answer = read();
      if (after_ != before) {
        pause = kFirstPause;
        tries = 0;
      }
      if (answer && is_success(*answer) && !follows_) return Exit::done;
      if (answer && !is_success(*answer) && !(has_begun_ && is_passing(*answer)))
        return say_problem(*answer, form_);
      // Nobody was ever there: the address is wrong, or the daemon is not up.
      if (!answer && !has_begun_) return fail(Exit::no_answer, answer.error().what);
      if (!follows_ && ++tries == kMostTries) return fail(Exit::no_answer, why(answer));
      note("htqctl: " + why(answer) + "; going on after position " + (after_.empty() ? "0" : after_));
      std::this_thread::sleep_for(pause);
      pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
    }
  }

 private:
  static bool is_success(const http::Response& answer) { return answer.status >= 200 && answer.status < 300; }
  static bool is_passing(const http::Response& answer) {
    return answer.status == 429 || answer.status >= 500;
  }

  static std::string why(const Result<http::Response>& answer) {
    if (!answer) return answer.error().what;
    return is_success(*answer) ? "the daemon ended the stream"
                               : "the daemon answered with status " + std::to_string(answer->status);
  }

  Result<http::Response> read() {
    lines_.clear();
    return daemon_.stream("GET",
                          with_query("/v1/events", {{"after", after_}, {"follow", follows_ ? "" : "no"}}),
                          {{"Accept", "application/x-ndjson"}}, [this](std::string_view piece) {
                            has_begun_ = true;
                            lines_.take(piece, [this](std::string_view line) { take_line(line); });
                            return std::fflush(stdout) == 0;
                          });
  }

  void take_line(std::string_view line) {
    const auto entry = Json::parse(line);
    if (!entry) {
      note("htqctl: a line of the stream is no JSON: " + entry.error());
      return;
    }
    if (const auto why = broken_off(*entry)) return note("htqctl: " + *why);
    const Json* record = entry->find("record");
    if (record == nullptr) return;
    if (form_ == Form::people) {
      const EntryText text = text_of_entry(*entry);
      say(padded(record->text_of("position"), 8) + "  " + text.when + "  " +
          padded(printable(record->text_of("streamKind") + " " + record->text_of("stream")), 28) + "  " +
          printable(text.who) + ": " + printable(text.sentence) + "\n");
    } else {
      say_document(line);
    }
    after_ = record->text_of("position");
  }

  Connection daemon_;
  const bool follows_;
  const Form form_;
  std::string after_;  // the last position that was shown
  LineSplitter lines_;
  bool has_begun_ = false;
};

}  // namespace

void add_event_commands(CLI::App& line, Run& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* events = line.add_subcommand("events", "Everything that is recorded, in the one order");
  events->require_subcommand(1);
  auto* tail =
      events->add_subcommand("tail", "Print each event, from a position on, and go on with what comes");
  tail->add_option("--after", asked->after, "Begin behind this position; otherwise at the first event")
      ->check(whole_number(0))
      ->type_name("POSITION");
  tail->add_flag("--no-follow", asked->no_follow, "End when everything recorded so far is printed");
  tail->footer(
      "Example:\n  htqctl events tail --after 1200 --jsonl\n"
      "  A lost connection is taken up again behind the last position; stderr says so. --json is the same as "
      "--jsonl.\n");
  tail->callback([&chosen, asked] {
    chosen = [asked](const Settings& settings) {
      auto daemon = Connection::open(settings, kPatience);
      return daemon ? Tail(std::move(*daemon), *asked, settings.form).run() : daemon.error();
    };
  });
}

}  // namespace htq::ctl

// htqctl demo: plays a cycle with made-up organisations on a manual clock.
#include <CLI/CLI.hpp>
#include <chrono>

#include "daemon/clock.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/demo/casting.h"
#include "daemon/ctl/demo/summary.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/whole_number.h"
#include "daemon/progress.h"
#include "domain/calendar.h"
#include "domain/london_text.h"

namespace htq::ctl {
namespace {

constexpr const char* kCycle = "2";

struct Asked {
  std::string cycle = kCycle;
  int cases = 120;
  std::uint64_t seed = 7;
  std::string tokens;
};

/// How it ends: what went otherwise than meant is named.
Exit end_of(const demo::Play& play) {
  const auto& failure = play.failure();
  if (!failure) return Exit::done;
  fail(failure->exit, failure->what);
  if (!failure->sent.empty()) note("  " + failure->sent);
  return failure->exit;
}

/// The clock must be one that is moved, and stand before the demonstration's first day.
Exit check_clock(demo::Play& play, const demo::Person& who) {
  const auto answer = play.read(who, "/v1/clock");
  if (!answer) return end_of(play);
  const Json clock = Json::parse(*answer).value_or(Json());
  if (clock.text_of("mode") != "manual")
    return fail(Exit::refused,
                "the daemon goes by the system's clock, and a demonstration moves it through a year: start a "
                "daemon of its own with clock.mode = \"manual\" and clock.start = 2021-05-04T08:00:00Z");
  const auto now = parse_rfc3339(clock.text_of("now"));
  if (!now || *now > demo::london(demo::kOfficeReady))
    return fail(Exit::refused, "the clock stands at " + clock.text_of("now") +
                                   ", after the first day of the demonstration (" + demo::kOfficeReady +
                                   " in London): start a new office");
  play.stand_at(*now);
  return Exit::done;
}

void play_all(demo::Show& show) {
  const SystemClock clock;
  const Instant begins = show.play.now();
  const auto days = [begins](Instant at) {
    return static_cast<std::uint64_t>((at - begins) / std::chrono::days(1));
  };
  Progress progress({.name = "demonstration", .unit = "days", .total = days(demo::london(demo::kEnd))},
                    clock);
  show.play.run(show.people.mover, [&](Instant now) { progress.reached(days(now)); });
  if (!show.play.failure()) progress.finish();
}

Exit run(const Asked& asked, const Settings& settings) {
  if (const auto trouble = time_zone_trouble()) return fail(Exit::bad_usage, *trouble);
  if (asked.cycle != kCycle)
    return fail(Exit::bad_usage,
                "the days of cycle " + asked.cycle + " are not known to the demonstration: --cycle 2");
  auto client = client_to(settings, {.answer_timeout = std::chrono::minutes(5)});
  if (!client) return client.error();

  demo::Show show{.play = demo::Play(std::move(*client), "demo-" + std::to_string(asked.seed)),
                  .people = demo::People(demo::organisations_for(asked.cases)),
                  .cycle = asked.cycle,
                  .record = {},
                  .timetable = demo::Timetable({}),
                  .random = demo::Seeded(asked.seed)};
  const auto give_tokens = [&](const std::vector<demo::Person*>& to) {
    const auto given = demo::give_tokens(asked.tokens, to);
    if (!given) return fail(Exit::bad_usage, given.error().what);
    show.play.wait_until_known(*to.back());
    return end_of(show.play);
  };
  // One token is enough to see whether the play can begin.
  if (const Exit exit = give_tokens({&show.people.auditor}); exit != Exit::done) return exit;
  if (const Exit exit = check_clock(show.play, show.people.auditor); exit != Exit::done) return exit;
  auto record = demo::read_record(show.play, show.people.auditor, asked.cycle);
  if (!record) return end_of(show.play);
  if (const std::string missing = demo::what_is_missing(*record, asked.cycle); !missing.empty())
    return fail(Exit::refused, missing + ": start a new office and run htqctl reference import first");
  show.record = std::move(*record);
  show.timetable = demo::Timetable(show.record.holidays);
  for (const std::string& route : show.record.routes) {
    const std::string body = demo::pseudonym("panel", static_cast<int>(show.panels.size()) + 1);
    show.panels[route] = body;
    show.people.panels.push_back({.subject = body + "-chair", .roles = {"routePanel"}, .speaks_for = body});
  }
  if (const Exit exit = give_tokens(demo::everyone(show.people)); exit != Exit::done) return exit;

  demo::cast(show, asked.cases);
  demo::set_up_office(show);
  demo::plan_enquiries(show);
  demo::plan_forms(show);
  demo::plan_lost_recognition(show);
  demo::plan_consultations(show);
  demo::plan_judgement(show);
  demo::plan_list(show);
  demo::plan_mail(show);
  play_all(show);
  if (!show.play.failure()) demo::say_what_came_of_it(show, settings.form);
  return end_of(show.play);
}

}  // namespace

void add_demo_command(CLI::App& line, Run& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* demo = line.add_subcommand(
      "demo", "Play a cycle with made-up organisations and people, on the manual clock of a new office");
  demo->add_option("--cycle", asked->cycle, "Which cycle: 2, July 2021 to March 2022")->capture_default_str();
  demo->add_option("--cases", asked->cases, "How many cases")
      ->check(whole_number(1, 5000))
      ->capture_default_str();
  demo->add_option("--seed", asked->seed, "The same seed plays the same, to the byte of the log")
      ->check(whole_number(0))
      ->capture_default_str();
  demo->add_option("--tokens", asked->tokens,
                   "The daemon's token file: everybody who plays gets a token there")
      ->required()
      ->type_name("FILE");
  demo->footer(
      "Example:\n  htqctl reference import ops/reference && htqctl demo --tokens /etc/htqd/tokens\n");
  demo->callback(
      [&chosen, asked] { chosen = [asked](const Settings& settings) { return run(*asked, settings); }; });
}

}  // namespace htq::ctl

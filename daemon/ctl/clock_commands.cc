// htqctl clock: where the office's clock stands, and moving it where it is moved by hand.
#include <CLI/CLI.hpp>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "domain/london_text.h"

namespace htq::ctl {
namespace {

void say_reading(const std::string& bytes, const Json& reading, Form form) {
  if (form != Form::people) return say_document(bytes);
  say_facts({{"Clock", reading.text_of("mode")},
             {"Now", reading.text_of("now")},
             {"In London", reading.text_of("nowLondon")}});
}

Exit show_clock(const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto read = daemon->read("/v1/clock");
  if (!read) return read.error();
  say_reading(read->bytes, read->json, settings.form);
  return Exit::done;
}

Exit move_clock(const std::string& asked, const Settings& settings) {
  const auto to = instant_asked("TO", asked, DayMeans::its_first_instant);
  if (!to) return to.error();
  // Years of deadlines may pass on the way.
  auto daemon = Connection::open(settings, {.answer_timeout = std::chrono::minutes(10)});
  if (!daemon) return daemon.error();
  Json body;
  body.at("to") = {rfc3339(*to)};
  const auto answer = daemon->ask("POST", "/v1/clock", {{"Content-Type", "application/json"}}, body.write());
  if (!answer) return answer.error();
  const auto reading = Json::parse(answer->body);
  say_reading(answer->body, reading ? *reading : Json(), settings.form);
  return Exit::done;
}

}  // namespace

void add_clock_commands(CLI::App& line, Run& chosen) {
  auto* clock = line.add_subcommand("clock", "The office's clock");
  clock->require_subcommand(1);
  auto* show = clock->add_subcommand("show", "Which clock the office goes by, and where it stands");
  show->footer("Example:\n  htqctl clock show --json\n");
  show->callback([&chosen] { chosen = show_clock; });

  auto to = std::make_shared<std::string>();
  auto* move = clock->add_subcommand(
      "move", "Move a manual clock forward; what falls due on the way has happened when this ends");
  move->add_option("TO", *to, kMeansWhen)->required()->type_name("WHEN");
  move->footer("Example:\n  htqctl clock move 2021-09-17T17:00\n");
  move->callback(
      [&chosen, to] { chosen = [to](const Settings& settings) { return move_clock(*to, settings); }; });
}

}  // namespace htq::ctl

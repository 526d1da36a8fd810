// htqctl log level: which events may be written to the log, and raising that after an upgrade.
#include "daemon/ctl/connection.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"

namespace htq::ctl {
namespace {

Exit show_level(Connection& daemon, const std::string& after) {
  const auto read = daemon.read(with_query("/v1/log/level", {{"after", after}}));
  if (!read) return read.error();
  if (daemon.form() != Form::people) {
    say_document(read->bytes);
    return Exit::done;
  }
  const std::string raised = london(read->json.text_of("raisedAt"));
  say_facts({{"Log level", read->json.text_of("level")},
             {"Supported", "up to " + read->json.text_of("supported")},
             {"Raised", raised.empty() ? "never" : raised},
             {"Position", raised.empty() ? "" : shown(read->json.text_of("position"))}});
  return Exit::done;
}

Exit show(const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  return show_level(*daemon, "");
}

Exit raise(int level, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  Json body;
  body.at("office") = {std::string("log")};
  body.at("level") = {Json::Number{std::to_string(level)}};
  // The id is made of the level: sent again, it happens once.
  const http::Headers headers{{"Content-Type", "application/json"},
                              {"Idempotency-Key", "log-level-" + std::to_string(level)}};
  const auto receipt = daemon->ask("POST", "/v1/commands/raise-log-level", headers, body.write());
  if (!receipt) return receipt.error();
  return show_level(*daemon, Json::parse(receipt->body).value_or(Json()).text_of("position"));
}

}  // namespace

void add_log_commands(CLI::App& line, Run& chosen) {
  auto* log = line.add_subcommand("log", "The log itself");
  log->require_subcommand(1);
  auto* level = log->add_subcommand("level", "Which events may be written to it");
  level->require_subcommand(1);
  auto* shown = level->add_subcommand("show", "At which level the log is, and which the daemon supports");
  shown->footer("Example:\n  htqctl log level show --json\n");
  shown->callback([&chosen] { chosen = show; });

  auto to = std::make_shared<int>(0);
  auto* raised = level->add_subcommand(
      "raise", "Let events of a level be written; from then on an older htqd refuses to start on this log");
  raised->add_option("LEVEL", *to, "The level")->required()->check(CLI::Range(1, 65'535))->type_name("LEVEL");
  raised->footer(
      "It needs an operator's token, and cannot be taken back: raise it once no older htqd is to run on\n"
      "this log again. Until then going back to the older one is free.\n"
      "Example:\n  htqctl log level raise 2\n");
  raised->callback(
      [&chosen, to] { chosen = [to](const Settings& settings) { return raise(*to, settings); }; });
}

}  // namespace htq::ctl

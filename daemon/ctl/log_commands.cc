// htqctl log: which events may be written to the log, raising that after an upgrade, and moving the log.
#include <CLI/CLI.hpp>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/long_answer.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "daemon/ctl/whole_number.h"

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

struct Move {
  std::string from;
  std::string to;
  std::string address;
  bool moves = false;
};

Exit copy(const Move& asked, const Settings& settings) {
  const auto found = work_through({.name = "copy",
                                   .target = with_query("/v1/log/copy", {{"from", asked.from},
                                                                         {"to", asked.to},
                                                                         {"move", asked.moves ? "yes" : ""},
                                                                         {"address", asked.address}})},
                                  settings);
  if (!found) return found.error();
  if (settings.form != Form::people) {
    say_document(found->write());
    return Exit::done;
  }
  const bool has_moved = found->text_of("moved") == "true";
  say_facts({{"Copied to", found->text_of("destination")},
             {"Records", found->text_of("records") + ", " + found->text_of("copied") + " of them now"},
             {"Bytes", found->text_of("bytes")},
             {"Hash of the last", found->text_of("lastHash")},
             {"Digest of all", found->text_of("digest")},
             {"Keys of persons",
              found->text_of("keys") + ", and " + found->text_of("destroyedKeys") + " destroyed"}});
  std::vector<std::vector<std::string>> rows;
  for (const Json& projection : found->elements_of("projections"))
    rows.push_back({projection.text_of("projection"), projection.text_of("version"),
                    projection.text_of("position"), projection.text_of("digest")});
  if (has_moved)
    say_table({{"Projection"}, {"Version", Align::right}, {"Position", Align::right}, {"Digest"}}, rows);
  say(has_moved ? "Every record was read back and is the same. The office has moved: this daemon takes no "
                  "command any "
                  "more. Start those on Kafka.\n"
                : "Every record that is there was read back and is the same. The office goes on here: --move "
                  "moves it.\n");
  return Exit::done;
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
  raised->add_option("LEVEL", *to, "The level")
      ->required()
      ->check(whole_number(1, 65'535))
      ->type_name("LEVEL");
  raised->footer(
      "It needs an operator's token, and cannot be taken back: raise it once no older htqd is to run on\n"
      "this log again. Until then going back to the older one is free.\n"
      "Example:\n  htqctl log level raise 2\n");
  raised->callback(
      [&chosen, to] { chosen = [to](const Settings& settings) { return raise(*to, settings); }; });

  auto asked = std::make_shared<Move>();
  auto* copied = log->add_subcommand(
      "copy",
      "Copy the log to Kafka while the office goes on, check every record, and move the office there");
  copied
      ->add_option("--from", asked->from,
                   "Data directory of the daemon, as a check that it is the one that is meant")
      ->type_name("rocksdb:DIRECTORY");
  copied->add_option("--to", asked->to, "The brokers, as the daemon's log.kafka.bootstrap_servers names them")
      ->required()
      ->type_name("kafka:SERVERS");
  copied->add_flag("--move", asked->moves,
                   "Close the log with the event that says where the office went, once everything is there");
  copied->add_option("--address", asked->address, "Where callers find the office from then on: they are told")
      ->type_name("URL");
  copied->footer(
      "It needs an operator's token, and [log.kafka] in the configuration of the daemon, whose log.kind is\n"
      "still \"embedded\". Without --move nothing changes for the office, and it can be done as often as "
      "one\n"
      "likes: what is there already is compared and not copied again. With --move the office takes no "
      "command\n"
      "from the last record on, until a daemon with log.kind = \"kafka\" has been started. It cannot be "
      "taken\n"
      "back. A copy that was broken off goes on with the same command.\n"
      "Example:\n  htqctl log copy --to kafka:kafka-1:9092,kafka-2:9092\n"
      "  htqctl log copy --to kafka:kafka-1:9092,kafka-2:9092 --move --address https://office.example\n");
  copied->callback(
      [&chosen, asked] { chosen = [asked](const Settings& settings) { return copy(*asked, settings); }; });
}

}  // namespace htq::ctl

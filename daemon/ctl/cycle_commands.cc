// htqctl cycle: one cycle and its figures. Its list and its promises are in lists.cc.
#include <CLI/CLI.hpp>

#include "daemon/ctl/asked_at.h"
#include "daemon/ctl/blank_case.h"
#include "daemon/ctl/changes.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/statistics_text.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

struct Asked {
  std::string cycle;
  std::string by;
  bool csv = false;
  AskedAt at;
};

std::string target_of(const Asked& asked, const Parameters& parameters, const char* part) {
  return with_query("/v1/cycles/" + percent_encoded(asked.cycle) + part, parameters);
}

Exit show(const Asked& asked, const Settings& settings) {
  const auto parameters = parameters_of(asked.at);
  if (!parameters) return parameters.error();
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto read = daemon->read(target_of(asked, *parameters, ""));
  if (!read) return read.error();
  if (settings.form == Form::people)
    say_facts(facts_of(read->json, blank_cycle(read->json)));
  else
    say_document(read->bytes);
  return Exit::done;
}

void say_statistics_table(const StatisticsTable& table) {
  if (table.rows.empty()) return;
  say("\n" + (table.title.empty() ? "" : table.title + "\n\n"));
  say_table(table.columns, table.rows);
}

void say_to_people(const Json& statistics, const std::string& by) {
  const std::string as_at = shown(statistics.text_of("asAt"));
  say("Cycle " + statistics.text_of("cycle") + (as_at.empty() ? "" : " at position " + as_at) +
      (by.empty() ? "" : ", cases by " + in_words(by)) + "\n");
  if (!by.empty()) {
    say_statistics_table(table_of_groups(statistics, by));
    say("\nShares are of the cases decided. Days are working days from submission to decision, the median.\n"
        "A case stands in each group that it belongs to.\n");
    return;
  }
  for (const StatisticsTable& table : tables_of_cycle(statistics)) say_statistics_table(table);
  if (const std::string earlier = statistics.text_of("fromEarlierYears"); earlier != "0")
    say("\nApprovals of earlier years on record, in no figure above: " + earlier + "\n");
}

Exit show_statistics(const Asked& asked, const Settings& settings) {
  auto parameters = parameters_of(asked.at);
  if (!parameters) return parameters.error();
  if (asked.csv && settings.form != Form::people)
    return fail(Exit::bad_usage, "--csv is a form of its own: leave out --json and --jsonl");
  if (asked.csv) parameters->emplace_back("format", "csv");
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const std::string target = target_of(asked, *parameters, "/statistics");
  if (asked.csv) {
    const auto answer = daemon->ask("GET", target);
    if (!answer) return answer.error();
    say(answer->body);
    return Exit::done;
  }
  const auto read = daemon->read(target);
  if (!read) return read.error();
  switch (settings.form) {
    case Form::people: say_to_people(read->json, asked.by); break;
    case Form::json: say_document(read->bytes); break;
    case Form::lines:
      for (const Json& group : read->json.elements_of("groups"))
        if (asked.by.empty() || group.text_of("by") == asked.by) say_document(group.write());
      break;
  }
  return Exit::done;
}

}  // namespace

void add_cycle_commands(CLI::App& line, Run& chosen) {
  auto* cycles = line.add_subcommand("cycle", "Cycles: which there are, one of them, and its figures");
  cycles->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  const auto add = [&](const char* name, const char* about, const char* footer,
                       Exit (*action)(const Asked&, const Settings&)) {
    auto* command = cycles->add_subcommand(name, about);
    command->add_option("cycle", asked->cycle, "The cycle, such as cycle-2")->required()->type_name("ID");
    add_as_at(*command, asked->at);
    add_after(*command, asked->at);
    command->footer(footer);
    command->callback([&chosen, asked, action] {
      chosen = [asked, action](const Settings& settings) { return action(*asked, settings); };
    });
    return command;
  };
  add("show", "Its edition and its windows; it needs no token", "Example:\n  htqctl cycle show cycle-2\n",
      show);
  auto* statistics =
      add("statistics", "Its exact figures: per case and per occupation, shares, days, promises",
          "A figure counts what ever came to pass, unless it says \"now\".\n"
          "Examples:\n  htqctl cycle statistics cycle-2 --as-at 2021-09-17\n"
          "  htqctl cycle statistics cycle-2 --by route\n",
          show_statistics);
  auto* by = statistics->add_option("--by", asked->by, "A table of the groups of this kind")
                 ->check(CLI::IsMember({"route", "level", "standard", "window", "awardingBodyKind"}));
  statistics->add_flag("--csv", asked->csv, "As CSV, every group")->excludes(by);
}

}  // namespace htq::ctl

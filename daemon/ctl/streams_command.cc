#include "daemon/ctl/streams_command.h"

#include <CLI/CLI.hpp>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/json.h"
#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

/// A line of the table: who follows, where it stands, and what it has not seen.
std::vector<std::string> row(std::string who, std::string where, const Json* behind) {
  const auto of = [&](std::string_view name) { return behind == nullptr ? "" : behind->text_of(name); };
  return {std::move(who), std::move(where), of("events"), of("bytes"), of("seconds")};
}

Exit show(const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto answer = daemon->read("/v1/streams");
  if (!answer) return answer.error();
  const Json& streams = answer->json;
  if (settings.form != Form::people) {
    say_document(streams.write());
    return Exit::done;
  }
  std::vector<std::vector<std::string>> rows;
  if (const Json* projections = streams.find("projections"))
    rows.push_back(row("projections", projections->text_of("position"), projections->find("behind")));
  const Json* publisher = streams.find("publisher");
  const bool publishes = publisher != nullptr && publisher->text_of("publishes") == "true";
  if (publisher != nullptr)
    rows.push_back(row("publisher", publisher->text_of("position"), publisher->find("behind")));
  for (const Json& group : streams.elements_of("groups"))
    rows.push_back(row("group " + group.text_of("group"), group.text_of("stream"), group.find("behind")));
  say_facts({{"Log ends at", streams.text_of("end")},
             {"Log", streams.text_of("trouble")},
             {"Publishes", publisher == nullptr ? "nothing: publish.to is \"nowhere\""
                           : publishes          ? "this daemon"
                                                : "not this daemon"},
             {"Trouble", publisher == nullptr ? "" : publisher->text_of("trouble")}});
  say("\n");
  say_table({{"Follows"}, {"Position"}, {"Events behind"}, {"Bytes"}, {"Seconds"}}, rows);
  return Exit::done;
}

}  // namespace

void add_streams_command(CLI::App& line, Run& chosen) {
  auto* streams = line.add_subcommand("streams", "What is published to other systems");
  streams->require_subcommand(1);
  streams->add_subcommand("status", "How far the projections, the publisher and the groups of consumers are")
      ->callback([&chosen] { chosen = show; });
}

}  // namespace htq::ctl

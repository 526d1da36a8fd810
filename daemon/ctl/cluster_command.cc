#include "daemon/ctl/cluster_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/json.h"
#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

std::uint64_t number(const std::string& text) {
  std::uint64_t read = 0;
  std::from_chars(text.data(), text.data() + text.size(), read);
  return read;
}

Exit say_that_it_is_alone(const http::Response& answer, Form form) {
  if (form != Form::people) return say_problem(answer, form);
  return fail(Exit::refused,
              "this daemon shares its log with no other; several do with log.kind = \"kafka\"");
}

/// The daemons that `cluster` names, as rows for people; in it they are told who writes and who is behind.
std::vector<std::vector<std::string>> look_at_daemons(Json& cluster, const std::string& writes) {
  Json::Array daemons;
  std::vector<std::vector<std::string>> rows;
  const std::uint64_t end = number(cluster.text_of("end"));
  for (const Json& daemon : cluster.elements_of("daemons")) {
    const std::string address = daemon.text_of("address");
    const std::string position = daemon.text_of("position");
    Json one = daemon;
    one.at("writes") = {address == writes};
    one.at("answers") = {!position.empty()};
    const std::string behind = position.empty() ? "" : std::to_string(end - std::min(end, number(position)));
    if (!behind.empty()) one.at("behind") = {Json::Number{behind}};
    rows.push_back({address, address == writes ? "writes" : "", position.empty() ? "no answer" : position,
                    behind, daemon.text_of("supportedLogLevel")});
    daemons.push_back(std::move(one));
  }
  cluster.at("daemons") = {std::move(daemons)};
  return rows;
}

Exit show(const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto answer = daemon->request("GET", "/v1/cluster");
  if (!answer) return fail(Exit::no_answer, answer.error().what);
  if (answer->status == 404) return say_that_it_is_alone(*answer, settings.form);
  if (answer->status != 200) return say_problem(*answer, settings.form);
  auto read = Json::parse(answer->body);
  if (!read) return fail(Exit::no_answer, "what " + daemon->url() + " answers is no JSON: is it the daemon?");
  Json& cluster = *read;
  const Json* writer = cluster.find("writer");
  const std::string writes = writer == nullptr ? "" : writer->text_of("address");
  const std::string epoch = writer == nullptr ? "" : writer->text_of("epoch");
  const std::string since = writer == nullptr ? "" : writer->text_of("since");
  const auto rows = look_at_daemons(cluster, writes);
  if (settings.form != Form::people) {
    say_document(cluster.write());
    return Exit::done;
  }
  say_facts({{"Writer", writes.empty() ? "none is known" : writes},
             {"Epoch", epoch},
             {"Since position", since},
             {"Log ends at", cluster.text_of("end")},
             {"Unread here", cluster.text_of("unread") == "0" ? "" : cluster.text_of("unread")},
             {"Trouble here", cluster.text_of("trouble")}});
  say("\n");
  say_table({{"Daemon"}, {""}, {"Position"}, {"Behind"}, {"Log level up to"}}, rows);
  return Exit::done;
}

}  // namespace

void add_cluster_command(CLI::App& line, Run& chosen) {
  auto* cluster = line.add_subcommand("cluster", "The daemons that share a log");
  cluster->require_subcommand(1);
  auto* status = cluster->add_subcommand("status", "Which of them writes, and how far each has come");
  status->footer(
      "It needs an operator's or an auditor's token. The daemon that is asked asks the others.\n"
      "Example:\n  htqctl cluster status\n");
  status->callback([&chosen] { chosen = show; });
}

}  // namespace htq::ctl

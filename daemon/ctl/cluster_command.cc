#include "daemon/ctl/cluster_command.h"

#include <charconv>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/json.h"
#include "daemon/ctl/saying.h"
#include "daemon/http/client.h"

namespace htq::ctl {
namespace {

/// Nothing, if it does not answer.
std::optional<std::string> position_of(const std::string& address) {
  auto client = http::Client::to("http://" + address, {.connect_timeout = std::chrono::seconds(2),
                                                       .answer_timeout = std::chrono::seconds(2)});
  if (!client) return std::nullopt;
  const auto answer = client->request("GET", "/version");
  if (!answer || answer->status != 200) return std::nullopt;
  const auto version = Json::parse(answer->body);
  if (!version) return std::nullopt;
  return version->text_of("position");
}

std::uint64_t number(const std::string& text) {
  std::uint64_t read = 0;
  std::from_chars(text.data(), text.data() + text.size(), read);
  return read;
}

Exit show(const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  auto view = daemon->read("/v1/cluster");
  if (!view) return view.error();
  Json& cluster = view->json;
  const Json* writer = cluster.find("writer");
  const std::string writes = writer == nullptr ? "" : writer->text_of("address");
  // Asked after the cluster's end was told, so that none seems to be ahead of it without reason.
  Json::Array daemons;
  std::vector<std::vector<std::string>> rows;
  const std::uint64_t end = number(cluster.text_of("end"));
  for (const Json& address : cluster.elements_of("daemons")) {
    const auto position = position_of(address.text());
    const std::uint64_t has = position ? number(*position) : 0;
    const std::string behind = position ? std::to_string(end > has ? end - has : 0) : "";
    rows.push_back(
        {address.text(), address.text() == writes ? "writes" : "", position.value_or("no answer"), behind});
    Json one;
    one.at("address") = address;
    one.at("writes") = {address.text() == writes};
    if (position) one.at("position") = {Json::Number{*position}};
    if (position) one.at("behind") = {Json::Number{behind}};
    daemons.push_back(std::move(one));
  }
  cluster.at("daemons") = {std::move(daemons)};
  if (settings.form != Form::people) {
    say_document(cluster.write());
    return Exit::done;
  }
  say_facts({{"Writer", writes.empty() ? "none is known" : writes},
             {"Epoch", writer == nullptr ? "" : writer->text_of("epoch")},
             {"Since position", writer == nullptr ? "" : writer->text_of("since")},
             {"Log ends at", cluster.text_of("end")},
             {"Unread here", cluster.text_of("unread") == "0" ? "" : cluster.text_of("unread")}});
  say("\n");
  say_table({{"Daemon"}, {""}, {"Position"}, {"Behind"}}, rows);
  return Exit::done;
}

}  // namespace

void add_cluster_command(CLI::App& line, Run& chosen) {
  auto* cluster = line.add_subcommand("cluster", "The daemons that share a log");
  cluster->require_subcommand(1);
  cluster->add_subcommand("status", "Which of them writes, and how far each has come")->callback([&chosen] {
    chosen = show;
  });
}

}  // namespace htq::ctl

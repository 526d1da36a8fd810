// htqctl command: asks the office to do something.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "daemon/ctl/command_body.h"
#include "daemon/ctl/command_lists.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/receipt.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "daemon/ctl/whole_number.h"
#include "daemon/random.h"
#include "domain/london_text.h"
#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

struct Asked {
  std::string name;
  std::string body;
  std::vector<std::string> settings;
  std::string id, expect, occurred_at, on_behalf_of, authority, role, after;
  bool lists = false;
  bool shows_fields = false;
  bool dry_run = false;
};

/// Version 4 of RFC 9562.
std::string new_uuid() {
  std::array<std::uint8_t, 16> bytes{};
  SystemRandom().fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  std::string hex;
  append_hex(hex, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  for (const std::size_t at : {8, 13, 18, 23}) hex.insert(at, 1, '-');
  return hex;
}

/// What the body argument stands for: itself, a file, or what comes in.
std::expected<std::string, Exit> text_of_body(const std::string& argument) {
  if (argument == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  if (!argument.starts_with('@')) return argument;
  std::ifstream file(argument.substr(1), std::ios::binary);
  if (!file) return std::unexpected(fail(Exit::bad_usage, "cannot read " + argument.substr(1)));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// A body that nothing was set in goes out byte for byte: the daemon reads more strictly than this program.
std::expected<std::string, Exit> body_of_command(const Asked& asked) {
  auto text = text_of_body(asked.body);
  if (!text) return std::unexpected(text.error());
  if (asked.settings.empty()) return text->empty() ? std::string("{}") : *text;
  Json body{Json::Object()};
  if (!text->empty()) {
    auto read = Json::parse(*text);
    if (!read) return std::unexpected(fail(Exit::bad_input, "the body is no JSON: " + read.error()));
    if (read->object() == nullptr)
      return std::unexpected(fail(Exit::bad_input, "the body is no JSON object"));
    body = *std::move(read);
  }
  const auto action = action_named(asked.name);
  for (const std::string& setting : asked.settings)
    if (const auto set = set_in_body(body, action, setting); !set)
      return std::unexpected(fail(Exit::bad_usage, set.error()));
  return body.write();
}

std::expected<http::Headers, Exit> headers_of(const Asked& asked, const std::string& id) {
  http::Headers headers{{"Content-Type", "application/json"}, {"Idempotency-Key", id}};
  if (!asked.expect.empty()) headers.add("If-Match", "\"" + asked.expect + "\"");
  if (!asked.occurred_at.empty()) {
    const auto at = instant_asked("--occurred-at", asked.occurred_at, DayMeans::its_first_instant);
    if (!at) return std::unexpected(at.error());
    headers.add("Htqd-Occurred-At", rfc3339(*at));
  }
  for (const auto& [header, value] :
       {std::pair{"Htqd-On-Behalf-Of", &asked.on_behalf_of}, std::pair{"Htqd-Authority", &asked.authority},
        std::pair{"Htqd-Role", &asked.role}, std::pair{"Htqd-After", &asked.after}})
    if (!value->empty()) headers.add(header, *value);
  for (std::size_t at = 0; at < headers.size(); ++at)
    for (const char c : headers[at].value)
      if (c < ' ' || c > '~')
        return std::unexpected(fail(Exit::bad_usage, std::string(headers[at].name) +
                                                         " would hold a control character or "
                                                         "a letter that no header may hold"));
  return headers;
}

Exit send(Asked asked, const Settings& settings) {
  const bool makes_id = asked.id.empty();
  if (makes_id) asked.id = new_uuid();
  const auto body = body_of_command(asked);
  if (!body) return body.error();
  if (asked.dry_run) {
    say_document(*body);
    return Exit::done;
  }
  auto headers = headers_of(asked, asked.id);
  if (!headers) return headers.error();
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  // Before it is sent: if the answer is lost, this is what makes asking again safe.
  if (makes_id) note("id " + asked.id);
  const auto answer =
      daemon->request("POST", "/v1/commands/" + percent_encoded(asked.name), *std::move(headers), *body);
  if (!answer) {
    fail(Exit::no_answer, answer.error().what);
    note("  If the command got there, it may have been recorded. Send it again with --id " + asked.id +
         ": it happens once.");
    return Exit::no_answer;
  }
  if (answer->status < 200 || answer->status > 299) return say_problem(*answer, settings.form);
  say_receipt(answer->body, settings.form);
  return Exit::done;
}

Exit run(const Asked& asked, const Settings& settings) {
  if (asked.lists) return list_commands(settings.form);
  if (asked.name.empty()) return fail(Exit::bad_usage, "name a command, or list them: htqctl command --list");
  if (asked.shows_fields) return show_fields(asked.name, settings.form);
  return send(asked, settings);
}

}  // namespace

void add_command_command(CLI::App& line, Run& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* command = line.add_subcommand("command", "Ask the office to do something, and print the receipt");
  command->add_option("name", asked->name, "Which command")->type_name("NAME");
  command->add_option("body", asked->body, "Its body: JSON, @FILE or - for what comes in")->type_name("JSON");
  command->add_flag("--list", asked->lists, "List the commands, what each acts on and who may give it");
  command->add_flag("--fields", asked->shows_fields, "List what the body of the command may hold");
  command
      ->add_option(
          "--set", asked->settings,
          "A property of the body; may be given again: key=value, a.b=value, list[]=value, list[0].a=value")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUE");
  command->add_option("--id", asked->id,
                      "The command's id; the same id again happens once. Otherwise a new UUID, on stderr");
  command->add_option("--expect", asked->expect, "Refuse if what it acts on is not at this version")
      ->check(whole_number(0))
      ->type_name("VERSION");
  command->add_option("--occurred-at", asked->occurred_at, std::string("When it happened: ") + kMeansWhen)
      ->type_name("WHEN");
  command->add_option("--on-behalf-of", asked->on_behalf_of,
                      "Body, regulator or person that the entry is made for");
  command->add_option("--authority", asked->authority, "Delegation that it rests on");
  command->add_option("--as", asked->role, "Which of your roles to act in")->type_name("ROLE");
  command->add_option("--after", asked->after, "Only once this position has been reached")
      ->check(a_position())
      ->type_name("POSITION");
  command->add_flag("--dry-run", asked->dry_run, "Print the body, and send nothing");
  command->footer(
      "Examples:\n"
      "  htqctl command register-interest --set organisation=example-college --set cycle=cycle-2\n"
      "  htqctl command take-decision @decision.json --on-behalf-of chief-executive --expect 24\n"
      "  htqctl command name-occupation --fields\n");
  command->callback(
      [&chosen, asked] { chosen = [asked](const Settings& settings) { return run(*asked, settings); }; });
}

}  // namespace htq::ctl

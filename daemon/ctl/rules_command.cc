// htqctl rules: what an applicant had to go by on a day.
#include <CLI/CLI.hpp>

#include "daemon/ctl/asked_at.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/lists.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "domain/london_text.h"

namespace htq::ctl {
namespace {

struct Part {
  const char* property;
  const char* title;
};
constexpr Part kParts[] = {{"cycles", "Cycles, as announced and moved since"},
                           {"publications", "Publications in force"},
                           {"scope", "Scope"}};

struct Asked {
  std::string in_force_at;
  std::string cycle;
  AskedAt at;
};

void say_to_people(const Json& rules) {
  const std::string as_at = shown(rules.text_of("asAt"));
  say("Rules in force at " + rules.text_of("atLondon") +
      (as_at.empty() ? "" : ", by what was known at position " + as_at) + "\n");
  for (const Part& part : kParts) {
    say("\n" + std::string(part.title) + "\n\n");
    say_rows(list_of(part.property).columns, rules.elements_of(part.property));
  }
}

/// Each rule with what it is, since the lines are of three kinds.
void say_lines(const Json& rules) {
  for (const Part& part : kParts)
    for (const Json& row : rules.elements_of(part.property)) {
      Json line;
      line.at("list") = {std::string(part.property)};
      line.at("row") = row;
      say_document(line.write());
    }
}

Exit show(const Asked& asked, const Settings& settings) {
  auto parameters = parameters_of(asked.at);
  if (!parameters) return parameters.error();
  if (!asked.in_force_at.empty()) {
    const auto at = instant_asked("--at", asked.in_force_at, DayMeans::its_last_instant);
    if (!at) return at.error();
    parameters->emplace_back("at", rfc3339(*at));
  }
  parameters->emplace_back("cycle", asked.cycle);
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto rules = daemon->read(with_query("/v1/rules", *parameters));
  if (!rules) return rules.error();
  switch (settings.form) {
    case Form::people: say_to_people(rules->json); break;
    case Form::json: say_document(rules->bytes); break;
    case Form::lines: say_lines(rules->json); break;
  }
  return Exit::done;
}

}  // namespace

void add_rules_command(CLI::App& line, Run& chosen) {
  auto asked = std::make_shared<Asked>();
  auto* command = line.add_subcommand(
      "rules",
      "Guidance, criteria, conditions, scope and editions as an applicant had them; it needs no token");
  command
      ->add_option("--at", asked->in_force_at,
                   std::string("In force at this time, by what is known now; otherwise now: ") + kMeansWhen)
      ->type_name("WHEN");
  command->add_option("--cycle", asked->cycle, "Of this cycle")->type_name("ID");
  add_as_at(*command, asked->at);
  add_after(*command, asked->at);
  command->footer(
      "--at asks what was in force then, by what is known now; --as-at what was on record then.\n"
      "Example:\n  htqctl rules --at 2021-09-17 --cycle cycle-2\n");
  command->callback(
      [&chosen, asked] { chosen = [asked](const Settings& settings) { return show(*asked, settings); }; });
}

}  // namespace htq::ctl

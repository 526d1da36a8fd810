// htqctl case list, worklist, register and every other list: lists.cc has what they are.
#include <CLI/CLI.hpp>
#include <deque>
#include <map>
#include <optional>

#include "daemon/ctl/lists.h"
#include "daemon/ctl/pages.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "daemon/ctl/whole_number.h"
#include "domain/london_text.h"

namespace htq::ctl {
namespace {

using Takes = ListOption::Takes;

struct Asked {
  explicit Asked(const List& asked) : list(asked), texts(asked.options.size()), flags(asked.options.size()) {}

  const List& list;
  std::vector<std::string> texts;  // by option
  std::deque<bool> flags;          // by option; each has an address of its own
  AskedAt at;
  std::optional<std::uint64_t> limit;
};

/// What an option asks of the daemon; nothing if it was not given.
std::expected<std::string, Exit> value_of(const ListOption& option, const std::string& text, bool flag) {
  switch (option.takes) {
    case Takes::text: return text;
    case Takes::yes: return flag ? "yes" : "";
    case Takes::no: return flag ? "no" : "";
    case Takes::from:
    case Takes::until: break;
  }
  if (text.empty()) return text;
  const auto at =
      instant_asked(option.name, text,
                    option.takes == Takes::from ? DayMeans::its_first_instant : DayMeans::its_last_instant);
  if (!at) return std::unexpected(at.error());
  return rfc3339(*at);
}

std::expected<Parameters, Exit> parameters_of(const Asked& asked) {
  auto parameters = parameters_of(asked.at);
  if (!parameters) return parameters;
  for (std::size_t at = 0; at < asked.texts.size(); ++at) {
    const ListOption& option = asked.list.options[at];
    auto value = value_of(option, asked.texts[at], asked.flags[at]);
    if (!value) return std::unexpected(value.error());
    parameters->emplace_back(option.parameter, *std::move(value));
  }
  return parameters;
}

std::string footnote(const ListedRows& listed) {
  std::string text = std::to_string(listed.rows.size()) + (listed.rows.size() == 1 ? " row" : " rows");
  if (!listed.next.empty()) text += ", and there are more,";
  if (!is_number(listed.first_as_at)) return text;
  text += listed.rest_on_one_position() ? " at position " + listed.first_as_at
                                        : " at positions " + listed.first_as_at + " to " + listed.last_as_at +
                                              ": something was recorded meanwhile; --as-at reads all at one";
  return text;
}

Exit show(const Asked& asked, const Settings& settings) {
  const auto parameters = parameters_of(asked);
  if (!parameters) return parameters.error();
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto listed = read_rows(*daemon, asked.list.path, asked.list.property, *parameters, asked.limit);
  if (!listed) return listed.error();
  switch (settings.form) {
    case Form::people: say_rows(asked.list.columns, listed->rows); break;
    case Form::json: say_document(listed->document(asked.list.property).write()); break;
    case Form::lines:
      for (const Json& row : listed->rows) say_document(row.write());
      break;
  }
  for (const std::string& daemon : listed->unanswered)
    note(daemon + " does not answer: what its journal holds is not among these.");
  if (settings.form == Form::people || !listed->rest_on_one_position()) note(footnote(*listed));
  return Exit::done;
}

CLI::Option* add_option(CLI::App& command, const ListOption& option, std::string& text, bool& flag) {
  switch (option.takes) {
    case Takes::yes:
    case Takes::no: return command.add_flag(option.name, flag, option.about);
    case Takes::from:
    case Takes::until:
      return command.add_option(option.name, text, std::string(option.about) + ": " + kMeansWhen)
          ->type_name("WHEN");
    case Takes::text: break;
  }
  auto* added = command.add_option(option.name, text, option.about)->type_name("TEXT");
  if (option.name[0] != '-') added->required()->type_name("ID");
  return added;
}

void add_list(CLI::App& under, const List& list, Run& chosen) {
  auto* command = under.add_subcommand(list.name, list.about);
  auto asked = std::make_shared<Asked>(list);
  std::map<std::string, CLI::Option*> by_parameter;
  for (std::size_t at = 0; at < list.options.size(); ++at) {
    auto* option = add_option(*command, list.options[at], asked->texts[at], asked->flags[at]);
    const auto [same, is_new] = by_parameter.emplace(list.options[at].parameter, option);
    if (!is_new) option->excludes(same->second);
  }
  command->add_option("--limit", asked->limit, "No more rows than this; otherwise all")
      ->check(whole_number(1))
      ->type_name("N");
  if (list.is_of_the_log) {
    add_as_at(*command, asked->at);
    add_after(*command, asked->at);
  }
  command->footer(std::string("Example:\n  ") + list.example + "\n");
  command->callback([&chosen, asked, command] {
    if (!command->get_subcommands().empty()) return;  // it has chosen
    chosen = [asked](const Settings& settings) { return show(*asked, settings); };
  });
}

}  // namespace

void add_list_commands(CLI::App& line, Run& chosen) {
  for (const List& list : all_lists())
    add_list(*list.group == '\0' ? line : *line.get_subcommand(list.group), list, chosen);
}

}  // namespace htq::ctl

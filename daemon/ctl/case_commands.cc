// htqctl case: one case, as it is or as it stood. The list of them is in lists.cc.
#include <CLI/CLI.hpp>

#include "daemon/ctl/asked_at.h"
#include "daemon/ctl/blank_case.h"
#include "daemon/ctl/changes.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/entry_text.h"
#include "daemon/ctl/positions.h"
#include "daemon/ctl/replay.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"

namespace htq::ctl {
namespace {

struct Asked {
  std::string reference;
  AskedAt at;
  bool no_pause = false;
};

std::expected<Connection::Document, Exit> read_part(const Asked& asked, const Settings& settings,
                                                    const std::string& part) {
  const auto parameters = parameters_of(asked.at);
  if (!parameters) return std::unexpected(parameters.error());
  auto daemon = Connection::open(settings);
  if (!daemon) return std::unexpected(daemon.error());
  return daemon->read(with_query("/v1/cases/" + percent_encoded(asked.reference) + part, *parameters));
}

/// A sealed position tells a person nothing.
Json without_seals(Json file) {
  if (auto* members = std::get_if<Json::Object>(&file.value))
    std::erase_if(*members, [&](const auto& member) {
      const auto* text = std::get_if<std::string>(&member.second.value);
      const bool is_position = member.first == "position" || member.first == "asAt";
      return is_position && text != nullptr && is_sealed(*text);
    });
  return file;
}

Exit show(const Asked& asked, const Settings& settings) {
  const auto file = read_part(asked, settings, "");
  if (!file) return file.error();
  if (settings.form == Form::people)
    say_facts(facts_of(without_seals(file->json), blank_case(file->json)));
  else
    say_document(file->bytes);
  return Exit::done;
}

Exit timeline(const Asked& asked, const Settings& settings) {
  const auto read = read_part(asked, settings, "/timeline");
  if (!read) return read.error();
  const Json::Array& entries = read->json.elements_of("entries");
  switch (settings.form) {
    case Form::json: say_document(read->bytes); break;
    case Form::lines:
      for (const Json& entry : entries) say_document(entry.write());
      break;
    case Form::people: {
      std::vector<std::vector<std::string>> rows;
      for (const Json& entry : entries) {
        EntryText text = text_of_entry(entry);
        rows.push_back({std::move(text.when), std::move(text.who), std::move(text.sentence)});
      }
      say_table({{"London time"}, {"Who"}, {"What"}}, rows);
      break;
    }
  }
  return Exit::done;
}

Exit replay(const Asked& asked, const Settings& settings) {
  const auto as_at = as_at_asked(asked.at.as_at);
  if (!as_at) return as_at.error();
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  return replay_case(*daemon, asked.reference, *as_at, asked.no_pause ? Pause::no : Pause::after_each);
}

}  // namespace

void add_case_commands(CLI::App& line, Run& chosen) {
  auto* cases =
      line.add_subcommand("case", "Cases: which there are; one as it is, as it stood, and how it came about");
  cases->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  const auto add = [&](const char* name, const char* about, const char* example,
                       Exit (*action)(const Asked&, const Settings&)) {
    auto* command = cases->add_subcommand(name, about);
    command->add_option("case", asked->reference, "Reference of the case, such as HTQ-7K3M-92QX-5CJD")
        ->required()
        ->type_name("ID");
    add_as_at(*command, asked->at);
    command->footer(std::string("Example:\n  ") + example + "\n");
    command->callback([&chosen, asked, action] {
      chosen = [asked, action](const Settings& settings) { return action(*asked, settings); };
    });
    return command;
  };
  add_after(*add("show", "Everything about it",
                 "htqctl case show HTQ-7K3M-92QX-5CJD --as-at 2021-09-17T17:00", show),
            asked->at);
  add_after(
      *add("timeline", "What happened to it, in order", "htqctl case timeline HTQ-7K3M-92QX-5CJD", timeline),
      asked->at);
  add("replay", "Step through it, event by event, and see what each changed",
      "htqctl case replay HTQ-7K3M-92QX-5CJD\n  Enter or space goes on, b goes back, q ends; without a "
      "terminal all is printed",
      replay)
      ->add_flag("--no-pause", asked->no_pause, "Print all without waiting for a key");
}

}  // namespace htq::ctl

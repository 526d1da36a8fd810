// htqctl case: one case, as it is or as it stood.
#include "daemon/ctl/blank_case.h"
#include "daemon/ctl/changes.h"
#include "daemon/ctl/connection.h"
#include "daemon/ctl/entry_text.h"
#include "daemon/ctl/replay.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"

namespace htq::ctl {
namespace {

struct Asked {
  std::string reference;
  std::string as_at;
  std::string after;
  bool no_pause = false;
};

std::string target_of(const Asked& asked, const std::string& as_at, const std::string& part) {
  return with_query("/v1/cases/" + percent_encoded(asked.reference) + part,
                    {{"asAt", as_at}, {"after", asked.after}});
}

/// Opens the connection and reads what an option says of time; then does it.
template <typename Do>
Exit with_daemon(const Asked& asked, const Settings& settings, const Do& action) {
  const auto as_at = as_at_asked(asked.as_at);
  if (!as_at) return as_at.error();
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  return action(*daemon, *as_at);
}

Exit show(const Asked& asked, const Settings& settings) {
  return with_daemon(asked, settings, [&](Connection& daemon, const std::string& as_at) {
    const auto file = daemon.read(target_of(asked, as_at, ""));
    if (!file) return file.error();
    if (settings.form != Form::people) {
      say_document(file->bytes);
      return Exit::done;
    }
    say_facts(facts_of(file->json, blank_case(file->json)));
    return Exit::done;
  });
}

Exit timeline(const Asked& asked, const Settings& settings) {
  return with_daemon(asked, settings, [&](Connection& daemon, const std::string& as_at) {
    const auto read = daemon.read(target_of(asked, as_at, "/timeline"));
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
  });
}

Exit replay(const Asked& asked, const Settings& settings) {
  return with_daemon(asked, settings, [&](Connection& daemon, const std::string& as_at) {
    return replay_case(daemon, asked.reference, as_at, asked.no_pause ? Pause::no : Pause::after_each);
  });
}

}  // namespace

void add_case_commands(CLI::App& line, Run& chosen) {
  auto* cases = line.add_subcommand("case", "One case: as it is, as it stood, and how it came about");
  cases->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  const auto add = [&](const char* name, const char* about, const char* example,
                       Exit (*action)(const Asked&, const Settings&)) {
    auto* command = cases->add_subcommand(name, about);
    command->add_option("case", asked->reference, "Reference of the case, such as HTQ-7K3M-92QX-5CJD")
        ->required()
        ->type_name("ID");
    command->add_option("--as-at", asked->as_at, std::string("As it stood at a position, ") + kMeansWhen)
        ->type_name("WHEN");
    command->footer(std::string("Example:\n  ") + example + "\n");
    command->callback([&chosen, asked, action] {
      chosen = [asked, action](const Settings& settings) { return action(*asked, settings); };
    });
    return command;
  };
  const auto add_after = [&](CLI::App* command) {
    command->add_option("--after", asked->after, "Only once this position, such as a receipt's, can be seen")
        ->check(CLI::NonNegativeNumber)
        ->type_name("POSITION");
  };
  add_after(add("show", "Everything about it", "htqctl case show HTQ-7K3M-92QX-5CJD --as-at 2021-09-17T17:00",
                show));
  add_after(
      add("timeline", "What happened to it, in order", "htqctl case timeline HTQ-7K3M-92QX-5CJD", timeline));
  add("replay", "Step through it, event by event, and see what each changed",
      "htqctl case replay HTQ-7K3M-92QX-5CJD\n  Enter or space goes on, b goes back, q ends; without a "
      "terminal all is printed",
      replay)
      ->add_flag("--no-pause", asked->no_pause, "Print all without waiting for a key");
}

}  // namespace htq::ctl

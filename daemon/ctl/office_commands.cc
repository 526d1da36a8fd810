// htqctl register, status and version: the office as a whole.
#include "daemon/ctl/connection.h"
#include "daemon/ctl/register_import.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/when.h"
#include "daemon/version.h"

namespace htq::ctl {
namespace {

Exit show_register(const std::string& after, const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto read = daemon->read(with_query("/v1/register", {{"after", after}}));
  if (!read) return read.error();
  const Json::Array& listed = read->json.elements_of("rows");
  if (settings.form == Form::json) {
    say_document(read->bytes);
  } else if (settings.form == Form::lines) {
    for (const Json& row : listed) say_document(row.write());
  } else {
    std::vector<std::vector<std::string>> rows;
    for (const Json& row : listed)
      rows.push_back({row.text_of("title"), row.text_of("level"), row.text_of("standard"),
                      row.text_of("awardingBody"), row.text_of("firstTeach"), row.text_of("case"),
                      london(row.text_of("listedAt"))});
    say_table({{"Qualification"},
               {"Level", Align::right},
               {"Standard"},
               {"Awarding body"},
               {"First teach"},
               {"Case"},
               {"Listed (London time)"}},
              rows);
    note(std::to_string(rows.size()) + (rows.size() == 1 ? " row" : " rows") + " at position " +
         read->json.text_of("asAt"));
  }
  return Exit::done;
}

/// What the daemon says of itself, or nothing after the reason was printed.
std::expected<Json, Exit> version_of(Connection& daemon) {
  auto read = daemon.read("/version");
  if (!read) return std::unexpected(read.error());
  return std::move(read->json);
}

Exit show_status(const Settings& settings) {
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto ready = daemon->request("GET", "/readyz");
  if (!ready) return fail(Exit::no_answer, ready.error().what);
  const bool is_ready = ready->status == 200;
  auto version = version_of(*daemon);
  if (!version) return version.error();
  if (settings.form == Form::people) {
    say_facts(
        {{"Daemon", version->text_of("name") + " " + version->text_of("version") + " at " + daemon->url()},
         {"Office", version->text_of("office")},
         {"Ready", is_ready ? "yes" : "no"},
         {"Position", version->text_of("position")},
         {"Log level", version->text_of("logLevel")}});
  } else {
    version->at("ready") = {is_ready};
    version->at("url") = {daemon->url()};
    say_document(version->write());
  }
  return is_ready ? Exit::done : say_problem(*ready, settings.form);
}

Exit show_version(const Settings& settings) {
  const std::string own(kProgramVersion);
  if (settings.form == Form::people) say("htqctl " + own + "\n");
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const auto version = version_of(*daemon);
  if (!version) return version.error();
  if (settings.form == Form::people) {
    say(version->text_of("name") + " " + version->text_of("version") + " at " + daemon->url() + "\n");
    return Exit::done;
  }
  Json document;
  document.at("htqctl") = {own};
  document.at("daemon") = *version;
  say_document(document.write());
  return Exit::done;
}

}  // namespace

void add_office_commands(CLI::App& line, Run& chosen) {
  auto after = std::make_shared<std::string>();
  auto* listed =
      line.add_subcommand("register", "The public list of approved qualifications; it needs no token");
  listed->add_option("--after", *after, "Only once this position, such as a receipt's, can be seen")
      ->check(CLI::NonNegativeNumber)
      ->type_name("POSITION");
  listed->footer("Example:\n  htqctl register --jsonl\n");
  listed->callback([&chosen, after, listed] {
    if (!listed->get_subcommands().empty()) return;  // it has chosen
    chosen = [after](const Settings& settings) { return show_register(*after, settings); };
  });

  auto path = std::make_shared<std::string>();
  auto dry_run = std::make_shared<bool>(false);
  auto* import = listed->add_subcommand(
      "import",
      "Record the approvals of earlier years from a published list; what is recorded is not repeated");
  import->add_option("file", *path, "The list, such as approved_qualifications.csv")
      ->required()
      ->type_name("FILE");
  import->add_flag("--dry-run", *dry_run, "Read and check the list, print the commands, and send nothing");
  import->footer(
      "It needs an official's token, and the reference data: htqctl reference import.\n"
      "Rows that name nothing to register them for are reported; they are no failure.\n"
      "Example:\n  htqctl register import approved_qualifications.csv\n");
  import->callback([&chosen, path, dry_run] {
    chosen = [path, dry_run](const Settings& settings) {
      return import_register(*path, *dry_run ? DryRun::yes : DryRun::no, settings);
    };
  });

  auto* status = line.add_subcommand("status", "Whether the daemon is ready, and how far it has recorded");
  status->footer("Example:\n  htqctl status && echo the office is open\n");
  status->callback([&chosen] { chosen = show_status; });

  auto* version = line.add_subcommand("version", "The versions of htqctl and of the daemon");
  version->footer("Example:\n  htqctl version --json\n");
  version->callback([&chosen] { chosen = show_version; });
}

}  // namespace htq::ctl

// htqctl register import, status and version: the office as a whole.
#include <CLI/CLI.hpp>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/register_import.h"
#include "daemon/ctl/saying.h"
#include "daemon/version.h"

namespace htq::ctl {
namespace {

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
         {"Log level", "up to " + version->text_of("supportedLogLevel")}});
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
  auto path = std::make_shared<std::string>();
  auto dry_run = std::make_shared<bool>(false);
  auto* import = line.get_subcommand("register")
                     ->add_subcommand("import",
                                      "Record the approvals of earlier years from a published list; what is "
                                      "recorded is not repeated");
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

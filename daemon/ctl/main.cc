// htqctl: everything a person or a script needs to drive and read a daemon. See htqctl --help.
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "daemon/ctl/cluster_command.h"
#include "daemon/ctl/saying.h"
#include "daemon/ctl/settings.h"
#include "daemon/ctl/streams_command.h"
#include "daemon/ctl/unknown_command.h"
#include "daemon/version.h"

int main(int argc, char** argv) {
  using namespace htq::ctl;
  // Tokens live in memory: no core dump holds them.
  prctl(PR_SET_DUMPABLE, 0);

  CLI::App line{"Drives and reads an approvals office (htqd) from a command line.", "htqctl"};
  Settings settings;
  Run chosen;
  bool json = false;
  bool lines = false;
  line.add_option("--url", settings.url,
                  "Where the daemon is: unix:/PATH, http://HOST:PORT or https://HOST:PORT. Otherwise "
                  "unix:/run/htqd/htqd.sock if it is "
                  "there, or http://127.0.0.1:7707")
      ->envname("HTQCTL_URL");
  line.add_option("--token-file", settings.token_file,
                  "File with the bearer token. Otherwise the token itself in HTQCTL_TOKEN, the file that "
                  "HTQCTL_TOKEN_FILE names, or ~/.config/htqctl/token")
      ->type_name("FILE");
  line.add_option("--ca", settings.ca,
                  "Certificates (PEM) to believe when the daemon is at https://. Otherwise those that this "
                  "machine believes")
      ->envname("HTQCTL_CA")
      ->type_name("FILE");
  line.add_option("--certificate", settings.certificate,
                  "Certificate chain (PEM) by which the daemon is to know the caller")
      ->envname("HTQCTL_CERTIFICATE")
      ->type_name("FILE");
  line.add_option("--key", settings.key, "Private key (PEM) of that certificate")
      ->envname("HTQCTL_KEY")
      ->type_name("FILE");
  line.add_option(
          "--purpose", settings.purpose,
          "What is read for, such as \"complaint 2021-17\": kept in the access journal with restricted and "
          "personal material")
      ->envname("HTQCTL_PURPOSE")
      ->type_name("TEXT");
  auto* as_document =
      line.add_flag("--json", json, "Answer with one JSON document; a problem goes to stderr as JSON");
  line.add_flag("--jsonl", lines, "Answer with a JSON document a line")->excludes(as_document);
  line.set_version_flag("--version", "htqctl " + std::string(htq::kProgramVersion));
  line.require_subcommand(1);
  line.fallthrough();  // --json may stand anywhere
  line.footer(std::string("Example:\n"
                          "  htqctl --url unix:/run/htqd/htqd.sock case timeline HTQ-7K3M-92QX-5CJD\n\n") +
              kExitCodes);

  add_command_command(line, chosen);
  add_case_commands(line, chosen);
  add_cycle_commands(line, chosen);
  add_person_commands(line, chosen);
  add_records_commands(line, chosen);
  add_disclose_command(line, chosen);
  add_list_commands(line, chosen);
  add_rules_command(line, chosen);
  add_event_commands(line, chosen);
  add_export_command(line, chosen);
  add_projection_commands(line, chosen);
  add_office_commands(line, chosen);
  add_reference_commands(line, chosen);
  add_log_commands(line, chosen);
  add_clock_commands(line, chosen);
  add_cluster_command(line, chosen);
  add_streams_command(line, chosen);
  add_demo_command(line, chosen);
  add_token_commands(line, chosen);

  try {
    line.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    // Help and the version come this way, too.
    if (stop.get_exit_code() != 0)
      if (const auto unknown = unknown_command(line, {argv + 1, argv + argc}))
        return static_cast<int>(fail(Exit::bad_usage, *unknown));
    return line.exit(stop) == 0 ? static_cast<int>(Exit::done) : static_cast<int>(Exit::bad_usage);
  }
  settings.form = json ? Form::json : lines ? Form::lines : Form::people;
  const Exit exit = chosen(settings);
  if (std::fflush(stdout) != 0) return static_cast<int>(Exit::no_answer);
  return static_cast<int>(exit);
}

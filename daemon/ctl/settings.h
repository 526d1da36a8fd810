// What every command of htqctl is told: where the daemon is, who asks, and in which form to answer. Filled by
// main before a command runs.
#pragma once

#include <functional>
#include <string>

#include "daemon/ctl/exit.h"

namespace CLI {
class App;
}

namespace htq::ctl {

enum class Form {
  people,  // tables
  json,    // one document
  lines,   // a document a line
};

struct Settings {
  std::string url;         // empty: the socket of this machine's daemon, or its default port
  std::string token_file;  // empty: HTQCTL_TOKEN, or the file in the home directory
  // For https://, as paths of PEM files:
  std::string ca;           // whom to believe; empty: whom the machine believes
  std::string certificate;  // to be known by; empty: none
  std::string key;
  std::string purpose;  // what restricted or personal material is read for; empty: not said
  Form form = Form::people;
};

/// The command that the line asks for. Reading the line chooses it; main runs it.
using Run = std::function<Exit(const Settings&)>;

// Each adds the commands of one subject to the line. `chosen` must outlive the line.
void add_token_commands(CLI::App& line, Run& chosen);
void add_command_command(CLI::App& line, Run& chosen);
void add_case_commands(CLI::App& line, Run& chosen);
void add_cycle_commands(CLI::App& line, Run& chosen);
void add_disclose_command(CLI::App& line, Run& chosen);
void add_person_commands(CLI::App& line, Run& chosen);
void add_records_commands(CLI::App& line, Run& chosen);
/// Lists stand under the commands that are there already: `case`, `cycle`, `person`, `records`.
void add_list_commands(CLI::App& line, Run& chosen);
void add_rules_command(CLI::App& line, Run& chosen);
void add_event_commands(CLI::App& line, Run& chosen);
void add_export_command(CLI::App& line, Run& chosen);
void add_projection_commands(CLI::App& line, Run& chosen);
/// `register import` stands under the list of that name.
void add_office_commands(CLI::App& line, Run& chosen);
void add_reference_commands(CLI::App& line, Run& chosen);
void add_log_commands(CLI::App& line, Run& chosen);
void add_clock_commands(CLI::App& line, Run& chosen);
void add_demo_command(CLI::App& line, Run& chosen);

}  // namespace htq::ctl

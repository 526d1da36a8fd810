// htqctl reference import: the facts that an office begins with.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>

#include "daemon/ctl/connection.h"
#include "daemon/ctl/import/reference.h"
#include "daemon/ctl/import/send.h"
#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

namespace fs = std::filesystem;

/// Where an installed htqctl finds it, seen from the directory of programs; otherwise the source tree around
/// the build.
fs::path default_directory() {
  std::error_code error;
  const fs::path programs = fs::read_symlink("/proc/self/exe", error).parent_path();
  fs::path installed = programs.parent_path() / "share" / "htqd" / "reference";
  if (fs::exists(installed, error)) return installed;
  for (fs::path tree = programs; tree.has_relative_path(); tree = tree.parent_path())
    if (fs::path found = tree / "ops" / "reference"; fs::exists(found / "routes.csv", error)) return found;
  return installed;
}

struct Counts {
  std::size_t rows = 0, recorded = 0, already_there = 0, refused = 0, elsewhere = 0;
};

using Files = std::map<std::string, Counts>;

Files count(const Plan& plan, const Sending& sending) {
  Files files;
  for (const auto& [file, rows] : plan.rows) files[file].rows = rows;
  for (const auto& [file, rows] : plan.elsewhere) files[file].elsewhere = rows;
  for (const Sent& sent : sending.sent) {
    Counts& counts = files[sent.planned->file];
    switch (sent.outcome) {
      case Sent::Outcome::recorded: ++counts.recorded; break;
      case Sent::Outcome::already_there: ++counts.already_there; break;
      case Sent::Outcome::refused: ++counts.refused; break;
    }
  }
  return files;
}

Json document_of(const std::string& file, const Counts& counts) {
  Json document;
  document.at("file") = {file};
  document.at("rows") = number(counts.rows);
  document.at("recorded") = number(counts.recorded);
  document.at("alreadyThere") = number(counts.already_there);
  document.at("refused") = number(counts.refused);
  document.at("saidElsewhere") = number(counts.elsewhere);
  return document;
}

Json document_of(const Sent& refused) {
  Json document;
  document.at("file") = {refused.planned->file};
  document.at("place") = {refused.planned->place};
  document.at("id") = {refused.planned->id};
  document.at("command") = {refused.planned->command};
  document.at("problem") = refused.answer;
  return document;
}

std::vector<const Sent*> refusals_of(const Sending& sending) {
  std::vector<const Sent*> refusals;
  for (const Sent& sent : sending.sent)
    if (sent.outcome == Sent::Outcome::refused) refusals.push_back(&sent);
  return refusals;
}

void report_to_people(const Files& files, const Sending& sending) {
  std::vector<std::vector<std::string>> rows;
  Counts all;
  const auto add = [&](const std::string& file, const Counts& counts) {
    rows.push_back({file, std::to_string(counts.rows), std::to_string(counts.recorded),
                    std::to_string(counts.already_there), std::to_string(counts.refused),
                    std::to_string(counts.elsewhere)});
  };
  for (const auto& [file, counts] : files) {
    add(file, counts);
    all.rows += counts.rows;
    all.recorded += counts.recorded;
    all.already_there += counts.already_there;
    all.refused += counts.refused;
    all.elsewhere += counts.elsewhere;
  }
  add("all", all);
  say_table({{"File"},
             {"Rows", Align::right},
             {"Recorded", Align::right},
             {"Already there", Align::right},
             {"Refused", Align::right},
             {"Said elsewhere", Align::right}},
            rows);
  for (const Sent* refused : refusals_of(sending))
    note(refused->planned->file + ", " + refused->planned->place + ": " + text_of_refusal(refused->answer));
}

void report(const Files& files, const Sending& sending, Form form) {
  if (form == Form::people) return report_to_people(files, sending);
  Json::Array counts;
  for (const auto& [file, each] : files) counts.push_back(document_of(file, each));
  Json::Array refusals;
  for (const Sent* refused : refusals_of(sending)) refusals.push_back(document_of(*refused));
  if (form == Form::lines) {
    for (const auto* list : {&counts, &refusals})
      for (const Json& each : *list) say_document(each.write());
    return;
  }
  Json document;
  document.at("files") = {std::move(counts)};
  document.at("refusals") = {std::move(refusals)};
  say_document(document.write());
}

struct Asked {
  std::string directory;
  bool dry_run = false;
};

Exit import_reference(const Asked& asked, const Settings& settings) {
  Sources sources(asked.directory.empty() ? default_directory() : fs::path(asked.directory));
  const Plan plan = plan_reference(sources);
  if (!sources.faults().empty()) return fail_for(sources);
  if (asked.dry_run) {
    say_plan(plan);
    return Exit::done;
  }
  auto daemon = Connection::open(settings);
  if (!daemon) return daemon.error();
  const Sending sending = send(*daemon, plan, "import reference data");
  const Files files = count(plan, sending);
  report(files, sending, settings.form);
  if (sending.stopped) return *sending.stopped;
  return refusals_of(sending).empty() ? Exit::done : Exit::refused;
}

}  // namespace

void add_reference_commands(CLI::App& line, Run& chosen) {
  auto* reference =
      line.add_subcommand("reference", "The facts that an office begins with: standards, cycles, holidays");
  reference->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  auto* import = reference->add_subcommand(
      "import",
      "Record the reference data; what is recorded already is not repeated. It needs an official's token");
  import
      ->add_option("directory", asked->directory,
                   "Where the files are; otherwise those that came with htqctl")
      ->type_name("DIR");
  import->add_flag("--dry-run", asked->dry_run,
                   "Read and check the files, print the commands, and send nothing");
  import->footer("Example:\n  htqctl reference import\n");
  import->callback([&chosen, asked] {
    chosen = [asked](const Settings& settings) { return import_reference(*asked, settings); };
  });
}

}  // namespace htq::ctl

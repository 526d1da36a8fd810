// htqctl verify and rebuild: whether the daemon's rows are what its log says, and making them anew.
#include <CLI/CLI.hpp>

#include "daemon/ctl/long_answer.h"
#include "daemon/ctl/saying.h"

namespace htq::ctl {
namespace {

struct Work {
  const char* name;
  const char* target;
  const char* equal;
  const char* differs;
};
constexpr Work kVerify{"verify", "/v1/projections/verify", "state equals log", "state differs from log"};
constexpr Work kRebuild{"rebuild", "/v1/projections/rebuild", "rows equal the live ones",
                        "rows differed from the live ones and have taken their place"};

bool is_equal(const Json& in) {
  return in.text_of("equal") == "true";
}

std::string difference_of(const Json& projection) {
  const Json* difference = projection.find("difference");
  if (difference == nullptr) return is_equal(projection) ? "" : "its digest";
  const std::string record = difference->text_of("record");
  return "key " + difference->text_of("key") +
         (record == "0" ? ", which no record writes" : ", first written at position " + record);
}

void say_table_of(const Json& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& projection : found.elements_of("projections"))
    rows.push_back({projection.text_of("projection"), projection.text_of("version"),
                    projection.text_of("position"), projection.text_of("rows"),
                    is_equal(projection) ? "yes" : "no", projection.text_of("digest").substr(0, 16),
                    difference_of(projection)});
  say_table({{"Projection"},
             {"Version", Align::right},
             {"Position", Align::right},
             {"Rows", Align::right},
             {"Equal"},
             {"Digest begins"},
             {"First difference"}},
            rows);
}

std::string verdict_of(const Work& work, const Json& found) {
  std::string text = std::string(work.name) + ": ";
  if (is_equal(found)) return text + work.equal;
  std::string names;
  for (const Json& projection : found.elements_of("projections"))
    if (!is_equal(projection)) names += (names.empty() ? "" : ", ") + projection.text_of("projection");
  return text + work.differs + ": " + names;
}

Exit run(const Work& work, const Settings& settings) {
  const auto found_or_exit = work_through({.name = work.name, .target = work.target}, settings);
  if (!found_or_exit) return found_or_exit.error();
  const Json& found = *found_or_exit;
  switch (settings.form) {
    case Form::people:
      say_table_of(found);
      say(verdict_of(work, found) + "\n");
      break;
    case Form::json: say_document(found.write()); break;
    case Form::lines:
      for (const Json& projection : found.elements_of("projections")) say_document(projection.write());
      break;
  }
  return is_equal(found) ? Exit::done : Exit::refused;
}

}  // namespace

void add_projection_commands(CLI::App& line, Run& chosen) {
  auto* verify = line.add_subcommand(
      "verify", "Build every projection again from the log, beside the live rows, and compare the two");
  verify->footer(
      "For an operator or an auditor. Writing and reading go on meanwhile. The exit code is 3 if they "
      "differ.\n"
      "Example:\n  htqctl verify\n");
  verify->callback([&chosen] { chosen = [](const Settings& settings) { return run(kVerify, settings); }; });

  auto* rebuild = line.add_subcommand("rebuild", "The same, and the new rows take the place of the old");
  rebuild->add_flag("--all")->description("Every projection; there is no other choice")->required();
  rebuild->footer(
      "For an operator. Writing and reading go on meanwhile. The exit code is 3 if the old rows differed.\n"
      "Example:\n  htqctl rebuild --all\n");
  rebuild->callback([&chosen] { chosen = [](const Settings& settings) { return run(kRebuild, settings); }; });
}

}  // namespace htq::ctl

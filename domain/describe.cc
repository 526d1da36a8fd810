#include "domain/describe.h"

#include <algorithm>
#include <map>
#include <vector>

#include "domain/case_state.h"
#include "domain/refusal.h"
#include "domain/words.h"
#include "domain/workflow.h"

namespace htq {
namespace {

constexpr auto kStages = static_cast<std::uint16_t>(Stage::APPROVAL_WITHDRAWN) + 1;
constexpr auto kRoles = static_cast<std::uint16_t>(Role::MAILER) + 1;
/// A step permitted at more stages than this stands in a section of its own and in no arrow of the diagram.
constexpr std::size_t kFewStages = 5;

using Path = std::vector<Stage>;

Path in_order(Stages stages) {
  Path all;
  for (std::uint16_t number = 0; number < kStages; ++number)
    if (stages.has(static_cast<Stage>(number))) all.push_back(static_cast<Stage>(number));
  return all;
}

std::string words_of_stage(Stage stage) {
  return stage == Stage::NONE ? "no case yet" : words_of(stage);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

/// "draft", "registered to draft, submitted": three or more that follow one another are told by the first and
/// the last.
std::string words_of_stages(Stages stages) {
  const Path all = in_order(stages);
  if (all.size() == kStages - 1U && !stages.has(Stage::NONE)) return "any stage";
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t end = at + 1;
    while (end < all.size() && static_cast<int>(all[end]) == static_cast<int>(all[end - 1]) + 1) ++end;
    if (end - at >= 3) {
      parts.push_back(words_of_stage(all[at]) + " to " + words_of_stage(all[end - 1]));
      at = end;
    } else {
      parts.push_back(words_of_stage(all[at++]));
    }
  }
  return joined(parts, ", ");
}

std::string words_of_roles(Roles roles) {
  std::vector<std::string> parts;
  for (std::uint16_t number = 0; number < kRoles; ++number)
    if (roles.has(static_cast<Role>(number))) parts.push_back(words_of(static_cast<Role>(number)));
  return joined(parts, ", ");
}

std::string words_of_guards(const Guards& guards) {
  std::vector<std::string> parts;
  for (const Guard* guard : guards.all())
    parts.push_back(std::string(guard->name) + " (" + std::string(guard->clause) + ")");
  return joined(parts, "; ");
}

std::string words_of_standings(StreamKind kind, Standings standings) {
  std::vector<std::string> parts;
  for (const Standing standing : {Standing::none, Standing::present, Standing::open, Standing::ended})
    if (standings.has(standing)) parts.push_back(words_of(kind, standing));
  return joined(parts, "; ");
}

std::string code(std::string_view name) {
  return "`" + std::string(name) + "`";
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += (cell.empty() ? "" : " " + cell) + " |";
  return out + '\n';
}

std::string table(std::initializer_list<std::string> columns) {
  std::string out = row(columns) + "|";
  for (std::size_t at = 0; at < columns.size(); ++at) out += "---|";
  return out + '\n';
}

/// Withdrawing, holding, telling: steps that belong to no one stage.
bool is_at_many(const Step& step) {
  return in_order(step.at).size() > kFewStages;
}

std::string row_of(const Step& step) {
  return row({words_of_stages(step.at), code(name_of(step.action)), words_of_roles(step.by),
              words_of_guards(step.provided),
              step.leads_to == Stages() ? "no change of stage" : words_of_stages(step.leads_to)});
}

std::string words_section() {
  std::string out = "## Words\n\n" + table({"word", "meaning"});
  for (const Term& term : glossary()) out += row({std::string(term.term), std::string(term.meaning)});
  return out + '\n';
}

bool is_reached(Stage stage) {
  return std::ranges::any_of(case_steps(), [&](const Step& step) { return step.leads_to.has(stage); });
}

/// By a step of its own, not by one that can be taken nearly anywhere.
bool is_left(Stage stage) {
  return std::ranges::any_of(case_steps(), [&](const Step& step) {
    return !is_at_many(step) && step.at.has(stage) && step.leads_to != Stages();
  });
}

std::string stages_section() {
  std::string out =
      "## Stages of a case\n\nIn reading order. \"Draft to assured\" means every stage between them in this "
      "list, too.\n\n";
  for (std::uint16_t number = 1; number < kStages; ++number) {
    const auto stage = static_cast<Stage>(number);
    out += std::to_string(number) + ". " + words_of(stage);
    if (is_terminal(stage))
      out += is_left(stage) ? " (the case ends here, unless it is put right)" : " (the case ends here)";
    out += is_reached(stage) ? "\n" : " (no step leads here yet)\n";
  }
  return out + '\n';
}

/// Where a step may lead from a stage. A step that may leave each of several stages as it is moves none of
/// them to another of them.
Path led_to(const Step& step, Stage from) {
  const auto may_stay =
      std::ranges::count_if(in_order(step.at), [&](Stage at) { return step.leads_to.has(at); });
  Path to;
  for (const Stage stage : in_order(step.leads_to)) {
    const bool within = may_stay > 1 && step.leads_to.has(from) && step.at.has(stage);
    if (stage != from && !within) to.push_back(stage);
  }
  return to;
}

std::string diagram_section() {
  std::map<std::pair<Stage, Stage>, std::vector<std::string>> arrows;
  std::string notes;
  for (const Step& step : case_steps()) {
    if (step.leads_to == Stages()) continue;
    if (is_at_many(step)) {
      notes += "- " + code(name_of(step.action)) + " leads to *" + words_of_stages(step.leads_to) +
               "*. At: " + words_of_stages(step.at) + ".\n";
      continue;
    }
    for (const Stage from : in_order(step.at))
      for (const Stage to : led_to(step, from)) arrows[{from, to}].emplace_back(name_of(step.action));
  }
  std::string out =
      "## The stages as a diagram\n\nOnly steps that change the stage. Not drawn, since they can be taken at "
      "many stages:\n\n";
  out += notes + "\n```mermaid\nstateDiagram-v2\n";
  const auto id = [](Stage stage) {
    return stage == Stage::NONE ? std::string("[*]") : name_of_enumerant(stage);
  };
  for (std::uint16_t number = 1; number < kStages; ++number) {
    const auto stage = static_cast<Stage>(number);
    if (is_reached(stage)) out += "  state \"" + words_of(stage) + "\" as " + id(stage) + '\n';
  }
  for (const auto& [ends, names] : arrows)
    out += "  " + id(ends.first) + " --> " + id(ends.second) + ": " + joined(names, "<br>") + '\n';
  return out + "```\n\n";
}

std::string case_section() {
  const auto columns = table({"at", "command", "taken by", "provided that", "leads to"});
  std::string out =
      "## Steps of a case\n\nColumns are checked from left to right: the role, the stage, then each "
      "condition. The first that fails names the "
      "refusal. Any step that is not here is refused. A command may have rules of its own beyond these: see "
      "`domain/decide/`.\n\n";
  for (std::uint16_t number = 0; number < kStages; ++number) {
    std::string rows;
    for (const Step& step : case_steps())
      if (!is_at_many(step) && in_order(step.at).front() == static_cast<Stage>(number)) rows += row_of(step);
    if (rows.empty()) continue;
    std::string heading = words_of_stage(static_cast<Stage>(number));
    heading.front() = static_cast<char>(heading.front() - 'a' + 'A');
    out += "### " + heading + "\n\n" + columns + rows + '\n';
  }
  out += "### At many stages\n\n" + columns;
  for (const Step& step : case_steps())
    if (is_at_many(step)) out += row_of(step);
  return out + '\n';
}

std::string office_section() {
  std::string out =
      "## Steps of everything else\n\nCycles, meetings, standards, organisations and the like. What they "
      "must hold is in `domain/decide/`.\n\n" +
      table({"of", "where it stands", "command", "taken by", "leads to"});
  for (const OfficeStep& step : office_steps()) {
    const StreamKind kind = kind_of(step.action);
    out += row({words_of(kind), words_of_standings(kind, step.at), code(name_of(step.action)),
                words_of_roles(step.by), words_of_standings(kind, step.leads_to)});
  }
  return out + '\n';
}

std::string refusals_section() {
  std::string out = "## Refusals\n\nA number never changes and is never used again.\n\n" +
                    table({"number", "name", "what is the matter", "clause", "what to do"});
  for (const RefusalText& text : all_refusals())
    out += row({std::to_string(static_cast<unsigned>(text.refusal)), code(text.name),
                std::string(text.sentence), std::string(text.clause), std::string(text.remedy)});
  return out;
}

}  // namespace

std::string describe_domain() {
  return "# The process\n\n"
         "Printed from the code by `domain/describe.cc`; do not edit. A test (`tests/domain/readme_test.cc`) "
         "holds it against the code. "
         "Clauses name sections of `domain.md` beside it: what the process is, with sources and assumptions.\n\n" +
         words_section() + stages_section() + diagram_section() + case_section() + office_section() +
         refusals_section();
}

}  // namespace htq

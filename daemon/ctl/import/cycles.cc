// Cycles with their editions and windows, and what is in scope of them (domain.md sections 3, 4, 5, 9 and
// 12).
#include <algorithm>
#include <array>
#include <set>

#include "daemon/ctl/import/cycle_days.h"
#include "daemon/ctl/import/reference.h"

namespace htq::ctl {
namespace {

constexpr const char* kFile = "cycles.json";
constexpr const char* kScope = "scope.csv";
constexpr const char* kCriteria = "criteria.json";

constexpr std::array<std::string_view, 5> kScopeColumns{"cycle", "reference", "class", "reason", "source"};

struct Word {
  std::string_view name;
  const char* word;  // of the schema
};
constexpr std::array kBodies{
    Word{"route panel", "routePanel"},
    Word{"Approvals & Funding Committee", "approvalsAndFundingCommittee"},
    Word{"compliance board", "complianceBoard"},
    Word{"Approvals Committee", "approvalsCommittee"},
    Word{"Institute Board", "instituteBoard"},
    Word{"Chief Executive", "chiefExecutive"},
};
constexpr std::array kClasses{
    Word{"in scope", "inScope"},
    Word{"contact us", "contactUs"},
    Word{"out of scope", "outOfScope"},
};

/// The body whose name the text begins with: "Approvals Committee (or its delegate)".
const char* body_named(std::string_view text) {
  const auto found =
      std::ranges::find_if(kBodies, [&](const Word& body) { return text.starts_with(body.name); });
  return found == kBodies.end() ? nullptr : found->word;
}

/// One cycle of the file, and the faults found in it.
class CycleReader {
 public:
  CycleReader(Sources& sources, const Json& cycle, std::string place, const std::set<std::string>& routes)
      : sources_(sources), cycle_(cycle), place_(std::move(place)), routes_(routes) {}

  Json announcement() {
    Json body;
    body.at("cycle") = {cycle_.text_of("cycle")};
    body.at("title") = {cycle_.text_of("title")};
    Json::Array routes;  // empty: all
    for (const Json& route : cycle_.elements_of("routes")) {
      const std::string id = slug_of(route.text());
      if (!routes_.contains(id))
        fault("routes", "\"" + route.text() + "\" is not in routes.csv: add it there first.");
      routes.push_back({id});
    }
    body.at("routes") = {std::move(routes)};
    body.at("edition") = edition();
    body.at("source") = {source()};
    return body;
  }

 private:
  Json edition() {
    Json edition;
    chain(edition);
    consultation(edition);
    // domain.md 3: always commissioned in cycle 1. domain.md 6: levels go either way in cycle 1 alone.
    const bool is_first = cycle_.text_of("cycle") == "1";
    edition.at("peerReview") = {std::string(is_first ? "always" : "whereAppropriate")};
    edition.at("levels") = {std::string(is_first ? "eitherWay" : "fourAgainstFiveByContact")};
    edition.at("supportSessionRequired") = {cycle_.text_of("support_session_required") == "true"};
    edition.at("resubmissionRounds") = number(1);  // domain.md 9, Resubmission 5
    edition.at("firstTeach") = first_teach();
    if (const std::string cut_off = cycle_.text_of("cut_off"); !cut_off.empty()) {
      const auto day = last_day(cut_off);
      if (!day)
        fault("cut_off", "\"" + cut_off + "\" is no month and no day: write 2025-03 or 2025-03-31.");
      else
        edition.at("cutOff") = {*day};
    }
    if (const Json* duration = cycle_.find("approval_duration"))
      if (const Json* years = duration->find("years"); years != nullptr && !years->is_null())
        edition.at("approvalYears") = *years;
    return edition;
  }

  // Officials advise; then who recommends, who assures and who decides. Where the last two are one body it is
  // named once.
  void chain(Json& edition) {
    const auto& chain = cycle_.elements_of("decision_chain");
    if (chain.size() < 3 || chain.size() > 4)
      return fault("decision_chain", "Name the officials, the panel, who assures and who decides.");
    const auto set = [&](const char* property, const std::string& name) {
      const char* word = body_named(name);
      if (word == nullptr)
        fault("decision_chain", "\"" + name + "\" is no body of the chain: domain.md 3 lists them.");
      else
        edition.at(property) = {std::string(word)};
    };
    set("recommends", chain[1].text());
    set("assures", chain[2].text());
    set("decides", chain.back().text());
    constexpr std::string_view kExercised = "(exercised by the ";
    const std::string final_decision = cycle_.text_of("final_decision_by");
    if (const auto at = final_decision.find(kExercised); at != std::string::npos)
      set("exercisedBy", final_decision.substr(at + kExercised.size()));
  }

  // Where the sources are silent: as in the cycle before for cycle 4, not planned for cycle 5 (domain.md 3).
  void consultation(Json& edition) {
    const Json* plan = cycle_.find("consultation");
    if (plan == nullptr) return fault("consultation", "Say whether one is planned: true, false or null.");
    std::string planned = plan->text_of("planned");
    if (planned.empty()) planned = cycle_.text_of("cycle") == "4" ? "true" : "false";
    edition.at("consultation") = {std::string(planned == "true" ? "planned" : "notPlanned")};
    if (const Json* weeks = plan->find("weeks"); weeks != nullptr && !weeks->is_null())
      edition.at("consultationWeeks") = *weeks;
  }

  Json first_teach() {
    Json::Array rules;
    constexpr std::string_view kBefore = "approved before ";
    for (const Json& each : cycle_.elements_of("first_teach_rules")) {
      Json rule;
      set_if_said(rule, "window", each.text_of("window"));
      const std::string condition = each.text_of("condition");
      if (condition.starts_with(kBefore))
        rule.at("approvedBefore") = {condition.substr(kBefore.size())};
      else if (condition != "otherwise" && condition != "always")
        fault("first_teach_rules",
              "\"" + condition + "\": write always, otherwise, or approved before and a day.");
      rule.at("firstTeach") = {each.text_of("first_teach")};
      rules.push_back(std::move(rule));
    }
    if (const std::string month = cycle_.text_of("first_teach"); !month.empty()) {
      Json rule;
      rule.at("firstTeach") = {month};
      rules.push_back(std::move(rule));
    }
    return {std::move(rules)};
  }

  std::string source() const {
    std::string text;
    const auto add = [&](const std::string& more) {
      if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
    };
    for (const Json& source : cycle_.elements_of("sources")) add(source.text());
    for (const char* note : {"decision_chain_note", "cut_off_note"}) add(cycle_.text_of(note));
    if (const std::string assumed = cycle_.text_of("assumption"); !assumed.empty())
      add("assumption: " + assumed);
    return text;
  }

  void fault(const std::string& member, std::string what) {
    sources_.fault(kFile, place_ + "." + member, std::move(what));
  }

  Sources& sources_;
  const Json& cycle_;
  const std::string place_;
  const std::set<std::string>& routes_;
};

/// One without days is scheduled so that it is known to come; it cannot be opened (domain.md 4).
Json schedule(const std::string& cycle, const Json& window, const Json& criteria) {
  Json body;
  body.at("cycle") = {cycle};
  body.at("window") = {window.text_of("window_id")};
  set_if_said(body, "opens", window.text_of("opens_local"));
  set_if_said(body, "closes", window.text_of("closes_local"));
  set_if_said(body, "criteriaVersion", criteria_version_of(criteria, cycle, window.text_of("window_id")));
  const std::string note = window.text_of("note");
  body.at("source") = {window.text_of("source") + (note.empty() ? "" : "; " + note)};
  return body;
}

std::set<std::string> routes_of(const Plan& plan) {
  std::set<std::string> routes;
  for (const Planned& each : plan.commands)
    if (each.command == "record-route") routes.insert(each.body.text_of("route"));
  return routes;
}

}  // namespace

void plan_cycles(Sources& sources, Plan& plan) {
  const Json document = sources.document(kFile);
  const Json criteria = sources.document(kCriteria);
  const std::set<std::string> routes = routes_of(plan);
  const auto add = [&](std::string place, std::string command, const std::string& what, Json body) {
    ++plan.rows[kFile];
    std::string id = command_id("reference", kFile, what, body);
    plan.commands.push_back({kFile, std::move(place), std::move(id), std::move(command), std::move(body)});
  };
  const auto& cycles = document.elements_of("cycles");
  if (cycles.empty() && !document.is_null())
    sources.fault(kFile, std::string("cycles"), "It names no cycle: add them.");
  for (std::size_t at = 0; at < cycles.size(); ++at) {
    const std::string place = "cycles[" + std::to_string(at) + "]";
    const std::string cycle = cycles[at].text_of("cycle");
    add(place, "announce-cycle", cycle, CycleReader(sources, cycles[at], place, routes).announcement());
    const auto& windows = cycles[at].elements_of("windows");
    for (std::size_t number = 0; number < windows.size(); ++number)
      add(place + ".windows[" + std::to_string(number) + "]", "schedule-window",
          cycle + "-window-" + windows[number].text_of("window_id"),
          schedule(cycle, windows[number], criteria));
  }
}

// The days of the scope lists are in no source. A fact of a cycle's list is a fact from the first day that is
// known of the cycle, so that it holds before the first form is opened.
void plan_scope(Sources& sources, Plan& plan) {
  const auto rows = sources.table(kScope, kScopeColumns);
  plan.rows[kScope] = rows.size();
  std::map<std::string, std::string> first_days;
  const Json document = sources.document(kFile);
  for (const Json& cycle : document.elements_of("cycles"))
    first_days[cycle.text_of("cycle")] = first_known_day(cycle);
  for (const CsvRow& row : rows) {
    const auto known = std::ranges::find(kClasses, row.at("class"), &Word::name);
    if (known == kClasses.end())
      sources.fault(
          kScope, row,
          "Class \"" + row.at("class") + "\" is not known: write in scope, contact us or out of scope.");
    if (!first_days.contains(row.at("cycle")))
      sources.fault(kScope, row,
                    "Cycle \"" + row.at("cycle") + "\" is not in cycles.json: add it there first.");
    if (known == kClasses.end()) continue;
    Json body;
    body.at("cycle") = {row.at("cycle")};
    body.at("standard") = {row.at("reference")};
    body.at("class") = {std::string(known->word)};
    set_if_said(body, "from", first_days[row.at("cycle")]);
    body.at("reason") = {row.at("reason")};
    body.at("source") = {row.at("source")};
    plan_row(plan, kScope, row, "change-scope", row.at("cycle") + "-" + row.at("reference"), std::move(body));
  }
}

}  // namespace htq::ctl

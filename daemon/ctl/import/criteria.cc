// Criteria, a publication for each version (domain.md 6). The exact words of most criteria are in no source:
// the text says of each what the sources say, and from where.
#include "daemon/ctl/import/cycle_days.h"
#include "daemon/ctl/import/reference.h"

namespace htq::ctl {
namespace {

constexpr const char* kFile = "criteria.json";

/// Whether what is said of cycle "2+" or "all" holds in a cycle. They are told apart by one digit.
bool holds_in(const std::string& cycles, const std::string& cycle) {
  if (cycles.empty() || cycles == "all" || cycles == cycle) return true;
  return cycles.ends_with('+') && cycles.substr(0, cycles.size() - 1) <= cycle;
}

std::string joined(const Json::Array& texts) {
  std::string out;
  for (const Json& text : texts) out += (out.empty() ? "" : "; ") + text.text();
  return out;
}

void line(std::string& out, const std::string& heading, const std::string& text) {
  if (!text.empty()) out += heading + text + "\n";
}

std::string text_of_criterion(const Json& criterion, const std::string& cycle) {
  std::string out = criterion.text_of("number");
  out += (out.empty() ? "" : " ") + criterion.text_of("name") + "\n";
  line(out, "", criterion.text_of("test"));
  for (const Json& rule : criterion.elements_of("rules")) {
    if (rule.object() == nullptr) {
      line(out, "Rule: ", rule.text());
    } else if (holds_in(rule.text_of("cycle"), cycle)) {
      line(out, "Allowed: ", rule.text_of("allowed"));
      line(out, "Refused: ", rule.text_of("refused"));
    }
  }
  line(out, "Applied: ", criterion.text_of("application"));
  line(out, "Evidence: ", joined(criterion.elements_of("evidence")));
  line(out, "Standards: ", joined(criterion.elements_of("applies_to")));
  line(out, "Note: ", criterion.text_of("note"));
  line(out, "Number: ", criterion.text_of("number_note"));
  line(out, "Source: ", joined(criterion.elements_of("source")));
  return out;
}

std::string text_of_version(const Json& document, const std::string& cycle) {
  std::string out;
  for (const Json& criterion : document.elements_of("criteria")) {
    const std::string since = criterion.text_of("since_cycle");
    if (since.empty() || since <= cycle) out += text_of_criterion(criterion, cycle) + "\n";
  }
  return out + document.text_of("note") + "\n";
}

/// The first day on which a window that is judged by the version is open; empty if the days are not known.
std::string first_day(const Json& cycles, const Json& criteria, const std::string& version) {
  std::string first;
  for (const Json& cycle : cycles.elements_of("cycles"))
    for (const Json& window : cycle.elements_of("windows")) {
      const std::string opens = window.text_of("opens_local");
      const bool judged_by =
          criteria_version_of(criteria, cycle.text_of("cycle"), window.text_of("window_id")) == version;
      if (judged_by && !opens.empty() && (first.empty() || opens < first)) first = opens;
    }
  return first;
}

}  // namespace

void plan_criteria(Sources& sources, Plan& plan) {
  const Json document = sources.document(kFile);
  const Json cycles = sources.document("cycles.json");
  const auto& versions = document.elements_of("versions");
  if (versions.empty() && !document.is_null())
    sources.fault(kFile, std::string("versions"), "It names no version of the criteria: add them.");
  plan.rows[kFile] = versions.size();
  for (std::size_t at = 0; at < versions.size(); ++at) {
    const std::string place = "versions[" + std::to_string(at) + "]";
    const std::string version = versions[at].text_of("version");
    const auto& of_cycles = versions[at].elements_of("cycles");
    if (version.empty() || of_cycles.empty()) {
      sources.fault(kFile, place, "A version has a name and at least one cycle: write both.");
      continue;
    }
    const std::string cycle = of_cycles.front().text();
    Json body;
    body.at("publication") = {"criteria-" + slug_of(version)};
    body.at("kind") = {std::string("criteria")};
    body.at("title") = {std::string("Approvals criteria")};
    body.at("version") = {version};
    // A publication is of one cycle or of none in particular.
    if (of_cycles.size() == 1) body.at("cycle") = {cycle};
    set_if_said(body, "from", first_day(cycles, document, version));
    body.at("text") = {text_of_version(document, cycle)};
    std::string id = command_id("reference", kFile, version, body);
    plan.commands.push_back({kFile, place, std::move(id), "issue-publication", std::move(body)});
  }
}

}  // namespace htq::ctl

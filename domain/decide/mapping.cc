// What the rules on mapping notice (domain.md section 6, "KSB mapping rules", and the optional units rule).
// Findings are told, not refused: the case is judged by people.
#include <algorithm>
#include <map>
#include <set>

#include "domain/coverage.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

// More tell an applicant no more, and an event stays small.
constexpr std::size_t kMostFindings = 100;

class Findings {
 public:
  void add(std::string finding) {
    if (found_.size() < kMostFindings)
      found_.push_back(std::move(finding));
    else
      ++beyond_;
  }
  void write(event::MappingProvided::Builder event) {
    if (beyond_ != 0) found_.push_back("And " + std::to_string(beyond_) + " more.");
    auto list = event.initFindings(static_cast<unsigned>(found_.size()));
    for (unsigned at = 0; at < found_.size(); ++at) list.set(at, text(found_[at]));
  }

 private:
  std::vector<std::string> found_;
  std::size_t beyond_ = 0;
};

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool looks_like_ksb(std::string_view code) {
  return code.size() >= 2 && (code[0] == 'K' || code[0] == 'S' || code[0] == 'B') &&
         std::ranges::all_of(code.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// KSBs of the named standards as far as they are on record: by the version that the case names, because the
/// office keeps those of the latest only.
std::map<std::string, std::vector<std::string>> known_ksbs(const Given& given) {
  std::map<std::string, std::vector<std::string>> known;
  for (const NamedOccupation& named : given.file.occupations) {
    const auto standard = given.office.standards.find(named.standard);
    if (standard == given.office.standards.end() || standard->second.version != named.version) continue;
    if (!standard->second.ksbs.empty()) known[named.standard] = standard->second.ksbs;
  }
  return known;
}

Verdict structure_is_sound(event::MappingProvided::Reader event) {
  std::set<std::string_view> units;
  for (unsigned at = 0; at < event.getUnits().size(); ++at) {
    const std::string field = "units[" + std::to_string(at) + "].code";
    const auto code = event.getUnits()[at].getCode();
    HTQ_REQUIRE(required(code, field));
    if (!units.insert(view(code)).second)
      return refuse(Refusal::bad_value, "Unit " + string(code) + " is listed twice.", field);
  }
  std::set<std::string_view> groups;
  for (unsigned at = 0; at < event.getGroups().size(); ++at) {
    const std::string field = "groups[" + std::to_string(at) + "]";
    const auto group = event.getGroups()[at];
    HTQ_REQUIRE(required(group.getName(), field + ".name"));
    if (!groups.insert(view(group.getName())).second)
      return refuse(Refusal::bad_value, "Group " + string(group.getName()) + " is listed twice.", field);
    if (group.getAtMost() < group.getAtLeast())
      return refuse(Refusal::bad_value,
                    "Of group " + string(group.getName()) + " a learner takes at most fewer than at least.",
                    field);
  }
  return accepted();
}

Covering covering_of(KsbCoverage::Reader line) {
  switch (line.getCoverage()) {
    case Coverage::FULL: return Covering::full;
    case Coverage::PARTIAL:
      return line.getReason().size() == 0 ? Covering::partial_without_reason : Covering::partial;
    case Coverage::NONE: break;
  }
  return Covering::none;
}

/// Notices what is the matter with each line, and keeps those that can be reckoned with.
std::vector<CoverageEntry> sound_lines(const Given& given, event::MappingProvided::Reader event,
                                       const std::map<std::string, std::vector<std::string>>& known,
                                       Findings& findings) {
  std::set<std::string_view> units;
  for (const auto unit : event.getUnits()) units.insert(view(unit.getCode()));
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
  std::vector<CoverageEntry> sound;
  for (const auto line : event.getCoverage()) {
    const std::string standard = string(line.getStandard());
    const std::string ksb = string(line.getKsb());
    const std::string what = standard + " " + ksb + " by unit " + string(line.getUnit());
    if (given.file.occupation(standard) == nullptr) {
      findings.add(what + ": the application does not name " + standard + ".");
      continue;
    }
    if (!looks_like_ksb(ksb)) {
      findings.add(what + ": a KSB is K, S or B and a number.");
      continue;
    }
    const auto ksbs = known.find(standard);
    if (ksbs != known.end() && std::ranges::find(ksbs->second, ksb) == ksbs->second.end()) {
      findings.add(what + ": the standard has no " + ksb + ".");
      continue;
    }
    if (!units.contains(view(line.getUnit()))) {
      findings.add(what + ": the qualification has no such unit.");
      continue;
    }
    if (!seen.emplace(view(line.getUnit()), view(line.getStandard()), view(line.getKsb())).second) {
      findings.add(what + ": mapped twice.");
      continue;
    }
    const Covering covering = covering_of(line);
    if (covering == Covering::none) findings.add(what + ": not covered.");
    if (covering == Covering::partial_without_reason)
      findings.add(what + ": covered in part without a reason.");
    sound.push_back(
        {.unit = string(line.getUnit()), .occupation = standard, .ksb = ksb, .covering = covering});
  }
  return sound;
}

void notice_missing_ksbs(const std::map<std::string, std::vector<std::string>>& known,
                         const std::vector<CoverageEntry>& lines, Findings& findings) {
  for (const auto& [standard, ksbs] : known)
    for (const std::string& ksb : ksbs) {
      const bool mapped = std::ranges::any_of(
          lines, [&](const CoverageEntry& line) { return line.occupation == standard && line.ksb == ksb; });
      if (!mapped) findings.add(standard + " " + ksb + ": no unit is mapped to it.");
    }
}

/// Every permitted combination of units must give competence in at least one occupation.
void notice_failing_combination(const Given& given, event::MappingProvided::Reader event,
                                const std::map<std::string, std::vector<std::string>>& known,
                                std::vector<CoverageEntry> lines, Findings& findings) {
  // One occupation whose KSBs nobody recorded may be the one that a combination leads to.
  const bool all_known = std::ranges::all_of(
      given.file.occupations, [&](const NamedOccupation& named) { return known.contains(named.standard); });
  if (!all_known || event.getUnits().size() == 0) return;
  CoverageMapping mapping;
  for (const auto unit : event.getUnits())
    mapping.units.push_back({.code = string(unit.getCode()),
                             .mandatory = unit.getGroup().size() == 0,
                             .group = string(unit.getGroup())});
  for (const auto group : event.getGroups())
    mapping.groups.push_back(
        {.name = string(group.getName()), .at_least = group.getAtLeast(), .at_most = group.getAtMost()});
  for (const auto& [standard, ksbs] : known)
    mapping.occupations.push_back({.occupation = standard, .ksbs = ksbs});
  mapping.entries = std::move(lines);

  const auto report = coverage_of(mapping);
  if (!report) return findings.add(report.error());
  switch (report->competence) {
    case CoverageReport::Competence::in_every_combination: return;
    case CoverageReport::Competence::missing:
      return findings.add("A learner who takes " + joined(report->failing_combination) +
                          " is led to no occupation in full.");
    case CoverageReport::Competence::undecided:
      return findings.add(
          "There are too many combinations of units to say whether each leads to an occupation.");
  }
}

}  // namespace

Verdict provide_mapping(const Given& given, event::MappingProvided::Builder event) {
  HTQ_REQUIRE(required(event.getDocument(), "document"));
  if (!given.file.documents.contains(string(event.getDocument())))
    return refuse(Refusal::document_unknown,
                  "The case holds no document " + string(event.getDocument()) + ": attach the mapping first.",
                  "document");
  HTQ_REQUIRE(structure_is_sound(event));
  Findings findings;
  const auto known = known_ksbs(given);
  std::vector<CoverageEntry> lines = sound_lines(given, event, known, findings);
  notice_missing_ksbs(known, lines, findings);
  notice_failing_combination(given, event, known, std::move(lines), findings);
  findings.write(event);
  return accepted();
}

}  // namespace htq

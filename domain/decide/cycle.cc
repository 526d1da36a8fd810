// The cycle: how it is run, when its windows are open, what is in scope (domain.md sections 4, 5 and 12).
#include <algorithm>
#include <set>

#include "domain/decide/on_record.h"
#include "domain/london_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

const CycleState& acted_on(const Given& given) {
  return given.office.cycles.at(given.target);
}

/// The window it names, or why not.
std::expected<const WindowState*, Refused> window_of(const Given& given, capnp::Text::Reader name) {
  const auto& windows = acted_on(given).windows;
  const auto found = windows.find(string(name));
  if (found != windows.end()) return &found->second;
  return std::unexpected(Refused{.refusal = Refusal::window_unknown,
                                 .detail = "Cycle " + given.target + " has no window " +
                                           (name.size() == 0 ? "without a name" : string(name)) + ".",
                                 .field = "window"});
}

Refused not_scheduled(capnp::Text::Reader window) {
  return {.refusal = Refusal::window_not_scheduled,
          .detail = "The days of window " + string(window) + " are not known.",
          .field = "window"};
}

/// One instant in two windows would be judged by two versions of the criteria (domain.md 6).
Verdict overlaps_no_other(const Given& given, std::string_view window, Instant opens, Instant closes) {
  for (const auto& [name, other] : acted_on(given).windows)
    if (name != window && other.opens.ns != 0 && other.opens <= closes && opens <= other.closes)
      return refuse(Refusal::window_order, "It would overlap window " + name + ".", "closes");
  return accepted();
}

/// A left-out number of days is the default of domain.md 12.
void default_days(event::Edition::Builder edition) {
  if (edition.getReceiptDays() == 0) edition.setReceiptDays(2);
  if (edition.getInformationDays() == 0) edition.setInformationDays(10);
  if (edition.getAdviceDays() == 0) edition.setAdviceDays(10);
  if (edition.getAcceptanceDays() == 0) edition.setAcceptanceDays(20);
  if (edition.getLapseDays() == 0) edition.setLapseDays(20);
  if (edition.getProceduralReviewDays() == 0) edition.setProceduralReviewDays(20);
  if (edition.getResubmissionRounds() == 0) edition.setResubmissionRounds(1);  // domain.md 9 Resubmission 5
  if (edition.getConsultationWeeks() == 0 && edition.getConsultation() == ConsultationPolicy::PLANNED)
    edition.setConsultationWeeks(4);  // domain.md 8
}

Verdict names_its_bodies(event::Edition::Reader edition) {
  const auto owed = [](BodyKind kind, std::string field) {
    return kind == BodyKind::NONE
               ? refuse(Refusal::missing_value, "The edition names the body.", std::move(field))
               : accepted();
  };
  HTQ_REQUIRE(owed(edition.getRecommends(), "edition.recommends"));
  HTQ_REQUIRE(owed(edition.getAssures(), "edition.assures"));
  return owed(edition.getDecides(), "edition.decides");
}

}  // namespace

Verdict announce_cycle(const Given& given, event::CycleAnnounced::Builder event) {
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  std::set<std::string_view> routes;
  for (unsigned at = 0; at < event.getRoutes().size(); ++at) {
    const capnp::Text::Reader route = event.getRoutes()[at].asReader();
    const std::string field = "routes[" + std::to_string(at) + "]";
    HTQ_REQUIRE(required(route, field));
    HTQ_REQUIRE(route_on_record(given, route, field));
    if (!routes.insert(view(route)).second)
      return refuse(Refusal::bad_value, "Route " + string(route) + " is named twice.", field);
  }
  auto edition = event.getEdition();
  HTQ_REQUIRE(names_its_bodies(edition.asReader()));
  for (unsigned at = 0; at < edition.getFirstTeach().size(); ++at) {
    const capnp::Text::Reader month = edition.getFirstTeach()[at].getFirstTeach().asReader();
    if (!parse_month(view(month)))
      return refuse(Refusal::bad_value, "A month is written 2023-09, not " + string(month) + ".",
                    "edition.firstTeach[" + std::to_string(at) + "].firstTeach");
  }
  default_days(edition);
  return accepted();
}

Verdict schedule_window(const Given& given, event::WindowScheduled::Builder event) {
  HTQ_REQUIRE(required(event.getWindow(), "window"));
  const Instant opens{event.getOpens().getInstant()};
  const Instant closes{event.getCloses().getInstant()};
  if ((opens.ns == 0) != (closes.ns == 0))
    return refuse(Refusal::missing_value, "A window has both days, or neither while they are not known.",
                  opens.ns == 0 ? "opens" : "closes");
  if (closes < opens) return refuse(Refusal::window_order, "It would close before it opens.", "closes");

  const auto& windows = acted_on(given).windows;
  if (const auto known = windows.find(string(event.getWindow())); known != windows.end()) {
    const WindowState& window = known->second;
    if (window.opened)
      return refuse(Refusal::window_order, "Window " + known->first + " has opened: it can only be extended.",
                    "window");
    const bool same_criteria =
        event.getCriteriaVersion().size() == 0 || view(event.getCriteriaVersion()) == window.criteria_version;
    if (window.opens == opens && window.closes == closes && same_criteria)
      return refuse(Refusal::nothing_to_change);
  }
  if (opens.ns == 0) return accepted();
  return overlaps_no_other(given, view(event.getWindow()), opens, closes);
}

Verdict open_window(const Given& given, event::WindowOpened::Builder event) {
  const auto window = window_of(given, event.getWindow());
  if (!window) return std::unexpected(window.error());
  if ((*window)->opens.ns == 0) return std::unexpected(not_scheduled(event.getWindow()));
  if ((*window)->opened) return refuse(Refusal::nothing_to_change);
  return (*window)->opens <= given.now ? accepted() : refuse(Refusal::not_due);
}

// A window that has closed may be extended, too: what was refused as late meanwhile is admitted by an
// official, case by case (domain.md 16 case 3).
Verdict extend_window(const Given& given, event::WindowExtended::Builder event) {
  const auto window = window_of(given, event.getWindow());
  if (!window) return std::unexpected(window.error());
  if ((*window)->opens.ns == 0) return std::unexpected(not_scheduled(event.getWindow()));
  HTQ_REQUIRE(required(event.getCloses().asReader(), "closes"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  const Instant closes{event.getCloses().getInstant()};
  if (closes <= (*window)->closes)
    return refuse(Refusal::window_order,
                  "Window " + string(event.getWindow()) + " closes " + deadline_text((*window)->closes) + ".",
                  "closes");
  return overlaps_no_other(given, view(event.getWindow()), (*window)->opens, closes);
}

Verdict close_window(const Given& given, event::WindowClosed::Builder event) {
  const auto window = window_of(given, event.getWindow());
  if (!window) return std::unexpected(window.error());
  if ((*window)->opens.ns == 0) return std::unexpected(not_scheduled(event.getWindow()));
  if (!(*window)->opened) return refuse(Refusal::window_not_open);
  if ((*window)->closed) return refuse(Refusal::nothing_to_change);
  return (*window)->closes < given.now ? accepted() : refuse(Refusal::not_due);
}

// Edge case 34. By whom and when is known to the office alone; the rule keeps what nobody could have counted
// off the record.
Verdict record_submissions_turned_away(const Given& given, event::SubmissionsTurnedAway::Builder event) {
  const auto window = window_of(given, event.getWindow());
  if (!window) return std::unexpected(window.error());
  HTQ_REQUIRE(required(event.getOrganisation(), "organisation"));
  HTQ_REQUIRE(organisation_on_record(given, event.getOrganisation(), "organisation"));
  if (event.getCount() == 0) return refuse(Refusal::missing_value, "None was turned away.", "count");
  if (event.getFirst() < (*window)->opens.ns || event.getLast() < event.getFirst())
    return refuse(Refusal::bad_value, "They came while the window was open, the first before the last.",
                  "first");
  if (given.now < Instant{event.getLast()})
    return refuse(Refusal::bad_value, "The last of them lies ahead.", "last");
  return accepted();
}

Verdict publish_timeline(const Given&, event::TimelinePublished::Builder event) {
  return required(event.getText(), "text");
}

// notListed takes a standard off the list: it is a fact with a day and a reason like the others (domain.md
// 5).
Verdict change_scope(const Given& given, event::ScopeChanged::Builder event) {
  HTQ_REQUIRE(required(event.getStandard(), "standard"));
  HTQ_REQUIRE(standard_on_record(given, event.getStandard(), "standard"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  default_to_receipt(event.getFrom(), given);
  const auto& scope = acted_on(given).scope;
  const auto known = scope.find(string(event.getStandard()));
  const Instant from{event.getFrom().getInstant()};
  const bool listed = known != scope.end() && !known->second.empty();
  const ScopeFact last = listed ? known->second.back() : ScopeFact{};
  if (last.scope == event.getClass() && last.from <= from) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict set_criteria_version(const Given& given, event::CriteriaVersionSet::Builder event) {
  const auto window = window_of(given, event.getWindow());
  if (!window) return std::unexpected(window.error());
  HTQ_REQUIRE(required(event.getVersion(), "version"));
  // What was submitted in a window is judged by one version (domain.md 6): after the close it is settled.
  if ((*window)->closes.ns != 0 && (*window)->closes < given.received_at)
    return refuse(Refusal::window_closed,
                  "The criteria of window " + string(event.getWindow()) + " are settled.", "window");
  if ((*window)->criteria_version == view(event.getVersion())) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict set_resubmission_date(const Given& given, event::ResubmissionDateSet::Builder event) {
  HTQ_REQUIRE(ahead(event.getBy().asReader(), given, "by"));
  if (acted_on(given).resubmit_by.ns == event.getBy().getInstant()) return refuse(Refusal::nothing_to_change);
  return accepted();
}

// A cut-off that has passed would carry over every open case at once, so it is only ever moved to a day
// ahead; and a cycle announced without one gets none later (domain.md 4 and 12).
Verdict move_cut_off(const Given& given, event::CutOffMoved::Builder event) {
  const EditionState& edition = acted_on(given).edition;
  if (edition.cut_off.ns == 0)
    return refuse(Refusal::bad_value, "Cycle " + given.target + " has no cut-off to move.", "cutOff");
  HTQ_REQUIRE(ahead(event.getCutOff().asReader(), given, "cutOff"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (edition.cut_off.ns == event.getCutOff().getInstant()) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict change_duration_rule(const Given& given, event::DurationRuleChanged::Builder event) {
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  if (acted_on(given).edition.approval_years == event.getYears()) return refuse(Refusal::nothing_to_change);
  return accepted();
}

// The list is public, and nothing is named publicly before its approval (domain.md 9 Publication, 13 rule 2).
// The hash is SHA-256 over the sorted references, each followed by a line
// feed.
Verdict publish_final_list(const Given& given, event::FinalListPublished::Builder event) {
  if (acted_on(given).final_list_published)
    return refuse(Refusal::already_exists, "The final list is out: later approvals are listed one by one.");
  HTQ_REQUIRE(case_references(event.getCases(), "cases"));
  std::set<std::string> sorted;
  for (unsigned at = 0; at < event.getCases().size(); ++at) {
    const std::string reference = string(event.getCases()[at].asReader());
    if (cycle_of_case(given.office, reference) != given.target)
      return refuse(Refusal::final_list_incomplete,
                    "Case " + reference + " is not in cycle " + given.target + ", or has come to an end.",
                    "cases[" + std::to_string(at) + "]");
    if (!given.office.live.contains(reference))
      return refuse(Refusal::final_list_incomplete,
                    "The conditions of approval of case " + reference + " have not been accepted.",
                    "cases[" + std::to_string(at) + "]");
    sorted.insert(reference);
  }
  std::string lines;
  for (const std::string& reference : sorted) lines += reference + "\n";
  event.setHash(as_data(sha256(lines)));
  return accepted();
}

Verdict record_evaluation(const Given&, event::EvaluationRecorded::Builder event) {
  return required(event.getFinding(), "finding");
}

Verdict close_cycle(const Given& given, event::CycleClosed::Builder event) {
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  for (const auto& [name, window] : acted_on(given).windows)
    if (window.opened && !window.closed)
      return refuse(Refusal::not_due, "Window " + name + " is still open.");
  return accepted();
}

}  // namespace htq

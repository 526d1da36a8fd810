// Submission, late submission and what follows until the review begins (domain.md sections 4, 11 and 12).
#include <algorithm>

#include "domain/decide/content.h"
#include "domain/decide/occupation.h"
#include "domain/ensure.h"
#include "domain/evolve.h"
#include "domain/london_text.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

struct NamedWindow {
  std::string name;
  WindowState window;
};

/// Windows whose days are known, by their opening.
std::vector<NamedWindow> windows_of(const Given& given) {
  std::vector<NamedWindow> windows;
  for (const auto& [name, window] : given.cycle().windows)
    if (window.opens.ns != 0 && window.closes.ns != 0) windows.push_back({name, window});
  std::ranges::sort(windows, {}, [](const NamedWindow& each) { return each.window.opens; });
  return windows;
}

const NamedWindow* open_at(const std::vector<NamedWindow>& windows, Instant at) {
  const auto found = std::ranges::find_if(
      windows, [&](const NamedWindow& each) { return each.window.opens <= at && at <= each.window.closes; });
  return found == windows.end() ? nullptr : &*found;
}

const NamedWindow* opens_after(const std::vector<NamedWindow>& windows, Instant at) {
  const auto found =
      std::ranges::find_if(windows, [&](const NamedWindow& each) { return at < each.window.opens; });
  return found == windows.end() ? nullptr : &*found;
}

/// Of those that closed before, the last.
const NamedWindow* closed_before(const std::vector<NamedWindow>& windows, Instant at) {
  const NamedWindow* last = nullptr;
  for (const NamedWindow& each : windows)
    if (each.window.closes < at && (last == nullptr || last->window.closes <= each.window.closes))
      last = &each;
  return last;
}

std::string closed_at(const NamedWindow& window) {
  return "Window " + window.name + " closed at " + moment_text(window.window.closes) + ".";
}

Verdict not_open_yet(const Given& given, const NamedWindow* next) {
  if (next != nullptr)
    return refuse(Refusal::window_not_open,
                  "Window " + next->name + " opens at " + moment_text(next->window.opens) + ".");
  return refuse(Refusal::window_not_open,
                "The days of the windows of cycle " + given.file.cycle + " are not known yet.");
}

/// Edge case 13: the same qualification is in a cycle once at a time, whatever the window.
Verdict place_is_free(const Given& given, const CaseState& file) {
  const auto taken = given.office.places.find(place_of(file));
  if (taken == given.office.places.end() || taken->second == given.target) return accepted();
  return refuse(Refusal::already_submitted, "Case " + taken->second + " holds it.");
}

/// What left the scope before the submission cannot be approved in the cycle; what leaves it later does not
/// touch the case (domain.md 5).
Verdict occupations_are_available(const Given& given, Instant at) {
  for (const NamedOccupation& named : given.file.occupations)
    HTQ_REQUIRE(available_for_approval(given.office, given.file.cycle, named.standard, at, {}));
  return accepted();
}

Verdict refused_late(const Given& given, const NamedWindow& window, Body::Builder body) {
  auto event = body.initLateSubmissionRefused();
  event.setWindow(text(window.name));
  event.setClosed(window.window.closes.ns);
  event.setContentHash(as_data(content_hash(given.file)));
  return std::unexpected(
      Refused{.refusal = Refusal::window_closed,
              .detail = closed_at(window) + " This was received at " + moment_text(given.received_at) + ".",
              .recorded = true});
}

}  // namespace

Verdict submit_application(const Given& given, Body::Builder body) {
  const auto windows = windows_of(given);
  const NamedWindow* open = open_at(windows, given.received_at);
  if (open == nullptr) {
    const NamedWindow* closed = closed_before(windows, given.received_at);
    const NamedWindow* next = opens_after(windows, given.received_at);
    // Between two windows it is late for the one if the draft was begun while that was open; otherwise it is
    // early for the other.
    const bool late =
        closed != nullptr && (next == nullptr || given.file.started_at <= closed->window.closes);
    return late ? refused_late(given, *closed, body) : not_open_yet(given, next);
  }
  HTQ_REQUIRE(place_is_free(given, given.file));
  HTQ_REQUIRE(occupations_are_available(given, given.received_at));

  auto event = body.getApplicationSubmitted();
  event.setWindow(text(open->name));
  event.setCriteriaVersion(text(open->window.criteria_version));
  event.setContentHash(as_data(content_hash(given.file)));
  event.setCloses(open->window.closes.ns);
  return accepted();
}

Verdict admit_late_submission(const Given& given, event::LateSubmissionAdmitted::Builder event) {
  HTQ_REQUIRE(required(event.getGround(), "ground"));
  const auto windows = windows_of(given);
  const NamedWindow* window = open_at(windows, given.received_at);
  if (window != nullptr) {
    // Edge case 3: an extension reopens the late ones by an event, not by itself. Who was never late submits.
    if (given.file.late_refusals == 0)
      return refuse(Refusal::not_due, "Window " + window->name + " is open: the applicant can submit until " +
                                          moment_text(window->window.closes) + ".");
  } else {
    const auto late_for = std::ranges::find(windows, given.file.late_for, &NamedWindow::name);
    window = late_for != windows.end() ? &*late_for : closed_before(windows, given.received_at);
    if (window == nullptr) return not_open_yet(given, opens_after(windows, given.received_at));
    // domain.md 12: technical failure or exceptional circumstances, with evidence.
    HTQ_REQUIRE(required(event.getEvidence(), "evidence"));
  }
  HTQ_REQUIRE(place_is_free(given, given.file));
  HTQ_REQUIRE(occupations_are_available(given, std::min(given.received_at, window->window.closes)));
  event.setWindow(text(window->name));
  event.setCriteriaVersion(text(window->window.criteria_version));
  event.setContentHash(as_data(content_hash(given.file)));
  return accepted();
}

Verdict lapse_draft(const Given& given, event::DraftLapsed::Builder event) {
  const auto windows = windows_of(given);
  const NamedWindow* last = closed_before(windows, given.now);
  ensure(last != nullptr, "a draft lapses after a window has closed");
  event.setWindow(text(last->name));
  return accepted();
}

Verdict confirm_receipt(const Given& given, event::ReceiptConfirmed::Builder event) {
  if (given.file.receipt_confirmed)
    return refuse(Refusal::nothing_to_change,
                  "Receipt was confirmed: to promise another day, agree a timeline.");
  HTQ_REQUIRE(ahead(event.getFeedbackBy().asReader(), given, "feedbackBy"));
  // A timeline may have been agreed with an early applicant: the receipt does not move the day.
  const Instant promised = given.file.feedback_by;
  if (promised.ns != 0 && promised != Instant{event.getFeedbackBy().getInstant()})
    return refuse(Refusal::bad_value,
                  "Feedback was promised by " + deadline_text(promised) +
                      ": to promise another day, agree a timeline and give the reason.",
                  "feedbackBy");
  return accepted();
}

Verdict agree_timeline(const Given& given, event::TimelineAgreed::Builder event) {
  HTQ_REQUIRE(ahead(event.getFeedbackBy().asReader(), given, "feedbackBy"));
  const Instant promised = given.file.feedback_by;
  if (promised.ns == 0) return accepted();
  if (promised == Instant{event.getFeedbackBy().getInstant()}) return refuse(Refusal::nothing_to_change);
  return required(event.getReason(), "reason");
}

Verdict assign_case(const Given& given, event::CaseAssigned::Builder event) {
  HTQ_REQUIRE(required(event.getOfficial(), "official"));
  const std::string official = string(event.getOfficial());
  const CaseState& file = given.file;
  if (file.officials.contains(official)) return refuse(Refusal::nothing_to_change);
  // domain.md 3: nobody acts in two of these roles on one case; a reviewer asked is a reviewer.
  const auto review = file.peer_reviews.find(official);
  const bool reviews =
      file.reviewers.contains(official) ||
      (review != file.peer_reviews.end() && review->second.standing == PeerReviewStanding::COMMISSIONED);
  if (reviews || file.deciders.contains(official))
    return refuse(Refusal::role_conflict, official + (reviews ? " reviews" : " decided") + " this case.",
                  "official");
  const auto organisation = given.office.organisations.find(file.organisation);
  if (organisation != given.office.organisations.end() &&
      organisation->second.representatives.contains(official))
    return refuse(Refusal::conflict_of_interest, official + " represents the applicant.", "official");
  return accepted();
}

Verdict refuse_eligibility(const Given& given, event::EligibilityRefused::Builder event) {
  const auto gates = event.getGates().asReader();
  if (gates.size() == 0) return refuse(Refusal::gate_owed, {}, "gates");
  for (unsigned at = 0; at < gates.size(); ++at) {
    const std::string field = "gates[" + std::to_string(at) + "]";
    const Criterion gate = gates[at];
    if (gate == Criterion::NONE || std::ranges::find(rated_criteria(), gate) != rated_criteria().end())
      return refuse(Refusal::bad_value,
                    "The criterion " + words_of(gate) + " is no gate: it is rated for each occupation.",
                    field);
    for (unsigned before = 0; before < at; ++before)
      if (gates[before] == gate)
        return refuse(Refusal::bad_value, "The gate " + words_of(gate) + " is named twice.", field);
    const bool regulated = std::ranges::any_of(given.file.occupations, [](const NamedOccupation& named) {
      return named.regulator != Regulator::NONE;
    });
    if (gate == Criterion::STATUTORY_REGULATOR && !regulated)
      return refuse(Refusal::bad_value, "The case names no occupation that is regulated by statute.", field);
  }
  return required(event.getReasons(), "reasons");
}

Verdict correct_application(const Given& given, event::ApplicationCorrected::Builder event) {
  HTQ_REQUIRE(required(event.getWhat(), "what"));
  if (!event.hasQualification() && event.getRecognitions().size() == 0 && event.getDropped().size() == 0)
    return refuse(Refusal::nothing_to_change, "Give the qualification, a recognition or a standard to drop.");
  CaseState corrected = given.file;
  for (unsigned at = 0; at < event.getDropped().size(); ++at) {
    const std::string standard = string(event.getDropped()[at].asReader());
    const auto gone = std::erase_if(corrected.occupations,
                                    [&](const NamedOccupation& named) { return named.standard == standard; });
    if (gone == 0)
      return refuse(Refusal::occupation_not_named, "The case does not name " + standard + ".",
                    "dropped[" + std::to_string(at) + "]");
  }
  if (corrected.occupations.empty()) return refuse(Refusal::occupation_owed, {}, "dropped");
  for (unsigned at = 0; at < event.getRecognitions().size(); ++at) {
    const auto recognition = event.getRecognitions()[at].asReader();
    const std::string field = "recognitions[" + std::to_string(at) + "]";
    if (recognition.getRegulator() == Regulator::NONE)
      return refuse(Refusal::missing_value, "No regulator is named.", field + ".regulator");
    HTQ_REQUIRE(required(recognition.getNumber(), field + ".number"));
    corrected.recognitions[recognition.getRegulator()] = string(recognition.getNumber());
  }
  if (event.hasQualification()) {
    const Given as_corrected{.file = corrected,
                             .office = given.office,
                             .target = given.target,
                             .actor = given.actor,
                             .received_at = given.received_at,
                             .now = given.now,
                             .next = given.next};
    auto qualification = event.getQualification();
    HTQ_REQUIRE(describe_qualification(as_corrected, qualification));
    corrected.qualification = Qualification{.title = string(qualification.getTitle()),
                                            .level = qualification.getLevel(),
                                            .kind = qualification.getKind(),
                                            .number = string(qualification.getNumber()),
                                            .route = string(qualification.getRoute())};
  }
  // While it was ineligible its place was free to be taken.
  HTQ_REQUIRE(place_is_free(given, corrected));
  event.setContentHash(as_data(content_hash(corrected)));
  return accepted();
}

}  // namespace htq

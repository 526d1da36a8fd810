#include "domain/guards.h"

#include <algorithm>

#include "domain/rules.h"

namespace htq::guards {
namespace {

bool applicant_only(const Given& given) {
  // An approval of an earlier year has no applicant: nobody without an organisation is taken for it.
  return given.actor.role != Role::APPLICANT ||
         (!given.file.organisation.empty() && given.actor.organisation == given.file.organisation);
}

bool acted_in(const std::set<std::string>& people, const Given& given) {
  return !people.contains(given.actor.subject);
}

/// The window of the cycle in which something received now would be.
bool any_window(const Given& given, bool (*holds)(const WindowState&, Instant)) {
  const CycleState* cycle = given.office.cycle(given.file.cycle);
  return cycle != nullptr && std::ranges::any_of(cycle->windows, [&](const auto& window) {
           return holds(window.second, given.received_at);
         });
}

bool recognised(const Given& given, Regulator regulator) {
  const auto organisation = given.office.organisations.find(given.file.organisation);
  if (organisation == given.office.organisations.end()) return false;
  const auto found = organisation->second.recognitions.find(regulator);
  if (found == organisation->second.recognitions.end() || found->second.lost) return false;
  const RecognitionState& recognition = found->second;
  return recognition.from <= given.file.submitted_at &&
         (recognition.until.ns == 0 || given.file.submitted_at <= recognition.until);
}

}  // namespace

constinit const Guard is_its_applicant{
    .name = "is its applicant",
    .clause = "domain.md 3",
    .otherwise = Refusal::not_the_applicant,
    .holds = applicant_only,
};
constinit const Guard session_held_where_required{
    .name = "the support session is held where the edition requires it",
    .clause = "domain.md 6 support_session",
    .otherwise = Refusal::support_session_owed,
    .holds =
        [](const Given& given) {
          return !given.cycle().edition.support_session_required || given.file.support_session_held;
        },
};
constinit const Guard window_open_or_announced{
    .name = "a window is open or announced",
    .clause = "domain.md 11 ApplicationStarted",
    .otherwise = Refusal::window_closed,
    .holds =
        [](const Given& given) {
          return any_window(given, [](const WindowState& window, Instant at) {
            return window.opens.ns == 0 || at <= window.closes;
          });
        },
};
constinit const Guard qualification_described{
    .name = "the qualification is described",
    .clause = "domain.md 7",
    .otherwise = Refusal::qualification_owed,
    .holds = [](const Given& given) { return given.file.qualification.has_value(); },
};
constinit const Guard occupation_named{
    .name = "at least one occupation is named",
    .clause = "domain.md 11 ApplicationSubmitted",
    .otherwise = Refusal::occupation_owed,
    .holds = [](const Given& given) { return !given.file.occupations.empty(); },
};
constinit const Guard conditions_accepted{
    .name = "the conditions of application are accepted",
    .clause = "domain.md 11 ApplicationSubmitted",
    .otherwise = Refusal::conditions_owed,
    .holds = [](const Given& given) { return !given.file.conditions_of_application.empty(); },
};
constinit const Guard sensitivity_answered{
    .name = "sensitivity is answered for each item",
    .clause = "domain.md 7 sensitivity",
    .otherwise = Refusal::sensitivity_unanswered,
    .holds =
        [](const Given& given) {
          return std::ranges::none_of(given.file.documents, [](const auto& document) {
            return document.second.sensitivity == Sensitivity::UNANSWERED;
          });
        },
};
constinit const Guard window_still_open{
    .name = "the window is still open",
    .clause = "domain.md 11 ApplicationCorrected",
    .otherwise = Refusal::window_closed,
    .holds =
        [](const Given& given) {
          const auto& windows = given.cycle().windows;
          const auto window = windows.find(given.file.window);
          return window != windows.end() && given.received_at <= window->second.closes;
        },
};
constinit const Guard lapse_is_due{
    .name = "the days after the close have passed",
    .clause = "domain.md 11 DraftLapsed",
    .otherwise = Refusal::not_due,
    .holds =
        [](const Given& given) {
          const auto due = lapse_of_draft(given.office, given.file);
          return due && *due < given.now;
        },
};
constinit const Guard is_not_held{
    .name = "the case is not held",
    .clause = "domain.md 11 CaseHeld",
    .otherwise = Refusal::case_is_held,
    .holds = [](const Given& given) { return given.file.held == HoldGround::NONE; },
};
constinit const Guard is_not_disposed_of{
    .name = "it was not disposed of",
    .clause = "domain.md 13 rule 7",
    .otherwise = Refusal::disposed_of,
    .holds = [](const Given& given) { return given.file.disposed_at.ns == 0; },
};
constinit const Guard is_held{
    .name = "the case is held",
    .clause = "domain.md 11 CaseReleased",
    .otherwise = Refusal::case_not_held,
    .holds = [](const Given& given) { return given.file.held != HoldGround::NONE; },
};
constinit const Guard consultation_over{
    .name = "the consultation is closed or not planned",
    .clause = "domain.md 11 AdviceReady",
    .otherwise = Refusal::consultation_owed,
    .holds =
        [](const Given& given) {
          if (given.file.consultation == ConsultationStanding::CLOSED) return true;
          return given.file.consultation == ConsultationStanding::NOT_PLANNED &&
                 given.cycle().edition.consultation == ConsultationPolicy::NOT_PLANNED;
        },
};
constinit const Guard peer_reviews_settled{
    .name = "no peer review is owed",
    .clause = "domain.md 11 AdviceReady",
    .otherwise = Refusal::peer_review_owed,
    .holds =
        [](const Given& given) {
          bool received = false;
          for (const auto& [reviewer, review] : given.file.peer_reviews) {
            if (review.standing == PeerReviewStanding::COMMISSIONED) return false;
            received = received || review.standing == PeerReviewStanding::RECEIVED;
          }
          // Cycle 1: one is received, or the waiver explained.
          return received || given.file.peer_review_waived ||
                 given.cycle().edition.peer_review != PeerReviewPolicy::ALWAYS;
        },
};
constinit const Guard regulator_advice_settled{
    .name = "the regulator's advice is received, or not needed with a reason",
    .clause = "domain.md 11 AdviceReady",
    .otherwise = Refusal::regulator_advice_owed,
    .holds =
        [](const Given& given) {
          return given.file.regulator_advice == AdviceStanding::RECEIVED ||
                 given.file.regulator_advice == AdviceStanding::NOT_NEEDED;
        },
};
constinit const Guard statutory_advice_received{
    .name = "each statutory regulator concerned has advised",
    .clause = "domain.md 11 AdviceReady",
    .otherwise = Refusal::statutory_advice_owed,
    .holds =
        [](const Given& given) {
          return std::ranges::all_of(given.file.occupations, [&](const NamedOccupation& named) {
            if (named.regulator == Regulator::NONE) return true;
            const auto advice = given.file.statutory_advice.find(named.regulator);
            return advice != given.file.statutory_advice.end() && advice->second == AdviceStanding::RECEIVED;
          });
        },
};
constinit const Guard analysis_complete{
    .name = "the analysis is complete",
    .clause = "domain.md 11 AdviceReady",
    .otherwise = Refusal::analysis_owed,
    .holds = [](const Given& given) { return given.file.analysis_complete; },
};
constinit const Guard every_pair_rated{
    .name = "every criterion is rated for every occupation",
    .clause = "domain.md 11 AnalysisCompleted",
    .otherwise = Refusal::pair_not_rated,
    .holds =
        [](const Given& given) {
          for (const NamedOccupation& named : given.file.occupations)
            for (const Criterion criterion : rated_criteria()) {
              const auto rating = given.file.ratings.find({criterion, named.standard});
              if (rating == given.file.ratings.end() || rating->second == Rating::NOT_ASSESSED) return false;
            }
          return true;
        },
};
constinit const Guard transfer_proposed{
    .name = "a transfer of copyright is proposed",
    .clause = "domain.md 9 Copyright",
    .otherwise = Refusal::transfer_not_proposed,
    .holds = [](const Given& given) { return given.file.transfer_proposed; },
};
constinit const Guard copyright_settled{
    .name = "copyright is settled",
    .clause = "domain.md 11 ConditionsOfApprovalAccepted",
    .otherwise = Refusal::copyright_owed,
    .holds =
        [](const Given& given) {
          return given.file.copyright_determined &&
                 (!given.file.transfer_proposed || given.file.transfer_accepted);
        },
};
constinit const Guard resubmission_is_due{
    .name = "the resubmission date has passed",
    .clause = "domain.md 12",
    .otherwise = Refusal::not_due,
    .holds =
        [](const Given& given) {
          return given.file.resubmit_by.ns != 0 && given.file.resubmit_by < given.now;
        },
};
constinit const Guard resubmission_in_time{
    .name = "it is received by the resubmission date",
    .clause = "domain.md 12",
    .otherwise = Refusal::resubmission_too_late,
    .holds =
        [](const Given& given) {
          return given.file.resubmit_by.ns == 0 || given.received_at <= given.file.resubmit_by;
        },
};
constinit const Guard another_round_allowed{
    .name = "the edition allows another round",
    .clause = "domain.md 9 Resubmission 5",
    .otherwise = Refusal::no_further_round,
    .holds = [](const Given& given) { return given.file.rounds < given.cycle().edition.resubmission_rounds; },
};
constinit const Guard every_change_done{
    .name = "every item is done",
    .clause = "domain.md 9 Resubmission 4",
    .otherwise = Refusal::change_not_done,
    .holds =
        [](const Given& given) {
          return std::ranges::all_of(given.file.required_changes, [&](const RequiredChangeState& change) {
            // An occupation that was dropped leaves the rest approvable (domain.md 9, edge case 6).
            if (given.file.occupation(change.standard) == nullptr) return true;
            const auto answer = given.file.answers.find(change.number);
            return answer != given.file.answers.end() && answer->second;
          });
        },
};
constinit const Guard cut_off_has_passed{
    .name = "the cycle's cut-off has passed",
    .clause = "domain.md 12 cycle cut-off",
    .otherwise = Refusal::not_due,
    .holds =
        [](const Given& given) {
          const Instant cut_off = given.cycle().edition.cut_off;
          return cut_off.ns != 0 && cut_off < given.now;
        },
};
constinit const Guard acceptance_is_due{
    .name = "the day for acceptance has passed and the applicant was warned",
    .clause = "domain.md 12",
    .otherwise = Refusal::acceptance_not_due,
    .holds =
        [](const Given& given) {
          return given.file.accept_by.ns != 0 && given.file.accept_by < given.received_at &&
                 given.file.warned_of_acceptance;
        },
};
constinit const Guard has_not_analysed{
    .name = "has not analysed this case",
    .clause = "domain.md 3",
    .otherwise = Refusal::role_conflict,
    .holds = [](const Given& given) { return acted_in(given.file.analysts, given); },
};
constinit const Guard has_not_reviewed{
    .name = "has not reviewed this case",
    .clause = "domain.md 3",
    .otherwise = Refusal::role_conflict,
    .holds = [](const Given& given) { return acted_in(given.file.reviewers, given); },
};
constinit const Guard has_not_decided{
    .name = "has not decided this case",
    .clause = "domain.md 3",
    .otherwise = Refusal::role_conflict,
    .holds = [](const Given& given) { return acted_in(given.file.deciders, given); },
};
constinit const Guard is_registered_with_a_regulator{
    .name = "the applicant is registered with the OfS or recognised by Ofqual",
    .clause = "domain.md 6 regulated_applicant",
    .otherwise = Refusal::recognition_owed,
    .holds =
        [](const Given& given) {
          if (recognised(given, Regulator::OFFICE_FOR_STUDENTS)) return true;
          // An awarding organisation's qualification is on the Ofqual register, too.
          return recognised(given, Regulator::OFQUAL) && given.file.qualification &&
                 !given.file.qualification->number.empty();
        },
};
constinit const Guard regulators_recognise_it{
    .name = "each statutory regulator recognised the applicant before submission",
    .clause = "domain.md 5",
    .otherwise = Refusal::regulator_recognition_owed,
    .holds =
        [](const Given& given) {
          return std::ranges::all_of(given.file.occupations, [&](const NamedOccupation& named) {
            if (named.regulator == Regulator::NONE) return true;
            const auto given_at = given.file.recognised_at.find(named.regulator);
            return given_at != given.file.recognised_at.end() && given_at->second <= given.file.submitted_at;
          });
        },
};

}  // namespace htq::guards

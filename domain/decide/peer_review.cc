// Peer review: by a reviewer under contract, without a conflict of interest (domain.md section 8).
#include <algorithm>

#include "domain/evidence.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "schemas/text.h"

namespace htq {
namespace {

bool is_under_contract(const Given& given, const std::string& reviewer) {
  return std::ranges::any_of(given.office.bodies, [&](const auto& body) {
    const auto found = body.second.appointments.find(reviewer);
    return found != body.second.appointments.end() && found->second.kind == AppointmentKind::PEER_REVIEWER &&
           found->second.in_force_at(given.now);
  });
}

Verdict review_stands(const Given& given, const std::string& reviewer, PeerReviewStanding wanted) {
  const auto found = given.file.peer_reviews.find(reviewer);
  const PeerReviewStanding stands =
      found == given.file.peer_reviews.end() ? PeerReviewStanding::NOT_COMMISSIONED : found->second.standing;
  if (stands == wanted) return accepted();
  return refuse(
      Refusal::review_not_commissioned,
      "The review by \"" + reviewer + "\" is " + words_of(stands) + ", not " + words_of(wanted) + ".",
      "reviewer");
}

Verdict has_no_conflict(const Given& given, bool declared) {
  const std::string& reviewer = given.actor.subject;
  if (!is_under_contract(given, reviewer))
    return refuse(Refusal::reviewer_not_under_contract, "\"" + reviewer + "\" has no contract in force.",
                  "reviewer");
  if (!given.actor.organisation.empty() && given.actor.organisation == given.file.organisation)
    return refuse(Refusal::conflict_of_interest, "You belong to the applicant.");
  if (!declared)
    return refuse(Refusal::conflict_of_interest,
                  "A reviewer declares that there is no conflict, or declines the review.", "noConflict");
  return accepted();
}

}  // namespace

Verdict commission_peer_review(const Given& given, event::PeerReviewCommissioned::Builder event) {
  const std::string reviewer = string(event.getReviewer().asReader());
  HTQ_REQUIRE(required(event.getReviewer().asReader(), "reviewer"));
  if (given.file.peer_reviews.contains(reviewer))
    return refuse(Refusal::reviewer_already_asked, "\"" + reviewer + "\" was asked.", "reviewer");
  if (!is_under_contract(given, reviewer))
    return refuse(Refusal::reviewer_not_under_contract, "\"" + reviewer + "\" has no contract in force.",
                  "reviewer");
  if (given.file.analysts.contains(reviewer) || given.file.deciders.contains(reviewer))
    return refuse(Refusal::role_conflict, "\"" + reviewer + "\" analysed or decided this case.", "reviewer");
  const auto applicant = given.office.organisations.find(given.file.organisation);
  if (applicant != given.office.organisations.end() && applicant->second.representatives.contains(reviewer))
    return refuse(Refusal::conflict_of_interest, "\"" + reviewer + "\" represents the applicant.",
                  "reviewer");
  return ahead_or_days(event.getDue(), given.cycle().edition.advice_days, given, "due");
}

// The case is shown to who took its review on, and to no other reviewer.
Verdict accept_peer_review(const Given& given, event::PeerReviewAccepted::Builder event) {
  const std::string& reviewer = given.actor.subject;
  event.setReviewer(text(reviewer));
  HTQ_REQUIRE(review_stands(given, reviewer, PeerReviewStanding::COMMISSIONED));
  HTQ_REQUIRE(has_no_conflict(given, event.getNoConflict()));
  if (given.file.peer_reviews.at(reviewer).taken_on) return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict decline_peer_review(const Given& given, event::PeerReviewDeclined::Builder event) {
  event.setReviewer(text(given.actor.subject));
  HTQ_REQUIRE(review_stands(given, given.actor.subject, PeerReviewStanding::COMMISSIONED));
  return required(event.getReason().asReader(), "reason");
}

Verdict submit_peer_review(const Given& given, event::PeerReviewReceived::Builder event) {
  // Past its due day a review still counts: until it is waived, the case waits for it (domain.md 11).
  const std::string& reviewer = given.actor.subject;
  event.setReviewer(text(reviewer));
  HTQ_REQUIRE(review_stands(given, reviewer, PeerReviewStanding::COMMISSIONED));
  HTQ_REQUIRE(has_no_conflict(given, event.getNoConflict()));
  HTQ_REQUIRE(required(event.getComment().asReader(), "comment"));
  return is_hash_if_given(event.getDocumentHash().asReader(), "documentHash");
}

Verdict waive_peer_review(const Given& given, event::PeerReviewWaived::Builder event) {
  HTQ_REQUIRE(required(event.getReason().asReader(), "reason"));
  const std::string reviewer = string(event.getReviewer().asReader());
  if (!reviewer.empty()) return review_stands(given, reviewer, PeerReviewStanding::COMMISSIONED);
  if (given.file.peer_review_waived) return refuse(Refusal::nothing_to_change, "It was waived before.");
  for (const auto& [name, review] : given.file.peer_reviews) {
    if (review.standing == PeerReviewStanding::COMMISSIONED)
      return refuse(Refusal::missing_value,
                    "A review by \"" + name + "\" is commissioned: name whose is waived.", "reviewer");
    if (review.standing == PeerReviewStanding::RECEIVED)
      return refuse(Refusal::nothing_to_change, "A review by \"" + name + "\" was received: none is owed.");
  }
  return accepted();
}

Verdict discount_peer_review(const Given& given, event::PeerReviewDiscounted::Builder event) {
  // Edge case 19: only what came in can be discounted; it stays on record.
  HTQ_REQUIRE(review_stands(given, string(event.getReviewer().asReader()), PeerReviewStanding::RECEIVED));
  return required(event.getReason().asReader(), "reason");
}

}  // namespace htq

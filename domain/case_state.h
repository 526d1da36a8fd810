// What a decision needs to know of a case: the fold of its stream. Values only; see evolve.h for who writes
// them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/identity.h"
#include "domain/instant.h"
#include "schemas/vocabulary.capnp.h"

namespace htq {

struct NamedOccupation {
  std::string standard;
  std::string option;   // empty: none
  std::string version;  // of the standard, as mapped
  std::string title;    // on the day it was named
  std::uint8_t level = 0;
  Regulator regulator = Regulator::NONE;
  std::string prior_contact;  // enquiry on level 4 against 5

  friend bool operator==(const NamedOccupation&, const NamedOccupation&) = default;
};

struct HeldDocument {
  std::string hash;
  DocumentPart part = DocumentPart::OTHER;
  Sensitivity sensitivity = Sensitivity::UNANSWERED;
  Position attached_at;
  Instant publishable_since;  // while it may be published
  Instant exposed_until;      // flagged while it was open to consultation; 0: it was not

  friend bool operator==(const HeldDocument&, const HeldDocument&) = default;
};

struct Qualification {
  std::string title;
  std::uint8_t level = 0;
  QualificationKind kind = QualificationKind::OTHER;
  std::string number;
  std::string route;

  friend bool operator==(const Qualification&, const Qualification&) = default;
};

struct InformationRequestState {
  Instant due;
  bool open = true;

  friend bool operator==(const InformationRequestState&, const InformationRequestState&) = default;
};

struct PeerReviewState {
  PeerReviewStanding standing = PeerReviewStanding::NOT_COMMISSIONED;
  Instant due;
  bool taken_on = false;  // and no conflict declared: from then on the reviewer sees the case

  friend bool operator==(const PeerReviewState&, const PeerReviewState&) = default;
};

struct VerdictOn {
  std::string standard;
  Outcome outcome = Outcome::NONE;

  friend bool operator==(const VerdictOn&, const VerdictOn&) = default;
};

struct RequiredChangeState {
  std::uint16_t number = 0;
  std::string standard;  // the occupation it is for
  std::string document;  // empty: no document named

  friend bool operator==(const RequiredChangeState&, const RequiredChangeState&) = default;
};

struct CaseState {
  Stage stage = Stage::NONE;
  Version version;
  Position last;                  // position of the last event
  std::vector<Position> entries;  // positions of all its events, in order
  Version version_shown;          // of the events that its applicant may see: how many, and the last of them
  Position last_shown;
  Instant shown_at;  // recorded

  // registration and form
  std::string organisation;
  std::string organisation_name;
  std::string cycle;
  std::string earlier_case;
  bool support_session_held = false;
  Instant started_at;
  std::optional<Qualification> qualification;
  std::vector<NamedOccupation> occupations;
  bool mapping_provided = false;
  std::string mapping_document;
  std::map<Regulator, std::string> recognitions;  // numbers
  std::map<Regulator, Instant> recognised_at;     // when the number was recorded
  std::string conditions_of_application;          // version accepted
  std::map<std::string, HeldDocument> documents;
  std::set<std::string> withheld_documents;  // flagged, unanswered or removed: their ids and their hashes

  // submission
  std::string window;
  std::string criteria_version;
  Instant submitted_at;  // receivedAt of the submission that counts
  std::uint16_t late_refusals = 0;
  std::string late_for;  // window that the last late one was refused for
  bool receipt_confirmed = false;
  Instant feedback_by;
  std::set<std::string> officials;  // assigned
  std::set<Criterion> failed_gates;

  // review
  std::map<std::uint16_t, InformationRequestState> requests;
  std::uint16_t requests_made = 0;
  HoldGround held = HoldGround::NONE;
  Instant held_for_lost_recognition;  // last time
  ConsultationStanding consultation = ConsultationStanding::NOT_PLANNED;
  std::string consultation_id;
  Instant consultation_opened;
  std::map<std::string, PeerReviewState> peer_reviews;  // by reviewer
  bool peer_review_waived = false;                      // none was commissioned, with the reason
  AdviceStanding regulator_advice = AdviceStanding::NOT_REQUESTED;
  std::map<Regulator, AdviceStanding> statutory_advice;
  std::map<Regulator, Instant> advice_due;                      // of any regulator that was asked
  std::map<std::pair<Criterion, std::string>, Rating> ratings;  // by criterion and standard
  bool analysis_complete = false;

  // recommendation, assurance, decision
  std::vector<VerdictOn> recommended;
  Outcome recommendation = Outcome::NONE;
  std::vector<VerdictOn> decided;
  Outcome outcome = Outcome::NONE;
  Position decision;  // of the decision in force
  Instant decided_at;
  std::vector<RequiredChangeState> required_changes;
  bool copyright_determined = false;
  bool transfer_proposed = false;
  bool transfer_accepted = false;

  // changes, approval, list
  Instant resubmit_by;
  std::uint8_t rounds = 0;                // resubmissions received
  std::map<std::uint16_t, bool> answers;  // done or not possible, by number
  Instant approved_at;
  std::string first_teach;
  Instant accept_by;
  bool warned_of_acceptance = false;
  std::string conditions_of_approval;
  bool listed = false;
  bool from_an_earlier_year = false;  // approved before this log began

  // keeping and disposing
  Instant ended_at;                   // when it came to the end that it is at; 0: it is open or in force
  std::set<std::string> legal_holds;  // by name
  Instant disposed_at;                // 0: not

  // who took part (domain.md section 3: no person in two of these roles)
  std::set<std::string> analysts;
  std::set<std::string> reviewers;
  std::set<std::string> deciders;

  friend bool operator==(const CaseState&, const CaseState&) = default;

  const NamedOccupation* occupation(std::string_view standard) const;
  bool has_open_request() const;
};

bool is_terminal(Stage stage);

}  // namespace htq

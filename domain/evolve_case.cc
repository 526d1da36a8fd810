#include "domain/evolve.h"

#include "domain/event_kind.h"
#include "domain/title.h"
#include "schemas/text.h"

namespace htq {
namespace {

template <typename List>
std::vector<VerdictOn> verdicts(const List& list) {
  std::vector<VerdictOn> out;
  for (const auto verdict : list) out.push_back({string(verdict.getStandard()), verdict.getOutcome()});
  return out;
}

void submitted(CaseState& state, std::string window, std::string criteria, Record::Reader record) {
  state.stage = Stage::SUBMITTED;
  state.window = std::move(window);
  state.criteria_version = std::move(criteria);
  state.submitted_at = {record.getReceivedAt()};
}

void drop(CaseState& state, std::string_view standard, std::string_view option) {
  std::erase_if(state.occupations, [&](const NamedOccupation& named) {
    return named.standard == standard && (option.empty() || named.option == option);
  });
}

/// Back to the review: what was recommended and assured on the old advice no longer counts.
void back_to_review(CaseState& state) {
  state.stage = state.has_open_request() ? Stage::INFORMATION_REQUESTED : Stage::UNDER_REVIEW;
  state.recommended.clear();
  state.recommendation = Outcome::NONE;
}

void request_closed(CaseState& state, std::uint16_t number) {
  state.requests[number].open = false;
  if (state.stage == Stage::INFORMATION_REQUESTED && !state.has_open_request()) state.stage = Stage::UNDER_REVIEW;
}

void describe(CaseState& state, event::QualificationDescribed::Reader event) {
  state.qualification = Qualification{.title = string(event.getTitle()),
                                      .level = event.getLevel(),
                                      .kind = event.getKind(),
                                      .number = string(event.getNumber()),
                                      .route = string(event.getRoute())};
}

void recognise(CaseState& state, Recognition::Reader recognition, Record::Reader record) {
  state.recognitions[recognition.getRegulator()] = string(recognition.getNumber());
  state.recognised_at[recognition.getRegulator()] = {record.getReceivedAt()};
}

/// Letters of employers are withheld whatever their applicant says of them (domain.md 13).
void withhold_or_not(CaseState& state, const std::string& id) {
  const HeldDocument& document = state.documents.at(id);
  const bool may_be_shown = document.sensitivity == Sensitivity::MAY_BE_PUBLISHED &&
                            document.part != DocumentPart::EMPLOYER_LETTER;
  for (const std::string& name : {id, document.hash}) {
    if (may_be_shown)
      state.withheld_documents.erase(name);
    else
      state.withheld_documents.insert(name);
  }
}

void attach(CaseState& state, Document::Reader document, Record::Reader record) {
  const bool may_be_published = document.getSensitivity() == Sensitivity::MAY_BE_PUBLISHED;
  state.documents[string(document.getId())] = {
      .hash = string(document.getHash()),
      .part = document.getPart(),
      .sensitivity = document.getSensitivity(),
      .attached_at = {record.getPosition()},
      .publishable_since = may_be_published ? Instant{record.getRecordedAt()} : Instant{}};
  withhold_or_not(state, string(document.getId()));
}

void remove(CaseState& state, const std::string& document) {
  if (const auto found = state.documents.find(document); found != state.documents.end()) {
    found->second.sensitivity = Sensitivity::UNANSWERED;
    withhold_or_not(state, document);
    state.documents.erase(found);
  }
  // A mapping without its document is none.
  if (state.mapping_document != document) return;
  state.mapping_provided = false;
  state.mapping_document.clear();
}

void approve(CaseState& state, Record::Reader record, std::string first_teach) {
  state.approved_at = {record.getRecordedAt()};
  state.first_teach = std::move(first_teach);
}

/// On the list from the start; what the source does not say stays empty.
void record_earlier_approval(CaseState& state, event::EarlierApprovalRecorded::Reader event) {
  state.stage = Stage::LIVE;
  state.from_an_earlier_year = true;
  state.listed = true;
  state.cycle = string(event.getCycle());
  state.organisation_name = string(event.getAwardingBody());
  state.first_teach = string(event.getFirstTeach());
  const auto routes = event.getRoutes();
  state.qualification = Qualification{.title = string(event.getTitle()),
                                      .level = event.getLevel(),
                                      .kind = QualificationKind::OTHER,
                                      .number = {},
                                      .route = routes.size() == 0 ? std::string() : string(routes[0])};
  state.occupations.push_back({.standard = string(event.getStandard())});
}

Stage after_feedback(Outcome outcome) {
  switch (outcome) {
    case Outcome::APPROVED: return Stage::APPROVED;
    case Outcome::APPROVED_WITH_REQUIRED_CHANGES: return Stage::CHANGES_REQUIRED;
    case Outcome::CARRIED_OVER: return Stage::CARRIED_OVER;
    case Outcome::NONE:
    case Outcome::NOT_APPROVED: return Stage::NOT_APPROVED;
  }
  return Stage::NOT_APPROVED;
}

}  // namespace

void evolve(CaseState& state, Record::Reader record) {
  const Body::Reader body = record.getBody();
  const std::string subject = string(record.getActor().getSubject());
  switch (body.which()) {
    case Body::INTEREST_REGISTERED: {
      const auto event = body.getInterestRegistered();
      state.stage = Stage::REGISTERED;
      state.organisation = string(event.getOrganisation());
      state.organisation_name = string(event.getOrganisationName());
      state.cycle = string(event.getCycle());
      state.earlier_case = string(event.getEarlierCase());
      break;
    }
    case Body::SUPPORT_SESSION_HELD: state.support_session_held = true; break;
    case Body::FORM_ACCESS_GRANTED: state.stage = Stage::ACCESS_GRANTED; break;
    case Body::APPLICATION_STARTED:
      state.stage = Stage::DRAFT;
      state.started_at = {record.getRecordedAt()};
      break;
    case Body::QUALIFICATION_DESCRIBED: describe(state, body.getQualificationDescribed()); break;
    case Body::OCCUPATION_NAMED: {
      const auto event = body.getOccupationNamed();
      state.occupations.push_back({.standard = string(event.getOccupation().getStandard()),
                                   .option = string(event.getOccupation().getOption()),
                                   .version = string(event.getOccupation().getVersion()),
                                   .title = string(event.getTitle()),
                                   .level = event.getLevel(),
                                   .regulator = event.getRegulator(),
                                   .prior_contact = string(event.getPriorContact())});
      break;
    }
    case Body::OCCUPATION_DROPPED:
      drop(state, view(body.getOccupationDropped().getStandard()), view(body.getOccupationDropped().getOption()));
      break;
    case Body::MAPPING_PROVIDED:
      state.mapping_provided = true;
      state.mapping_document = string(body.getMappingProvided().getDocument());
      break;
    case Body::RECOGNITION_NUMBER_GIVEN:
      recognise(state, body.getRecognitionNumberGiven().getRecognition(), record);
      break;
    case Body::CONDITIONS_OF_APPLICATION_ACCEPTED:
      state.conditions_of_application = string(body.getConditionsOfApplicationAccepted().getVersion());
      break;
    case Body::DOCUMENT_ATTACHED: attach(state, body.getDocumentAttached().getDocument(), record); break;
    case Body::DOCUMENT_REMOVED: remove(state, string(body.getDocumentRemoved().getDocument())); break;
    case Body::SENSITIVITY_FLAGGED: {
      const auto event = body.getSensitivityFlagged();
      HeldDocument& document = state.documents[string(event.getDocument())];
      document.sensitivity = Sensitivity::FLAGGED;
      document.publishable_since = {};
      document.exposed_until = {event.getExposedSince() == 0 ? 0 : record.getRecordedAt()};
      withhold_or_not(state, string(event.getDocument()));
      break;
    }
    case Body::SENSITIVITY_LIFTED: {
      HeldDocument& document = state.documents[string(body.getSensitivityLifted().getDocument())];
      document.sensitivity = Sensitivity::MAY_BE_PUBLISHED;
      document.publishable_since = {record.getRecordedAt()};
      document.exposed_until = {};
      withhold_or_not(state, string(body.getSensitivityLifted().getDocument()));
      break;
    }

    case Body::APPLICATION_SUBMITTED: {
      const auto event = body.getApplicationSubmitted();
      submitted(state, string(event.getWindow()), string(event.getCriteriaVersion()), record);
      break;
    }
    case Body::LATE_SUBMISSION_REFUSED:
      ++state.late_refusals;
      state.late_for = string(body.getLateSubmissionRefused().getWindow());
      break;
    case Body::LATE_SUBMISSION_ADMITTED: {
      const auto event = body.getLateSubmissionAdmitted();
      submitted(state, string(event.getWindow()), string(event.getCriteriaVersion()), record);
      break;
    }
    case Body::DRAFT_LAPSED: state.stage = Stage::LAPSED; break;
    case Body::RECEIPT_CONFIRMED:
      state.receipt_confirmed = true;
      state.feedback_by = {body.getReceiptConfirmed().getFeedbackBy().getInstant()};
      break;
    case Body::TIMELINE_AGREED: state.feedback_by = {body.getTimelineAgreed().getFeedbackBy().getInstant()}; break;
    case Body::CASE_ASSIGNED: state.officials.insert(string(body.getCaseAssigned().getOfficial())); break;
    case Body::ELIGIBILITY_CONFIRMED:
      state.stage = Stage::UNDER_REVIEW;
      state.failed_gates.clear();
      break;
    case Body::ELIGIBILITY_REFUSED:
      state.stage = Stage::INELIGIBLE;
      for (const Criterion gate : body.getEligibilityRefused().getGates()) state.failed_gates.insert(gate);
      break;
    case Body::APPLICATION_CORRECTED: {
      const auto event = body.getApplicationCorrected();
      if (event.hasQualification()) describe(state, event.getQualification());
      for (const auto recognition : event.getRecognitions()) recognise(state, recognition, record);
      for (const auto standard : event.getDropped()) drop(state, view(standard), {});
      state.submitted_at = {record.getReceivedAt()};
      state.stage = Stage::SUBMITTED;
      break;
    }

    case Body::INFORMATION_REQUESTED: {
      const auto event = body.getInformationRequested();
      state.stage = Stage::INFORMATION_REQUESTED;
      state.requests_made = event.getRequest();
      state.requests[event.getRequest()] = {.due = {event.getDue().getInstant()}, .open = true};
      break;
    }
    case Body::INFORMATION_PROVIDED:
      for (const auto document : body.getInformationProvided().getDocuments()) attach(state, document, record);
      request_closed(state, body.getInformationProvided().getRequest());
      break;
    case Body::INFORMATION_REQUEST_CANCELLED:
      request_closed(state, body.getInformationRequestCancelled().getRequest());
      break;
    case Body::INFORMATION_REQUEST_LAPSED:
      request_closed(state, body.getInformationRequestLapsed().getRequest());
      break;
    case Body::CASE_HELD:
      state.held = body.getCaseHeld().getGround();
      if (state.held == HoldGround::RECOGNITION_LOST) state.held_for_lost_recognition = {record.getRecordedAt()};
      break;
    case Body::CASE_RELEASED: state.held = HoldGround::NONE; break;
    case Body::OPENED_FOR_CONSULTATION:
      state.consultation = ConsultationStanding::OPEN;
      state.consultation_id = string(body.getOpenedForConsultation().getConsultation());
      state.consultation_opened = {record.getRecordedAt()};
      break;
    case Body::CONSULTATION_ENDED: state.consultation = ConsultationStanding::CLOSED; break;
    case Body::PEER_REVIEW_COMMISSIONED: {
      const auto event = body.getPeerReviewCommissioned();
      state.peer_reviews[string(event.getReviewer())] = {.standing = PeerReviewStanding::COMMISSIONED,
                                                         .due = {event.getDue().getInstant()}};
      break;
    }
    case Body::PEER_REVIEW_ACCEPTED:
      state.peer_reviews[string(body.getPeerReviewAccepted().getReviewer())].taken_on = true;
      break;
    case Body::PEER_REVIEW_DECLINED:
      state.peer_reviews[string(body.getPeerReviewDeclined().getReviewer())].standing = PeerReviewStanding::DECLINED;
      break;
    case Body::PEER_REVIEW_RECEIVED: {
      const std::string reviewer = string(body.getPeerReviewReceived().getReviewer());
      state.peer_reviews[reviewer].standing = PeerReviewStanding::RECEIVED;
      state.peer_reviews[reviewer].taken_on = true;  // it declared that there is no conflict
      state.reviewers.insert(reviewer);
      break;
    }
    case Body::PEER_REVIEW_WAIVED: {
      const auto event = body.getPeerReviewWaived();
      if (event.getReviewer().size() == 0)
        state.peer_review_waived = true;
      else
        state.peer_reviews[string(event.getReviewer())].standing = PeerReviewStanding::WAIVED;
      break;
    }
    case Body::PEER_REVIEW_DISCOUNTED:
      state.peer_reviews[string(body.getPeerReviewDiscounted().getReviewer())].standing =
          PeerReviewStanding::DISCOUNTED;
      back_to_review(state);
      break;
    case Body::REGULATOR_ADVICE_REQUESTED: {
      const auto event = body.getRegulatorAdviceRequested();
      state.regulator_advice = AdviceStanding::REQUESTED;
      state.advice_due[event.getRegulator()] = {event.getDue().getInstant()};
      break;
    }
    case Body::REGULATOR_MEETING_HELD: break;
    case Body::REGULATOR_ADVICE_RECEIVED: state.regulator_advice = AdviceStanding::RECEIVED; break;
    case Body::REGULATOR_ADVICE_NOT_NEEDED: state.regulator_advice = AdviceStanding::NOT_NEEDED; break;
    case Body::STATUTORY_ADVICE_REQUESTED: {
      const auto event = body.getStatutoryAdviceRequested();
      state.statutory_advice[event.getRegulator()] = AdviceStanding::REQUESTED;
      state.advice_due[event.getRegulator()] = {event.getDue().getInstant()};
      break;
    }
    case Body::STATUTORY_ADVICE_RECEIVED:
      state.statutory_advice[body.getStatutoryAdviceReceived().getRegulator()] = AdviceStanding::RECEIVED;
      break;
    case Body::REGULATORY_ACTION_REPORTED: break;
    case Body::CRITERION_ASSESSED: {
      const auto event = body.getCriterionAssessed();
      state.ratings[{event.getCriterion(), string(event.getStandard())}] = event.getRating();
      state.analysis_complete = false;
      state.analysts.insert(subject);
      break;
    }
    case Body::ANALYSIS_COMPLETED:
      state.analysis_complete = true;
      state.analysts.insert(subject);
      break;
    case Body::ADVICE_COMPLETED: state.stage = Stage::ADVICE_READY; break;

    case Body::PANEL_RECOMMENDATION_MADE: {
      const auto event = body.getPanelRecommendationMade();
      state.stage = Stage::PANEL_RECOMMENDED;
      state.recommended = verdicts(event.getVerdicts());
      state.recommendation = event.getOutcome();
      break;
    }
    case Body::ADVICE_RETURNED: back_to_review(state); break;
    case Body::ASSURANCE_GIVEN: state.stage = Stage::ASSURED; break;
    case Body::DECISION_DEFERRED:
      state.feedback_by = {body.getDecisionDeferred().getFeedbackBy().getInstant()};
      back_to_review(state);
      break;
    case Body::DECISION_TAKEN: {
      const auto event = body.getDecisionTaken();
      state.stage = Stage::DECIDED;
      state.outcome = event.getOutcome();
      state.decided = verdicts(event.getVerdicts());
      state.decision = {record.getPosition()};
      state.decided_at = {record.getRecordedAt()};
      state.required_changes.clear();
      for (const auto change : event.getRequiredChanges())
        state.required_changes.push_back({.number = change.getNumber(),
                                          .standard = string(change.getStandard()),
                                          .document = string(change.getDocument())});
      if (event.getOutcome() == Outcome::APPROVED) approve(state, record, string(event.getFirstTeach()));
      state.deciders.insert(subject);
      break;
    }
    case Body::COPYRIGHT_DETERMINED:
      state.copyright_determined = true;
      state.transfer_proposed = body.getCopyrightDetermined().getTransfer();
      break;
    case Body::FEEDBACK_ISSUED: {
      const auto event = body.getFeedbackIssued();
      if (state.stage == Stage::DECIDED) {
        state.stage = after_feedback(state.outcome);
        state.resubmit_by = {event.getResubmitBy().getInstant()};
      }
      if (event.getAcceptBy().getInstant() != 0) state.accept_by = {event.getAcceptBy().getInstant()};
      break;
    }
    case Body::RESUBMISSION_DATE_MOVED: state.resubmit_by = {body.getResubmissionDateMoved().getBy().getInstant()}; break;
    case Body::RESUBMISSION_RECEIVED: {
      const auto event = body.getResubmissionReceived();
      state.stage = Stage::RESUBMITTED;
      ++state.rounds;
      for (const auto answer : event.getAnswers()) state.answers[answer.getNumber()] = answer.getDone();
      for (const auto standard : event.getDropped()) drop(state, view(standard), {});
      for (const auto document : event.getDocuments()) attach(state, document, record);
      break;
    }
    case Body::CHANGES_RETURNED:
      state.stage = Stage::CHANGES_REQUIRED;
      state.resubmit_by = {body.getChangesReturned().getBy().getInstant()};
      break;
    case Body::CHANGES_CONFIRMED:
      state.stage = Stage::APPROVED;
      approve(state, record, string(body.getChangesConfirmed().getFirstTeach()));
      state.accept_by = {body.getChangesConfirmed().getAcceptBy().getInstant()};
      break;
    case Body::CHANGES_REFUSED:
    case Body::RESUBMISSION_LAPSED:
    case Body::CUT_OFF_PASSED: state.stage = Stage::CARRIED_OVER; break;

    case Body::COPYRIGHT_ACCEPTED: state.transfer_accepted = true; break;
    case Body::CONDITIONS_OF_APPROVAL_ACCEPTED:
      state.stage = Stage::LIVE;
      state.conditions_of_approval = string(body.getConditionsOfApprovalAccepted().getVersion());
      break;
    case Body::ACCEPTANCE_LAPSED:
    case Body::APPLICATION_WITHDRAWN: state.stage = Stage::WITHDRAWN; break;
    case Body::LISTED_PUBLICLY: state.listed = true; break;
    case Body::LISTING_CORRECTED: break;
    case Body::EARLIER_APPROVAL_RECORDED: record_earlier_approval(state, body.getEarlierApprovalRecorded()); break;

    case Body::NOTICE_ISSUED:
      if (body.getNoticeIssued().getKind() == NoticeKind::CONDITIONS_DUE) state.warned_of_acceptance = true;
      break;
    case Body::NOTICE_FAILED:
    case Body::ENTRY_CORRECTED:
    case Body::SUPPORT_SESSION_BOOKED:
    case Body::SUPPORT_SESSION_MISSED: break;

    // Events of other streams.
    case Body::WRITER_ELECTED: case Body::CYCLE_ANNOUNCED: case Body::WINDOW_SCHEDULED: case Body::WINDOW_OPENED:
    case Body::WINDOW_EXTENDED: case Body::WINDOW_CLOSED: case Body::SUBMISSIONS_TURNED_AWAY:
    case Body::TIMELINE_PUBLISHED: case Body::SCOPE_CHANGED:
    case Body::CRITERIA_VERSION_SET: case Body::RESUBMISSION_DATE_SET: case Body::CUT_OFF_MOVED:
    case Body::DURATION_RULE_CHANGED: case Body::FINAL_LIST_PUBLISHED: case Body::EVALUATION_RECORDED:
    case Body::CYCLE_CLOSED: case Body::CONSULTATION_PLANNED: case Body::CONSULTATION_OPENED:
    case Body::CONSULTATION_EXTENDED: case Body::RESPONSE_RECEIVED: case Body::RESPONSE_REPLACED:
    case Body::RESPONSE_SET_ASIDE: case Body::MATERIAL_TAKEN_DOWN: case Body::CONSULTATION_CLOSED:
    case Body::CONSULTATION_SUMMARISED: case Body::MEETING_CALLED: case Body::PAPERS_ISSUED:
    case Body::INTEREST_DECLARED: case Body::MEMBER_RECUSED: case Body::MEETING_HELD: case Body::MEETING_ADJOURNED:
    case Body::PUBLICATION_ISSUED: case Body::PUBLICATION_REPLACED: case Body::ENQUIRY_RECEIVED:
    case Body::ENQUIRY_ANSWERED: case Body::STANDARD_VERSION_PUBLISHED: case Body::OCCUPATION_RECORDED:
    case Body::STANDARD_REVIEW_SCHEDULED: case Body::STANDARD_DRAFT_PUBLISHED: case Body::STANDARD_RETIRED:
    case Body::STANDARD_REPLACED: case Body::STANDARD_MERGED: case Body::STANDARD_RENAMED:
    case Body::STANDARD_LEVEL_CHANGED: case Body::OCCUPATION_PROPOSED: case Body::ORGANISATION_REGISTERED:
    case Body::RECOGNITION_RECORDED: case Body::RECOGNITION_LOST: case Body::OIA_MEMBERSHIP_RECORDED:
    case Body::ORGANISATION_RENAMED: case Body::ORGANISATION_MERGED: case Body::REPRESENTATIVE_NAMED:
    case Body::BODY_ESTABLISHED: case Body::BODY_ABOLISHED: case Body::POWER_DELEGATED: case Body::DELEGATION_ENDED:
    case Body::APPOINTMENT_MADE: case Body::APPOINTMENT_ENDED: case Body::FEEDBACK_INVITED:
    case Body::FEEDBACK_GIVEN: case Body::BANK_HOLIDAY_RECORDED: case Body::ROUTE_RECORDED: case Body::LOG_LEVEL_RAISED:
    case Body::LOG_MOVED:
    case Body::PERSON_ERASED: case Body::LEGAL_HOLD_PLACED: case Body::LEGAL_HOLD_LIFTED: return;
  }
  state.version = {record.getVersion()};
  state.last = {record.getPosition()};
  state.entries.push_back(state.last);
  if (!is_shown_to_applicants(body.which())) return;
  state.version_shown = state.version_shown.next();
  state.last_shown = state.last;
  state.shown_at = {record.getRecordedAt()};
}

Place place_of(const CaseState& state) {
  if (!state.qualification) return {};
  const Qualification& qualification = *state.qualification;
  return {.organisation = state.organisation,
          .qualification = qualification.number.empty() ? collapsed(qualification.title) : qualification.number,
          .cycle = state.cycle};
}

void note_place(Office& office, const std::string& reference, const CaseState& state) {
  const bool holds = state.submitted_at.ns != 0 && !is_terminal(state.stage);
  if (holds) {
    office.places[place_of(state)] = reference;
  } else if (const auto found = office.places.find(place_of(state));
             found != office.places.end() && found->second == reference) {
    office.places.erase(found);
  }
  if (holds && (state.stage == Stage::LIVE || state.stage == Stage::UNDER_CHANGE))
    office.live.insert(reference);
  else
    office.live.erase(reference);
}

}  // namespace htq

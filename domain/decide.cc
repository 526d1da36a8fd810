#include "domain/decide.h"

#include "domain/log_level.h"
#include "domain/london_times.h"
#include "domain/rules.h"

namespace htq {
namespace {

template <typename Event>
Verdict nothing_more(const Given&, Event) {
  return accepted();
}

/// The event that is asked for, judged and completed by its rule. One line a command; no default, so that the
/// compiler asks for a new one.
Verdict judge(const Given& given, Command::Reader command, NewEvents& events) {
  Body::Builder body = events.add();
  switch (command.which()) {
#define HTQ_ASKS(ACTION, Asked, Event, rule) \
  case Command::ACTION:                      \
    body.set##Event(command.get##Asked());   \
    HTQ_REQUIRE(resolve_times(body));        \
    return rule(given, body.get##Event())
      // clang-format off
    case Command::SUBMIT_APPLICATION:
      body.initApplicationSubmitted();
      return submit_application(given, body);
    HTQ_ASKS(REGISTER_INTEREST, RegisterInterest, InterestRegistered, register_interest);
    HTQ_ASKS(BOOK_SUPPORT_SESSION, BookSupportSession, SupportSessionBooked, nothing_more);
    HTQ_ASKS(RECORD_SUPPORT_SESSION, RecordSupportSession, SupportSessionHeld, record_support_session);
    HTQ_ASKS(RECORD_MISSED_SUPPORT_SESSION, RecordMissedSupportSession, SupportSessionMissed, record_missed_support_session);
    HTQ_ASKS(GRANT_FORM_ACCESS, GrantFormAccess, FormAccessGranted, grant_form_access);
    HTQ_ASKS(START_APPLICATION, StartApplication, ApplicationStarted, start_application);
    HTQ_ASKS(DESCRIBE_QUALIFICATION, DescribeQualification, QualificationDescribed, describe_qualification);
    HTQ_ASKS(NAME_OCCUPATION, NameOccupation, OccupationNamed, name_occupation);
    HTQ_ASKS(DROP_OCCUPATION, DropOccupation, OccupationDropped, drop_occupation);
    HTQ_ASKS(PROVIDE_MAPPING, ProvideMapping, MappingProvided, provide_mapping);
    HTQ_ASKS(GIVE_RECOGNITION_NUMBER, GiveRecognitionNumber, RecognitionNumberGiven, give_recognition_number);
    HTQ_ASKS(ACCEPT_CONDITIONS_OF_APPLICATION, AcceptConditionsOfApplication, ConditionsOfApplicationAccepted, accept_conditions_of_application);
    HTQ_ASKS(ATTACH_DOCUMENT, AttachDocument, DocumentAttached, attach_document);
    HTQ_ASKS(REMOVE_DOCUMENT, RemoveDocument, DocumentRemoved, remove_document);
    HTQ_ASKS(FLAG_SENSITIVITY, FlagSensitivity, SensitivityFlagged, flag_sensitivity);
    HTQ_ASKS(LIFT_SENSITIVITY, LiftSensitivity, SensitivityLifted, lift_sensitivity);
    HTQ_ASKS(ADMIT_LATE_SUBMISSION, AdmitLateSubmission, LateSubmissionAdmitted, admit_late_submission);
    HTQ_ASKS(LAPSE_DRAFT, LapseDraft, DraftLapsed, lapse_draft);
    HTQ_ASKS(CONFIRM_RECEIPT, ConfirmReceipt, ReceiptConfirmed, confirm_receipt);
    HTQ_ASKS(AGREE_TIMELINE, AgreeTimeline, TimelineAgreed, agree_timeline);
    HTQ_ASKS(ASSIGN_CASE, AssignCase, CaseAssigned, assign_case);
    HTQ_ASKS(CONFIRM_ELIGIBILITY, ConfirmEligibility, EligibilityConfirmed, nothing_more);
    HTQ_ASKS(REFUSE_ELIGIBILITY, RefuseEligibility, EligibilityRefused, refuse_eligibility);
    HTQ_ASKS(CORRECT_APPLICATION, CorrectApplication, ApplicationCorrected, correct_application);
    HTQ_ASKS(REQUEST_INFORMATION, RequestInformation, InformationRequested, request_information);
    HTQ_ASKS(PROVIDE_INFORMATION, ProvideInformation, InformationProvided, provide_information);
    HTQ_ASKS(CANCEL_INFORMATION_REQUEST, CancelInformationRequest, InformationRequestCancelled, cancel_information_request);
    HTQ_ASKS(LAPSE_INFORMATION_REQUEST, LapseInformationRequest, InformationRequestLapsed, lapse_information_request);
    HTQ_ASKS(HOLD_CASE, HoldCase, CaseHeld, hold_case);
    HTQ_ASKS(RELEASE_CASE, ReleaseCase, CaseReleased, release_case);
    HTQ_ASKS(OPEN_FOR_CONSULTATION, OpenForConsultation, OpenedForConsultation, open_for_consultation);
    HTQ_ASKS(END_CONSULTATION, EndConsultation, ConsultationEnded, end_consultation);
    HTQ_ASKS(COMMISSION_PEER_REVIEW, CommissionPeerReview, PeerReviewCommissioned, commission_peer_review);
    HTQ_ASKS(ACCEPT_PEER_REVIEW, AcceptPeerReview, PeerReviewAccepted, accept_peer_review);
    HTQ_ASKS(DECLINE_PEER_REVIEW, DeclinePeerReview, PeerReviewDeclined, decline_peer_review);
    HTQ_ASKS(SUBMIT_PEER_REVIEW, SubmitPeerReview, PeerReviewReceived, submit_peer_review);
    HTQ_ASKS(WAIVE_PEER_REVIEW, WaivePeerReview, PeerReviewWaived, waive_peer_review);
    HTQ_ASKS(DISCOUNT_PEER_REVIEW, DiscountPeerReview, PeerReviewDiscounted, discount_peer_review);
    HTQ_ASKS(REQUEST_REGULATOR_ADVICE, RequestRegulatorAdvice, RegulatorAdviceRequested, request_regulator_advice);
    HTQ_ASKS(RECORD_REGULATOR_MEETING, RecordRegulatorMeeting, RegulatorMeetingHeld, record_regulator_meeting);
    HTQ_ASKS(RECORD_REGULATOR_ADVICE, RecordRegulatorAdvice, RegulatorAdviceReceived, record_regulator_advice);
    HTQ_ASKS(RECORD_REGULATOR_ADVICE_NOT_NEEDED, RecordRegulatorAdviceNotNeeded, RegulatorAdviceNotNeeded, record_regulator_advice_not_needed);
    HTQ_ASKS(REQUEST_STATUTORY_ADVICE, RequestStatutoryAdvice, StatutoryAdviceRequested, request_statutory_advice);
    HTQ_ASKS(RECORD_STATUTORY_ADVICE, RecordStatutoryAdvice, StatutoryAdviceReceived, record_statutory_advice);
    HTQ_ASKS(REPORT_REGULATORY_ACTION, ReportRegulatoryAction, RegulatoryActionReported, report_regulatory_action);
    HTQ_ASKS(ASSESS_CRITERION, AssessCriterion, CriterionAssessed, assess_criterion);
    HTQ_ASKS(COMPLETE_ANALYSIS, CompleteAnalysis, AnalysisCompleted, nothing_more);
    HTQ_ASKS(COMPLETE_ADVICE, CompleteAdvice, AdviceCompleted, complete_advice);
    HTQ_ASKS(MAKE_PANEL_RECOMMENDATION, MakePanelRecommendation, PanelRecommendationMade, make_panel_recommendation);
    HTQ_ASKS(RETURN_ADVICE, ReturnAdvice, AdviceReturned, return_advice);
    HTQ_ASKS(GIVE_ASSURANCE, GiveAssurance, AssuranceGiven, give_assurance);
    HTQ_ASKS(DEFER_DECISION, DeferDecision, DecisionDeferred, defer_decision);
    HTQ_ASKS(TAKE_DECISION, TakeDecision, DecisionTaken, take_decision);
    HTQ_ASKS(DETERMINE_COPYRIGHT, DetermineCopyright, CopyrightDetermined, determine_copyright);
    HTQ_ASKS(ISSUE_FEEDBACK, IssueFeedback, FeedbackIssued, issue_feedback);
    HTQ_ASKS(MOVE_RESUBMISSION_DATE, MoveResubmissionDate, ResubmissionDateMoved, move_resubmission_date);
    HTQ_ASKS(RESUBMIT, Resubmit, ResubmissionReceived, resubmit);
    HTQ_ASKS(RETURN_CHANGES, ReturnChanges, ChangesReturned, return_changes);
    HTQ_ASKS(CONFIRM_CHANGES, ConfirmChanges, ChangesConfirmed, confirm_changes);
    HTQ_ASKS(REFUSE_CHANGES, RefuseChanges, ChangesRefused, refuse_changes);
    HTQ_ASKS(LAPSE_RESUBMISSION, LapseResubmission, ResubmissionLapsed, lapse_resubmission);
    HTQ_ASKS(PASS_CUT_OFF, PassCutOff, CutOffPassed, pass_cut_off);
    HTQ_ASKS(ACCEPT_COPYRIGHT_TRANSFER, AcceptCopyrightTransfer, CopyrightAccepted, accept_copyright_transfer);
    HTQ_ASKS(ACCEPT_CONDITIONS_OF_APPROVAL, AcceptConditionsOfApproval, ConditionsOfApprovalAccepted, accept_conditions_of_approval);
    HTQ_ASKS(LAPSE_ACCEPTANCE, LapseAcceptance, AcceptanceLapsed, lapse_acceptance);
    HTQ_ASKS(LIST_PUBLICLY, ListPublicly, ListedPublicly, list_publicly);
    HTQ_ASKS(CORRECT_LISTING, CorrectListing, ListingCorrected, correct_listing);
    HTQ_ASKS(RECORD_EARLIER_APPROVAL, RecordEarlierApproval, EarlierApprovalRecorded, record_earlier_approval);
    HTQ_ASKS(WITHDRAW_APPLICATION, WithdrawApplication, ApplicationWithdrawn, withdraw_application);
    HTQ_ASKS(RECORD_NOTICE, RecordNotice, NoticeIssued, record_notice);
    HTQ_ASKS(RECORD_FAILED_NOTICE, RecordFailedNotice, NoticeFailed, record_failed_notice);
    HTQ_ASKS(CORRECT_ENTRY, CorrectEntry, EntryCorrected, correct_entry);
    HTQ_ASKS(RAISE_LOG_LEVEL, RaiseLogLevel, LogLevelRaised, raise_log_level);
    HTQ_ASKS(MOVE_LOG, MoveLog, LogMoved, move_log);
    HTQ_ASKS(ANNOUNCE_CYCLE, AnnounceCycle, CycleAnnounced, announce_cycle);
    HTQ_ASKS(SCHEDULE_WINDOW, ScheduleWindow, WindowScheduled, schedule_window);
    HTQ_ASKS(OPEN_WINDOW, OpenWindow, WindowOpened, open_window);
    HTQ_ASKS(EXTEND_WINDOW, ExtendWindow, WindowExtended, extend_window);
    HTQ_ASKS(CLOSE_WINDOW, CloseWindow, WindowClosed, close_window);
    HTQ_ASKS(RECORD_SUBMISSIONS_TURNED_AWAY, RecordSubmissionsTurnedAway, SubmissionsTurnedAway, record_submissions_turned_away);
    HTQ_ASKS(PUBLISH_TIMELINE, PublishTimeline, TimelinePublished, publish_timeline);
    HTQ_ASKS(CHANGE_SCOPE, ChangeScope, ScopeChanged, change_scope);
    HTQ_ASKS(SET_CRITERIA_VERSION, SetCriteriaVersion, CriteriaVersionSet, set_criteria_version);
    HTQ_ASKS(SET_RESUBMISSION_DATE, SetResubmissionDate, ResubmissionDateSet, set_resubmission_date);
    HTQ_ASKS(MOVE_CUT_OFF, MoveCutOff, CutOffMoved, move_cut_off);
    HTQ_ASKS(CHANGE_DURATION_RULE, ChangeDurationRule, DurationRuleChanged, change_duration_rule);
    HTQ_ASKS(PUBLISH_FINAL_LIST, PublishFinalList, FinalListPublished, publish_final_list);
    HTQ_ASKS(RECORD_EVALUATION, RecordEvaluation, EvaluationRecorded, record_evaluation);
    HTQ_ASKS(CLOSE_CYCLE, CloseCycle, CycleClosed, close_cycle);
    HTQ_ASKS(PLAN_CONSULTATION, PlanConsultation, ConsultationPlanned, plan_consultation);
    HTQ_ASKS(OPEN_CONSULTATION, OpenConsultation, ConsultationOpened, open_consultation);
    HTQ_ASKS(EXTEND_CONSULTATION, ExtendConsultation, ConsultationExtended, extend_consultation);
    HTQ_ASKS(RESPOND_TO_CONSULTATION, RespondToConsultation, ResponseReceived, respond_to_consultation);
    HTQ_ASKS(REPLACE_RESPONSE, ReplaceResponse, ResponseReplaced, replace_response);
    HTQ_ASKS(SET_RESPONSE_ASIDE, SetResponseAside, ResponseSetAside, set_response_aside);
    HTQ_ASKS(TAKE_MATERIAL_DOWN, TakeMaterialDown, MaterialTakenDown, take_material_down);
    HTQ_ASKS(CLOSE_CONSULTATION, CloseConsultation, ConsultationClosed, close_consultation);
    HTQ_ASKS(SUMMARISE_CONSULTATION, SummariseConsultation, ConsultationSummarised, summarise_consultation);
    HTQ_ASKS(CALL_MEETING, CallMeeting, MeetingCalled, call_meeting);
    HTQ_ASKS(ISSUE_PAPERS, IssuePapers, PapersIssued, issue_papers);
    HTQ_ASKS(DECLARE_INTEREST, DeclareInterest, InterestDeclared, declare_interest);
    HTQ_ASKS(RECUSE_MEMBER, RecuseMember, MemberRecused, recuse_member);
    HTQ_ASKS(HOLD_MEETING, HoldMeeting, MeetingHeld, hold_meeting);
    HTQ_ASKS(ADJOURN_MEETING, AdjournMeeting, MeetingAdjourned, adjourn_meeting);
    HTQ_ASKS(ISSUE_PUBLICATION, IssuePublication, PublicationIssued, issue_publication);
    HTQ_ASKS(REPLACE_PUBLICATION, ReplacePublication, PublicationReplaced, replace_publication);
    HTQ_ASKS(RECEIVE_ENQUIRY, ReceiveEnquiry, EnquiryReceived, receive_enquiry);
    HTQ_ASKS(ANSWER_ENQUIRY, AnswerEnquiry, EnquiryAnswered, answer_enquiry);
    HTQ_ASKS(PUBLISH_STANDARD_VERSION, PublishStandardVersion, StandardVersionPublished, publish_standard_version);
    HTQ_ASKS(RECORD_OCCUPATION, RecordOccupation, OccupationRecorded, record_occupation);
    HTQ_ASKS(SCHEDULE_STANDARD_REVIEW, ScheduleStandardReview, StandardReviewScheduled, schedule_standard_review);
    HTQ_ASKS(PUBLISH_STANDARD_DRAFT, PublishStandardDraft, StandardDraftPublished, publish_standard_draft);
    HTQ_ASKS(RETIRE_STANDARD, RetireStandard, StandardRetired, retire_standard);
    HTQ_ASKS(REPLACE_STANDARD, ReplaceStandard, StandardReplaced, replace_standard);
    HTQ_ASKS(MERGE_STANDARD, MergeStandard, StandardMerged, merge_standard);
    HTQ_ASKS(RENAME_STANDARD, RenameStandard, StandardRenamed, rename_standard);
    HTQ_ASKS(CHANGE_STANDARD_LEVEL, ChangeStandardLevel, StandardLevelChanged, change_standard_level);
    HTQ_ASKS(PROPOSE_OCCUPATION, ProposeOccupation, OccupationProposed, propose_occupation);
    HTQ_ASKS(REGISTER_ORGANISATION, RegisterOrganisation, OrganisationRegistered, register_organisation);
    HTQ_ASKS(RECORD_RECOGNITION, RecordRecognition, RecognitionRecorded, record_recognition);
    HTQ_ASKS(RECORD_LOST_RECOGNITION, RecordLostRecognition, RecognitionLost, record_lost_recognition);
    HTQ_ASKS(RECORD_OIA_MEMBERSHIP, RecordOiaMembership, OiaMembershipRecorded, record_oia_membership);
    HTQ_ASKS(RENAME_ORGANISATION, RenameOrganisation, OrganisationRenamed, rename_organisation);
    HTQ_ASKS(MERGE_ORGANISATION, MergeOrganisation, OrganisationMerged, merge_organisation);
    HTQ_ASKS(NAME_REPRESENTATIVE, NameRepresentative, RepresentativeNamed, name_representative);
    HTQ_ASKS(ESTABLISH_BODY, EstablishBody, BodyEstablished, establish_body);
    HTQ_ASKS(ABOLISH_BODY, AbolishBody, BodyAbolished, abolish_body);
    HTQ_ASKS(DELEGATE_POWER, DelegatePower, PowerDelegated, delegate_power);
    HTQ_ASKS(END_DELEGATION, EndDelegation, DelegationEnded, end_delegation);
    HTQ_ASKS(MAKE_APPOINTMENT, MakeAppointment, AppointmentMade, make_appointment);
    HTQ_ASKS(END_APPOINTMENT, EndAppointment, AppointmentEnded, end_appointment);
    HTQ_ASKS(INVITE_FEEDBACK, InviteFeedback, FeedbackInvited, invite_feedback);
    HTQ_ASKS(GIVE_FEEDBACK, GiveFeedback, FeedbackGiven, give_feedback);
    HTQ_ASKS(RECORD_BANK_HOLIDAY, RecordBankHoliday, BankHolidayRecorded, record_bank_holiday);
    HTQ_ASKS(RECORD_ROUTE, RecordRoute, RouteRecorded, record_route);
    HTQ_ASKS(ERASE_PERSON, ErasePerson, PersonErased, erase_person);
    HTQ_ASKS(PLACE_LEGAL_HOLD, PlaceLegalHold, LegalHoldPlaced, place_legal_hold);
    HTQ_ASKS(LIFT_LEGAL_HOLD, LiftLegalHold, LegalHoldLifted, lift_legal_hold);
    HTQ_ASKS(PLACE_CASE_LEGAL_HOLD, PlaceCaseLegalHold, CaseLegalHoldPlaced, place_case_legal_hold);
    HTQ_ASKS(LIFT_CASE_LEGAL_HOLD, LiftCaseLegalHold, CaseLegalHoldLifted, lift_case_legal_hold);
    HTQ_ASKS(RECORD_DISCLOSURE, RecordDisclosure, CaseDisclosed, record_disclosure);
    HTQ_ASKS(DISPOSE_OF_CASE, DisposeOfCase, CaseDisposed, dispose_of_case);
    HTQ_ASKS(SET_RETENTION_RULE, SetRetentionRule, RetentionRuleSet, set_retention_rule);
    HTQ_ASKS(DISPOSE_OF_RESPONSES, DisposeOfResponses, ResponsesDisposed, dispose_of_responses);
    HTQ_ASKS(DISPOSE_OF_ENQUIRY, DisposeOfEnquiry, EnquiryDisposed, dispose_of_enquiry);
    HTQ_ASKS(DISPOSE_OF_FEEDBACK, DisposeOfFeedback, FeedbackDisposed, dispose_of_feedback);
      // clang-format on
#undef HTQ_ASKS
  }
  return refuse(Refusal::bad_value, "The command is not one that this program knows.");
}

/// Who speaks for itself and its organisation alone; officials, secretaries and the bodies' people enter for
/// others, and the rules judge whether they may.
constexpr Roles kSpeakForThemselves{Role::APPLICANT,   Role::RESPONDENT,          Role::PEER_REVIEWER,
                                    Role::THIRD_PARTY, Role::STATUTORY_REGULATOR, Role::OFQUAL,
                                    Role::OFS};

/// Nobody is put on record as having spoken through somebody who may not speak for them.
Verdict names_nobody_else(const Actor& actor) {
  if (!kSpeakForThemselves.has(actor.role)) return accepted();
  if (actor.authority.empty() && (actor.on_behalf_of.empty() || actor.on_behalf_of == actor.organisation))
    return accepted();
  return refuse(Refusal::no_power,
                "In this role you act for yourself and your organisation, and for nobody else.");
}

/// A program that is still in use could not read an event of a level that the log has not been raised to.
Verdict may_be_written(NewEvents& events, std::uint16_t log_level) {
  for (std::size_t at = 0; at < events.size(); ++at) {
    const std::uint16_t level = level_of(events.record(at).getBody().which());
    if (level > log_level)
      return refuse(Refusal::log_level_too_low, "It is of level " + std::to_string(level) +
                                                    "; the log is at level " + std::to_string(log_level) +
                                                    ".");
  }
  return accepted();
}

/// Where callers find it, whoever may give the command is told; which log that is, those who look after it.
Refused has_moved(const Moved& moved, const Actor& actor) {
  constexpr Roles kLookAfterIt{Role::OPERATOR, Role::AUDITOR, Role::SYSTEM};
  Refused refused{.refusal = Refusal::office_has_moved};
  if (!moved.address.empty())
    refused.detail = "It goes on at " + moved.address + ".";
  else if (!actor.roles.both(kLookAfterIt).empty())
    refused.detail = "It goes on at " + moved.destination + ".";
  return refused;
}

}  // namespace

Decided decide(const Given& given, Command::Reader command, std::span<const Step> steps) {
  Decided decided;
  const auto taken = check_table(given, command.which(), steps);
  // Whose command it never is hears nothing else; of all others this office asks nothing more.
  const Moved& moved = given.office.moved;
  const bool is_theirs = taken || taken.error().refusal != Refusal::not_your_role;
  if (!moved.destination.empty() && is_theirs) {
    decided.refused = has_moved(moved, given.actor);
    return decided;
  }
  if (!taken) {
    decided.refused = taken.error();
    return decided;
  }
  decided.role = taken->actor.role;
  if (Verdict own = names_nobody_else(taken->actor); !own) {
    decided.refused = std::move(own).error();
    return decided;
  }
  if (Verdict verdict = judge(*taken, command, decided.events); !verdict) {
    decided.refused = std::move(verdict).error();
    // What is recorded of a refusal is the system's doing (domain.md 11, LateSubmissionRefused).
    if (decided.refused->recorded)
      decided.role = Role::SYSTEM;
    else
      decided.events = NewEvents();
  }
  if (Verdict writable = may_be_written(decided.events, given.office.log_level); !writable) {
    decided.refused = std::move(writable).error();
    decided.events = NewEvents();
  }
  return decided;
}

}  // namespace htq

// What one command alone knows: checks the event that would come about and fills in what the office computes.
// State, role and guards were checked by the table before. Each rule sees the event as the caller asked for
// it.
//
// Pure; any thread. A rule is found in decide/ by the part of the process that it belongs to.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/given.h"

namespace htq {

// decide/form.cc
Verdict register_interest(const Given& given, event::InterestRegistered::Builder event);
Verdict record_support_session(const Given& given, event::SupportSessionHeld::Builder event);
Verdict record_missed_support_session(const Given& given, event::SupportSessionMissed::Builder event);
Verdict grant_form_access(const Given& given, event::FormAccessGranted::Builder event);
Verdict start_application(const Given& given, event::ApplicationStarted::Builder event);
Verdict describe_qualification(const Given& given, event::QualificationDescribed::Builder event);
Verdict name_occupation(const Given& given, event::OccupationNamed::Builder event);
Verdict drop_occupation(const Given& given, event::OccupationDropped::Builder event);
Verdict give_recognition_number(const Given& given, event::RecognitionNumberGiven::Builder event);
Verdict accept_conditions_of_application(const Given& given,
                                         event::ConditionsOfApplicationAccepted::Builder event);

// decide/mapping.cc
Verdict provide_mapping(const Given& given, event::MappingProvided::Builder event);

// decide/documents.cc
Verdict attach_document(const Given& given, event::DocumentAttached::Builder event);
Verdict remove_document(const Given& given, event::DocumentRemoved::Builder event);
Verdict flag_sensitivity(const Given& given, event::SensitivityFlagged::Builder event);
Verdict lift_sensitivity(const Given& given, event::SensitivityLifted::Builder event);

// decide/submission.cc
/// Late: refused, and `body` then holds the LateSubmissionRefused that the system records.
Verdict submit_application(const Given& given, Body::Builder body);
Verdict admit_late_submission(const Given& given, event::LateSubmissionAdmitted::Builder event);
Verdict lapse_draft(const Given& given, event::DraftLapsed::Builder event);
Verdict confirm_receipt(const Given& given, event::ReceiptConfirmed::Builder event);
Verdict agree_timeline(const Given& given, event::TimelineAgreed::Builder event);
Verdict assign_case(const Given& given, event::CaseAssigned::Builder event);
Verdict refuse_eligibility(const Given& given, event::EligibilityRefused::Builder event);
Verdict correct_application(const Given& given, event::ApplicationCorrected::Builder event);

// decide/review.cc
Verdict request_information(const Given& given, event::InformationRequested::Builder event);
Verdict provide_information(const Given& given, event::InformationProvided::Builder event);
Verdict cancel_information_request(const Given& given, event::InformationRequestCancelled::Builder event);
Verdict lapse_information_request(const Given& given, event::InformationRequestLapsed::Builder event);
Verdict hold_case(const Given& given, event::CaseHeld::Builder event);
Verdict release_case(const Given& given, event::CaseReleased::Builder event);
Verdict open_for_consultation(const Given& given, event::OpenedForConsultation::Builder event);
Verdict end_consultation(const Given& given, event::ConsultationEnded::Builder event);
Verdict assess_criterion(const Given& given, event::CriterionAssessed::Builder event);
Verdict complete_advice(const Given& given, event::AdviceCompleted::Builder event);

// decide/peer_review.cc
Verdict commission_peer_review(const Given& given, event::PeerReviewCommissioned::Builder event);
Verdict accept_peer_review(const Given& given, event::PeerReviewAccepted::Builder event);
Verdict decline_peer_review(const Given& given, event::PeerReviewDeclined::Builder event);
Verdict submit_peer_review(const Given& given, event::PeerReviewReceived::Builder event);
Verdict waive_peer_review(const Given& given, event::PeerReviewWaived::Builder event);
Verdict discount_peer_review(const Given& given, event::PeerReviewDiscounted::Builder event);

// decide/regulators.cc
Verdict request_regulator_advice(const Given& given, event::RegulatorAdviceRequested::Builder event);
Verdict record_regulator_meeting(const Given& given, event::RegulatorMeetingHeld::Builder event);
Verdict record_regulator_advice(const Given& given, event::RegulatorAdviceReceived::Builder event);
Verdict record_regulator_advice_not_needed(const Given& given,
                                           event::RegulatorAdviceNotNeeded::Builder event);
Verdict request_statutory_advice(const Given& given, event::StatutoryAdviceRequested::Builder event);
Verdict record_statutory_advice(const Given& given, event::StatutoryAdviceReceived::Builder event);
Verdict report_regulatory_action(const Given& given, event::RegulatoryActionReported::Builder event);

// decide/recommendation.cc
Verdict make_panel_recommendation(const Given& given, event::PanelRecommendationMade::Builder event);
Verdict return_advice(const Given& given, event::AdviceReturned::Builder event);
Verdict give_assurance(const Given& given, event::AssuranceGiven::Builder event);

// decide/decision.cc
Verdict defer_decision(const Given& given, event::DecisionDeferred::Builder event);
Verdict take_decision(const Given& given, event::DecisionTaken::Builder event);
Verdict determine_copyright(const Given& given, event::CopyrightDetermined::Builder event);
Verdict issue_feedback(const Given& given, event::FeedbackIssued::Builder event);

// decide/changes.cc
Verdict move_resubmission_date(const Given& given, event::ResubmissionDateMoved::Builder event);
Verdict resubmit(const Given& given, event::ResubmissionReceived::Builder event);
Verdict return_changes(const Given& given, event::ChangesReturned::Builder event);
Verdict confirm_changes(const Given& given, event::ChangesConfirmed::Builder event);
Verdict refuse_changes(const Given& given, event::ChangesRefused::Builder event);
Verdict lapse_resubmission(const Given& given, event::ResubmissionLapsed::Builder event);
Verdict pass_cut_off(const Given& given, event::CutOffPassed::Builder event);

// decide/approval.cc
Verdict accept_copyright_transfer(const Given& given, event::CopyrightAccepted::Builder event);
Verdict accept_conditions_of_approval(const Given& given, event::ConditionsOfApprovalAccepted::Builder event);
Verdict lapse_acceptance(const Given& given, event::AcceptanceLapsed::Builder event);
Verdict list_publicly(const Given& given, event::ListedPublicly::Builder event);
Verdict correct_listing(const Given& given, event::ListingCorrected::Builder event);
Verdict record_earlier_approval(const Given& given, event::EarlierApprovalRecorded::Builder event);
Verdict withdraw_application(const Given& given, event::ApplicationWithdrawn::Builder event);
Verdict record_notice(const Given& given, event::NoticeIssued::Builder event);
Verdict record_failed_notice(const Given& given, event::NoticeFailed::Builder event);
Verdict correct_entry(const Given& given, event::EntryCorrected::Builder event);

// decide/log.cc
Verdict move_log(const Given& given, event::LogMoved::Builder event);
Verdict raise_log_level(const Given& given, event::LogLevelRaised::Builder event);

// decide/cycle.cc
Verdict announce_cycle(const Given& given, event::CycleAnnounced::Builder event);
Verdict schedule_window(const Given& given, event::WindowScheduled::Builder event);
Verdict open_window(const Given& given, event::WindowOpened::Builder event);
Verdict extend_window(const Given& given, event::WindowExtended::Builder event);
Verdict close_window(const Given& given, event::WindowClosed::Builder event);
Verdict record_submissions_turned_away(const Given& given, event::SubmissionsTurnedAway::Builder event);
Verdict publish_timeline(const Given& given, event::TimelinePublished::Builder event);
Verdict change_scope(const Given& given, event::ScopeChanged::Builder event);
Verdict set_criteria_version(const Given& given, event::CriteriaVersionSet::Builder event);
Verdict set_resubmission_date(const Given& given, event::ResubmissionDateSet::Builder event);
Verdict move_cut_off(const Given& given, event::CutOffMoved::Builder event);
Verdict change_duration_rule(const Given& given, event::DurationRuleChanged::Builder event);
Verdict publish_final_list(const Given& given, event::FinalListPublished::Builder event);
Verdict record_evaluation(const Given& given, event::EvaluationRecorded::Builder event);
Verdict close_cycle(const Given& given, event::CycleClosed::Builder event);

// decide/consultation.cc
Verdict plan_consultation(const Given& given, event::ConsultationPlanned::Builder event);
Verdict open_consultation(const Given& given, event::ConsultationOpened::Builder event);
Verdict extend_consultation(const Given& given, event::ConsultationExtended::Builder event);
Verdict respond_to_consultation(const Given& given, event::ResponseReceived::Builder event);
Verdict replace_response(const Given& given, event::ResponseReplaced::Builder event);
Verdict set_response_aside(const Given& given, event::ResponseSetAside::Builder event);
Verdict take_material_down(const Given& given, event::MaterialTakenDown::Builder event);
Verdict close_consultation(const Given& given, event::ConsultationClosed::Builder event);
Verdict summarise_consultation(const Given& given, event::ConsultationSummarised::Builder event);

// decide/meeting.cc
Verdict call_meeting(const Given& given, event::MeetingCalled::Builder event);
Verdict issue_papers(const Given& given, event::PapersIssued::Builder event);
Verdict declare_interest(const Given& given, event::InterestDeclared::Builder event);
Verdict recuse_member(const Given& given, event::MemberRecused::Builder event);
Verdict hold_meeting(const Given& given, event::MeetingHeld::Builder event);
Verdict adjourn_meeting(const Given& given, event::MeetingAdjourned::Builder event);

// decide/publication.cc
Verdict issue_publication(const Given& given, event::PublicationIssued::Builder event);
Verdict replace_publication(const Given& given, event::PublicationReplaced::Builder event);
Verdict receive_enquiry(const Given& given, event::EnquiryReceived::Builder event);
Verdict answer_enquiry(const Given& given, event::EnquiryAnswered::Builder event);
Verdict invite_feedback(const Given& given, event::FeedbackInvited::Builder event);
Verdict give_feedback(const Given& given, event::FeedbackGiven::Builder event);

// decide/standard.cc
Verdict publish_standard_version(const Given& given, event::StandardVersionPublished::Builder event);
Verdict record_occupation(const Given& given, event::OccupationRecorded::Builder event);
Verdict schedule_standard_review(const Given& given, event::StandardReviewScheduled::Builder event);
Verdict publish_standard_draft(const Given& given, event::StandardDraftPublished::Builder event);
Verdict retire_standard(const Given& given, event::StandardRetired::Builder event);
Verdict replace_standard(const Given& given, event::StandardReplaced::Builder event);
Verdict merge_standard(const Given& given, event::StandardMerged::Builder event);
Verdict rename_standard(const Given& given, event::StandardRenamed::Builder event);
Verdict change_standard_level(const Given& given, event::StandardLevelChanged::Builder event);
Verdict propose_occupation(const Given& given, event::OccupationProposed::Builder event);
Verdict record_bank_holiday(const Given& given, event::BankHolidayRecorded::Builder event);
Verdict record_route(const Given& given, event::RouteRecorded::Builder event);

// decide/organisation.cc
Verdict register_organisation(const Given& given, event::OrganisationRegistered::Builder event);
Verdict record_recognition(const Given& given, event::RecognitionRecorded::Builder event);
Verdict record_lost_recognition(const Given& given, event::RecognitionLost::Builder event);
Verdict record_oia_membership(const Given& given, event::OiaMembershipRecorded::Builder event);
Verdict rename_organisation(const Given& given, event::OrganisationRenamed::Builder event);
Verdict merge_organisation(const Given& given, event::OrganisationMerged::Builder event);
Verdict name_representative(const Given& given, event::RepresentativeNamed::Builder event);

// decide/body.cc
Verdict establish_body(const Given& given, event::BodyEstablished::Builder event);
Verdict abolish_body(const Given& given, event::BodyAbolished::Builder event);
Verdict delegate_power(const Given& given, event::PowerDelegated::Builder event);
Verdict end_delegation(const Given& given, event::DelegationEnded::Builder event);
Verdict make_appointment(const Given& given, event::AppointmentMade::Builder event);
Verdict end_appointment(const Given& given, event::AppointmentEnded::Builder event);

// decide/person.cc
Verdict erase_person(const Given& given, event::PersonErased::Builder event);
Verdict place_legal_hold(const Given& given, event::LegalHoldPlaced::Builder event);
Verdict lift_legal_hold(const Given& given, event::LegalHoldLifted::Builder event);

// Shared by several (decide/common.cc).
/// The criteria that officials rate for each occupation; the others are gates (domain.md section 6).
std::span<const Criterion> rated_criteria();
/// When a draft that was never submitted lapses; nothing while a window is open or its days are not known.
std::optional<Instant> lapse_of_draft(const Office& office, const CaseState& file);
/// Sets both halves of a deadline: the end of the n-th working day after `from`.
void set_working_days(Deadline::Builder deadline, Instant from, int days, const BankHolidays& holidays);
/// A deadline that the caller may set, still ahead; left out, it is so many working days from now.
Verdict ahead_or_days(Deadline::Builder deadline, int days, const Given& given, std::string_view field);
/// A text that must not be empty.
Verdict required(capnp::Text::Reader text, std::string_view field);
Verdict required(Deadline::Reader deadline, std::string_view field);
Verdict required(Moment::Reader moment, std::string_view field);
/// A deadline that still lies ahead.
Verdict ahead(Deadline::Reader deadline, const Given& given, std::string_view field);

}  // namespace htq

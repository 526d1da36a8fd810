# The record: the envelope of every event, and the union of all that can happen. Its canonical bytes are what is stored,
# hashed, sent and exported; they are the same everywhere. Ordinals are never reused.
@0xc9e3f40516273849;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;
using Words = import "vocabulary.capnp";
using Case = import "event_case.capnp";
using Office = import "event_office.capnp";

struct Record {
  struct Actor {
    # Who did it: the person or service that typed it, and for whom.
    subject @0 :Text $visibleTo(internal) $Policy.namesPerson;  # a pseudonym, never a name
    role @1 :Words.Role $visibleTo(applicant);
    organisation @2 :Text $visibleTo(applicant);
    onBehalfOf @3 :Text $visibleTo(internal) $Policy.namesPerson;  # the body, regulator or person it is entered for
    authority @4 :Text $visibleTo(internal) $Policy.namesPerson;  # the delegation it rests on, where power was delegated
  }

  position @0 :UInt64 $visibleTo(applicant) $Policy.position;  # from 1, without gap or reuse: the one order of an office
  streamKind @1 :Words.StreamKind $visibleTo(applicant);
  stream @2 :Text $visibleTo(applicant);
  version @3 :UInt64 $visibleTo(internal);     # of the stream, from 1
  receivedAt @4 :Int64 $visibleTo(applicant) $Policy.instant;  # last byte of the request; windows are judged by it
  recordedAt @5 :Int64 $visibleTo(applicant) $Policy.instant;  # strictly rising
  occurredAt @6 :Int64 $visibleTo(applicant) $Policy.instant;  # never after recordedAt
  actor @7 :Actor $visibleTo(applicant);
  commandId @8 :Text $visibleTo(internal);     # unique within the subject
  commandDigest @9 :Data $visibleTo(nobody);   # keyed hash of the command's canonical bytes, 16 bytes
  commandPart @10 :UInt16 $visibleTo(internal);   # this record is part n, from 1 …
  commandParts @11 :UInt16 $visibleTo(internal);  # … of so many of one command, all at consecutive positions
  causedBy @12 :UInt64 $visibleTo(internal) $Policy.position;   # position that led to it, where the office itself acted; 0: nothing
  epoch @13 :UInt64 $visibleTo(internal);      # raised by each WriterElected
  previous @14 :Data $visibleTo(internal) $Policy.hex;  # SHA-256 of the record before; empty for the first
  salt @15 :Data $visibleTo(nobody);           # 16 random bytes, so that no published hash confirms a guess
  level @16 :UInt16 $visibleTo(internal);      # log level from which this record may be written
  traceparent @17 :Text $visibleTo(internal);  # W3C trace context, if the caller sent one
  body @18 :Body $visibleTo(applicant);
}

struct Body $visibleTo(applicant) {
  # What happened. $on names the kind of stream that the event belongs to.
  union {
    interestRegistered @0 :Case.InterestRegistered $Policy.on("case");
    supportSessionBooked @1 :Case.SupportSessionBooked $Policy.on("case");
    supportSessionHeld @2 :Case.SupportSessionHeld $Policy.on("case");
    supportSessionMissed @3 :Case.SupportSessionMissed $Policy.on("case");
    formAccessGranted @4 :Case.FormAccessGranted $Policy.on("case");
    applicationStarted @5 :Case.ApplicationStarted $Policy.on("case");
    qualificationDescribed @6 :Case.QualificationDescribed $Policy.on("case");
    occupationNamed @7 :Case.OccupationNamed $Policy.on("case");
    occupationDropped @8 :Case.OccupationDropped $Policy.on("case");
    mappingProvided @9 :Case.MappingProvided $Policy.on("case");
    recognitionNumberGiven @10 :Case.RecognitionNumberGiven $Policy.on("case");
    conditionsOfApplicationAccepted @11 :Case.ConditionsOfApplicationAccepted $Policy.on("case");
    documentAttached @12 :Case.DocumentAttached $Policy.on("case");
    documentRemoved @13 :Case.DocumentRemoved $Policy.on("case");
    sensitivityFlagged @14 :Case.SensitivityFlagged $Policy.on("case");
    sensitivityLifted @15 :Case.SensitivityLifted $Policy.on("case");
    applicationSubmitted @16 :Case.ApplicationSubmitted $Policy.on("case");
    lateSubmissionRefused @17 :Case.LateSubmissionRefused $Policy.on("case");
    lateSubmissionAdmitted @18 :Case.LateSubmissionAdmitted $Policy.on("case");
    draftLapsed @19 :Case.DraftLapsed $Policy.on("case");
    receiptConfirmed @20 :Case.ReceiptConfirmed $Policy.on("case");
    timelineAgreed @21 :Case.TimelineAgreed $Policy.on("case");
    caseAssigned @22 :Case.CaseAssigned $Policy.on("case");
    eligibilityConfirmed @23 :Case.EligibilityConfirmed $Policy.on("case");
    eligibilityRefused @24 :Case.EligibilityRefused $Policy.on("case");
    applicationCorrected @25 :Case.ApplicationCorrected $Policy.on("case");
    informationRequested @26 :Case.InformationRequested $Policy.on("case");
    informationProvided @27 :Case.InformationProvided $Policy.on("case");
    informationRequestCancelled @28 :Case.InformationRequestCancelled $Policy.on("case");
    informationRequestLapsed @29 :Case.InformationRequestLapsed $Policy.on("case");
    caseHeld @30 :Case.CaseHeld $Policy.on("case");
    caseReleased @31 :Case.CaseReleased $Policy.on("case");
    openedForConsultation @32 :Case.OpenedForConsultation $Policy.on("case");
    consultationEnded @33 :Case.ConsultationEnded $Policy.on("case");
    peerReviewCommissioned @34 :Case.PeerReviewCommissioned $Policy.on("case");
    peerReviewDeclined @35 :Case.PeerReviewDeclined $Policy.on("case");
    peerReviewReceived @36 :Case.PeerReviewReceived $Policy.on("case");
    peerReviewWaived @37 :Case.PeerReviewWaived $Policy.on("case");
    peerReviewDiscounted @38 :Case.PeerReviewDiscounted $Policy.on("case");
    regulatorAdviceRequested @39 :Case.RegulatorAdviceRequested $Policy.on("case");
    regulatorMeetingHeld @40 :Case.RegulatorMeetingHeld $Policy.on("case");
    regulatorAdviceReceived @41 :Case.RegulatorAdviceReceived $Policy.on("case");
    regulatorAdviceNotNeeded @42 :Case.RegulatorAdviceNotNeeded $Policy.on("case");
    statutoryAdviceRequested @43 :Case.StatutoryAdviceRequested $Policy.on("case");
    statutoryAdviceReceived @44 :Case.StatutoryAdviceReceived $Policy.on("case");
    regulatoryActionReported @45 :Case.RegulatoryActionReported $Policy.on("case");
    criterionAssessed @46 :Case.CriterionAssessed $Policy.on("case");
    analysisCompleted @47 :Case.AnalysisCompleted $Policy.on("case");
    adviceCompleted @48 :Case.AdviceCompleted $Policy.on("case");
    panelRecommendationMade @49 :Case.PanelRecommendationMade $Policy.on("case");
    adviceReturned @50 :Case.AdviceReturned $Policy.on("case");
    assuranceGiven @51 :Case.AssuranceGiven $Policy.on("case");
    decisionDeferred @52 :Case.DecisionDeferred $Policy.on("case");
    decisionTaken @53 :Case.DecisionTaken $Policy.on("case");
    copyrightDetermined @54 :Case.CopyrightDetermined $Policy.on("case");
    feedbackIssued @55 :Case.FeedbackIssued $Policy.on("case");
    resubmissionDateMoved @56 :Case.ResubmissionDateMoved $Policy.on("case");
    resubmissionReceived @57 :Case.ResubmissionReceived $Policy.on("case");
    changesReturned @58 :Case.ChangesReturned $Policy.on("case");
    changesConfirmed @59 :Case.ChangesConfirmed $Policy.on("case");
    changesRefused @60 :Case.ChangesRefused $Policy.on("case");
    resubmissionLapsed @61 :Case.ResubmissionLapsed $Policy.on("case");
    cutOffPassed @62 :Case.CutOffPassed $Policy.on("case");
    copyrightAccepted @63 :Case.CopyrightAccepted $Policy.on("case");
    conditionsOfApprovalAccepted @64 :Case.ConditionsOfApprovalAccepted $Policy.on("case");
    acceptanceLapsed @65 :Case.AcceptanceLapsed $Policy.on("case");
    listedPublicly @66 :Case.ListedPublicly $Policy.on("case");
    listingCorrected @67 :Case.ListingCorrected $Policy.on("case");
    applicationWithdrawn @68 :Case.ApplicationWithdrawn $Policy.on("case");
    noticeIssued @69 :Case.NoticeIssued $Policy.on("case");
    noticeFailed @70 :Case.NoticeFailed $Policy.on("case");
    entryCorrected @71 :Case.EntryCorrected $Policy.on("case");
    writerElected @72 :Office.WriterElected $Policy.on("office");
    cycleAnnounced @73 :Office.CycleAnnounced $Policy.on("cycle");
    windowScheduled @74 :Office.WindowScheduled $Policy.on("cycle");
    windowOpened @75 :Office.WindowOpened $Policy.on("cycle");
    windowExtended @76 :Office.WindowExtended $Policy.on("cycle");
    windowClosed @77 :Office.WindowClosed $Policy.on("cycle");
    timelinePublished @78 :Office.TimelinePublished $Policy.on("cycle");
    scopeChanged @79 :Office.ScopeChanged $Policy.on("cycle");
    criteriaVersionSet @80 :Office.CriteriaVersionSet $Policy.on("cycle");
    resubmissionDateSet @81 :Office.ResubmissionDateSet $Policy.on("cycle");
    cutOffMoved @82 :Office.CutOffMoved $Policy.on("cycle");
    durationRuleChanged @83 :Office.DurationRuleChanged $Policy.on("cycle");
    finalListPublished @84 :Office.FinalListPublished $Policy.on("cycle");
    evaluationRecorded @85 :Office.EvaluationRecorded $Policy.on("cycle");
    cycleClosed @86 :Office.CycleClosed $Policy.on("cycle");
    consultationPlanned @87 :Office.ConsultationPlanned $Policy.on("consultation");
    consultationOpened @88 :Office.ConsultationOpened $Policy.on("consultation");
    consultationExtended @89 :Office.ConsultationExtended $Policy.on("consultation");
    responseReceived @90 :Office.ResponseReceived $Policy.on("consultation");
    responseReplaced @91 :Office.ResponseReplaced $Policy.on("consultation");
    responseSetAside @92 :Office.ResponseSetAside $Policy.on("consultation");
    materialTakenDown @93 :Office.MaterialTakenDown $Policy.on("consultation");
    consultationClosed @94 :Office.ConsultationClosed $Policy.on("consultation");
    consultationSummarised @95 :Office.ConsultationSummarised $Policy.on("consultation");
    meetingCalled @96 :Office.MeetingCalled $Policy.on("meeting");
    papersIssued @97 :Office.PapersIssued $Policy.on("meeting");
    interestDeclared @98 :Office.InterestDeclared $Policy.on("meeting");
    memberRecused @99 :Office.MemberRecused $Policy.on("meeting");
    meetingHeld @100 :Office.MeetingHeld $Policy.on("meeting");
    meetingAdjourned @101 :Office.MeetingAdjourned $Policy.on("meeting");
    publicationIssued @102 :Office.PublicationIssued $Policy.on("publication");
    publicationReplaced @103 :Office.PublicationReplaced $Policy.on("publication");
    enquiryReceived @104 :Office.EnquiryReceived $Policy.on("enquiry");
    enquiryAnswered @105 :Office.EnquiryAnswered $Policy.on("enquiry");
    standardVersionPublished @106 :Office.StandardVersionPublished $Policy.on("standard");
    occupationRecorded @107 :Office.OccupationRecorded $Policy.on("standard");
    standardReviewScheduled @108 :Office.StandardReviewScheduled $Policy.on("standard");
    standardDraftPublished @109 :Office.StandardDraftPublished $Policy.on("standard");
    standardRetired @110 :Office.StandardRetired $Policy.on("standard");
    standardReplaced @111 :Office.StandardReplaced $Policy.on("standard");
    standardMerged @112 :Office.StandardMerged $Policy.on("standard");
    standardRenamed @113 :Office.StandardRenamed $Policy.on("standard");
    standardLevelChanged @114 :Office.StandardLevelChanged $Policy.on("standard");
    occupationProposed @115 :Office.OccupationProposed $Policy.on("standard");
    organisationRegistered @116 :Office.OrganisationRegistered $Policy.on("organisation");
    recognitionRecorded @117 :Office.RecognitionRecorded $Policy.on("organisation");
    recognitionLost @118 :Office.RecognitionLost $Policy.on("organisation");
    oiaMembershipRecorded @119 :Office.OiaMembershipRecorded $Policy.on("organisation");
    organisationRenamed @120 :Office.OrganisationRenamed $Policy.on("organisation");
    organisationMerged @121 :Office.OrganisationMerged $Policy.on("organisation");
    representativeNamed @122 :Office.RepresentativeNamed $Policy.on("organisation");
    bodyEstablished @123 :Office.BodyEstablished $Policy.on("body");
    bodyAbolished @124 :Office.BodyAbolished $Policy.on("body");
    powerDelegated @125 :Office.PowerDelegated $Policy.on("body");
    delegationEnded @126 :Office.DelegationEnded $Policy.on("body");
    appointmentMade @127 :Office.AppointmentMade $Policy.on("body");
    appointmentEnded @128 :Office.AppointmentEnded $Policy.on("body");
    feedbackInvited @129 :Office.FeedbackInvited $Policy.on("processFeedback");
    feedbackGiven @130 :Office.FeedbackGiven $Policy.on("processFeedback");
    bankHolidayRecorded @131 :Office.BankHolidayRecorded $Policy.on("calendar");
    routeRecorded @132 :Office.RouteRecorded $Policy.on("route");
    earlierApprovalRecorded @133 :Case.EarlierApprovalRecorded $Policy.on("case");
    logLevelRaised @134 :Office.LogLevelRaised $Policy.on("office");
    submissionsTurnedAway @135 :Office.SubmissionsTurnedAway $Policy.on("cycle");
    peerReviewAccepted @136 :Case.PeerReviewAccepted $Policy.on("case");
    personErased @137 :Office.PersonErased $Policy.on("person");
    legalHoldPlaced @138 :Office.LegalHoldPlaced $Policy.on("person");
    legalHoldLifted @139 :Office.LegalHoldLifted $Policy.on("person");
    caseLegalHoldPlaced @140 :Case.CaseLegalHoldPlaced $Policy.on("case");
    caseLegalHoldLifted @141 :Case.CaseLegalHoldLifted $Policy.on("case");
    caseDisclosed @142 :Case.CaseDisclosed $Policy.on("case");
    caseDisposed @143 :Case.CaseDisposed $Policy.on("case");
    retentionRuleSet @144 :Office.RetentionRuleSet $Policy.on("retention");
    responsesDisposed @145 :Office.RecordsDisposed $Policy.on("consultation");
    enquiryDisposed @146 :Office.RecordsDisposed $Policy.on("enquiry");
    feedbackDisposed @147 :Office.RecordsDisposed $Policy.on("processFeedback");
    logMoved @148 :Office.LogMoved $Policy.on("office");
  }
}

# What happens to a case, from registration of interest to the public list (domain.md sections 8, 9 and 11).
# A command asks with the same struct: what the caller may not say is marked $computed, and the office fills it in.
@0xa7c1d2e3f4051627;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::event");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;
using Words = import "vocabulary.capnp";

# Registration and the form

struct InterestRegistered $visibleTo(applicant) $Policy.summary("{organisationName} registered interest in {cycle}.") {
  organisation @0 :Text $visibleTo(applicant) $Policy.reference("slug");
  organisationName @1 :Text $visibleTo(applicant) $Policy.computed;  # as it was called on the day
  cycle @2 :Text $visibleTo(applicant) $Policy.reference("slug");
  earlierCase @3 :Text $visibleTo(applicant) $Policy.reference("case");  # the case this one succeeds: carried over, withdrawn or refused
}

struct SupportSessionBooked $visibleTo(applicant) $Policy.summary("Support session booked[ for {at}].") {
  at @0 :Words.Moment $visibleTo(applicant);
}

struct SupportSessionHeld $visibleTo(applicant) $Policy.summary("Support session held on {on}.") {
  on @0 :Text $visibleTo(applicant) $Policy.day;
  advice @1 :Text $visibleTo(internal) $Policy.disposable;  # kept with the case
}

struct SupportSessionMissed $visibleTo(applicant) $Policy.summary("Support session on {on} missed: {reason}") {
  on @0 :Text $visibleTo(applicant) $Policy.day;
  reason @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct FormAccessGranted $visibleTo(applicant) $Policy.summary("Application form opened.") {
  sessionRequired @0 :Bool $visibleTo(applicant) $Policy.computed;  # whether the edition asked for a session first
}

struct ApplicationStarted $visibleTo(applicant) $Policy.summary("Application started.") {
  privacyNotice @0 :Text $visibleTo(applicant);  # version of the notice shown
}

struct QualificationDescribed $visibleTo(applicant) $Policy.summary("Qualification described: {title}, level {level}.") {
  title @0 :Text $visibleTo(applicant);
  level @1 :UInt8 $visibleTo(applicant);
  kind @2 :Words.QualificationKind $visibleTo(applicant);
  number @3 :Text $visibleTo(applicant);  # on the Ofqual register, such as 603/2476/0
  isNew @4 :Bool $visibleTo(applicant);
  route @5 :Text $visibleTo(applicant);  # the lead route, whose panel recommends
}

struct OccupationNamed $visibleTo(applicant) $Policy.summary("Occupation named: {occupation.standard} {title}.") {
  occupation @0 :Words.Occupation $visibleTo(applicant);
  title @1 :Text $visibleTo(applicant) $Policy.computed;  # of the standard, on the day
  level @2 :UInt8 $visibleTo(applicant) $Policy.computed;  # of the standard, on the day
  regulator @3 :Words.Regulator $visibleTo(applicant) $Policy.computed;  # by statute; none: not a regulated occupation
  priorContact @4 :Text $visibleTo(applicant) $Policy.reference("slug");  # the enquiry on level 4 against 5, where the edition asks for one
}

struct OccupationDropped $visibleTo(applicant) $Policy.summary("Occupation dropped: {standard}.") {
  standard @0 :Text $visibleTo(applicant) $Policy.reference("standard");
  option @1 :Text $visibleTo(applicant);
  reason @2 :Text $visibleTo(applicant) $Policy.disposable;
}

struct MappingProvided $visibleTo(applicant) $Policy.summary("Mapping provided in {document}, {coverage.count line}.") {
  document @0 :Text $visibleTo(applicant) $Policy.document $Policy.reference("slug");
  units @1 :List(Words.Unit) $visibleTo(applicant);
  groups @2 :List(Words.UnitGroup) $visibleTo(applicant);
  coverage @3 :List(Words.KsbCoverage) $visibleTo(applicant);
  findings @4 :List(Text) $visibleTo(applicant) $Policy.computed;  # what the rules on mapping notice
}

struct RecognitionNumberGiven $visibleTo(applicant) $Policy.summary("Recognition by {recognition.regulator} given.") {
  recognition @0 :Words.Recognition $visibleTo(internal);
}

struct ConditionsOfApplicationAccepted $visibleTo(applicant) $Policy.summary("Conditions of application accepted, version {version}.") {
  version @0 :Text $visibleTo(applicant);
}

struct DocumentAttached $visibleTo(applicant) $Policy.summary("Document attached: {document.name}.") {
  document @0 :Words.Document $visibleTo(applicant);
}

struct DocumentRemoved $visibleTo(applicant) $Policy.summary("Document {document} removed from the draft.") {
  document @0 :Text $visibleTo(applicant) $Policy.document $Policy.reference("slug");
}

struct SensitivityFlagged $visibleTo(applicant) $Policy.summary("Document {document} flagged as sensitive.") {
  document @0 :Text $visibleTo(applicant) $Policy.document $Policy.reference("slug");
  reason @1 :Text $visibleTo(applicant) $Policy.disposable;
  exposedSince @2 :Int64 $visibleTo(applicant) $Policy.instant $Policy.computed;  # it was open to consultation from then until now; 0: it was not
}

struct SensitivityLifted $visibleTo(applicant) $Policy.summary("Document {document} may be used for the consultation.") {
  document @0 :Text $visibleTo(applicant) $Policy.document $Policy.reference("slug");
}

# Submission

struct ApplicationSubmitted $visibleTo(applicant) $Policy.summary("Application submitted in window {window}.") {
  window @0 :Text $visibleTo(applicant) $Policy.computed;
  criteriaVersion @1 :Text $visibleTo(applicant) $Policy.computed;  # the case is judged by it for ever
  contentHash @2 :Data $visibleTo(applicant) $Policy.hex $Policy.computed;  # SHA-256 of what was submitted
  closes @3 :Int64 $visibleTo(applicant) $Policy.instant $Policy.computed;  # of the window, as it stood
}

struct LateSubmissionRefused $visibleTo(applicant) $Policy.summary("Submission received after window {window} closed: refused.") {
  window @0 :Text $visibleTo(applicant) $Policy.computed;
  closed @1 :Int64 $visibleTo(applicant) $Policy.instant $Policy.computed;
  contentHash @2 :Data $visibleTo(applicant) $Policy.hex $Policy.computed;
}

struct LateSubmissionAdmitted $visibleTo(applicant) $Policy.summary("Late submission admitted: {ground}") {
  ground @0 :Text $visibleTo(applicant) $Policy.disposable;
  evidence @1 :Text $visibleTo(applicant) $Policy.disposable;
  window @2 :Text $visibleTo(applicant) $Policy.computed;
  criteriaVersion @3 :Text $visibleTo(applicant) $Policy.computed;
  contentHash @4 :Data $visibleTo(applicant) $Policy.hex $Policy.computed;
}

struct DraftLapsed $visibleTo(applicant) $Policy.summary("Never submitted: lapsed.") {
  window @0 :Text $visibleTo(applicant) $Policy.computed;
}

struct ReceiptConfirmed $visibleTo(applicant) $Policy.summary("Receipt confirmed, feedback promised by {feedbackBy}.") {
  feedbackBy @0 :Words.Deadline $visibleTo(applicant);
}

struct TimelineAgreed $visibleTo(applicant) $Policy.summary("Timeline agreed, feedback promised by {feedbackBy}[: {reason}|.]") {
  feedbackBy @0 :Words.Deadline $visibleTo(applicant);
  reason @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct CaseAssigned $visibleTo(internal) $Policy.summary("Case assigned to {official}.") {
  official @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
}

struct EligibilityConfirmed $visibleTo(applicant) $Policy.summary("Eligibility confirmed.") {
  note @0 :Text $visibleTo(internal) $Policy.disposable;
}

struct EligibilityRefused $visibleTo(applicant) $Policy.summary("Ineligible: {reasons}") {
  gates @0 :List(Words.Criterion) $visibleTo(applicant);
  reasons @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct ApplicationCorrected $visibleTo(applicant) $Policy.summary("Application corrected: {what}") {
  what @0 :Text $visibleTo(applicant) $Policy.disposable;
  qualification @1 :QualificationDescribed $visibleTo(applicant);  # as it is now; left out: unchanged
  recognitions @2 :List(Words.Recognition) $visibleTo(internal);
  dropped @3 :List(Text) $visibleTo(applicant);  # standards no longer named
  contentHash @4 :Data $visibleTo(applicant) $Policy.hex $Policy.computed;
}

# Review

struct InformationRequested $visibleTo(applicant) $Policy.summary("Information requested by {due}: {question}") {
  question @0 :Text $visibleTo(applicant) $Policy.disposable;
  due @1 :Words.Deadline $visibleTo(applicant);  # left out: the edition's days
  request @2 :UInt16 $visibleTo(applicant) $Policy.computed;
}

struct InformationProvided $visibleTo(applicant) $Policy.summary("Information provided on request {request}.") {
  request @0 :UInt16 $visibleTo(applicant);
  answer @1 :Text $visibleTo(applicant) $Policy.disposable;
  documents @2 :List(Words.Document) $visibleTo(applicant);
}

struct InformationRequestCancelled $visibleTo(applicant) $Policy.summary("Request {request} cancelled: {reason}") {
  request @0 :UInt16 $visibleTo(applicant);
  reason @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct InformationRequestLapsed $visibleTo(applicant) $Policy.summary("Request {request} lapsed unanswered.") {
  request @0 :UInt16 $visibleTo(applicant);
}

struct CaseHeld $visibleTo(applicant) $Policy.summary("Case held: {ground}.") {
  ground @0 :Words.HoldGround $visibleTo(applicant);
  reason @1 :Text $visibleTo(internal) $Policy.disposable;
}

struct CaseReleased $visibleTo(applicant) $Policy.summary("Case released.") {
  reason @0 :Text $visibleTo(internal) $Policy.disposable;
}

struct OpenedForConsultation $visibleTo(applicant) $Policy.summary("Consultation open until {closes}.") {
  consultation @0 :Text $visibleTo(applicant) $Policy.reference("slug");
  closes @1 :Words.Deadline $visibleTo(applicant);
}

struct ConsultationEnded $visibleTo(applicant) $Policy.summary("Consultation ended: {reason}.") {
  consultation @0 :Text $visibleTo(applicant) $Policy.reference("slug");
  reason @1 :Text $visibleTo(applicant);
}

struct PeerReviewCommissioned $visibleTo(internal) $Policy.summary("Peer review commissioned from {reviewer}, due {due}.") {
  reviewer @0 :Text $visibleTo(restricted) $Policy.reference("slug") $Policy.namesPerson;
  due @1 :Words.Deadline $visibleTo(restricted);
}

struct PeerReviewDeclined $visibleTo(internal) $Policy.summary("Peer review declined by {reviewer}.") {
  reviewer @0 :Text $visibleTo(restricted) $Policy.reference("slug") $Policy.computed $Policy.namesPerson;
  reason @1 :Text $visibleTo(restricted) $Policy.disposable;
}

struct PeerReviewReceived $visibleTo(internal) $Policy.summary("Peer review received from {reviewer}.") {
  reviewer @0 :Text $visibleTo(restricted) $Policy.reference("slug") $Policy.computed $Policy.namesPerson;
  noConflict @1 :Bool $visibleTo(restricted);  # declared
  comment @2 :Text $visibleTo(restricted) $Policy.disposable;
  documentHash @3 :Data $visibleTo(restricted) $Policy.hex;
}

struct PeerReviewWaived $visibleTo(internal) $Policy.summary("Peer review waived: {reason}") {
  reviewer @0 :Text $visibleTo(restricted) $Policy.reference("slug") $Policy.namesPerson;  # left out: none was commissioned and none will be
  reason @1 :Text $visibleTo(restricted) $Policy.disposable;
}

struct PeerReviewDiscounted $visibleTo(internal) $Policy.summary("Peer review of {reviewer} discounted: {reason}") {
  reviewer @0 :Text $visibleTo(restricted) $Policy.reference("slug") $Policy.namesPerson;
  reason @1 :Text $visibleTo(restricted) $Policy.disposable;
}

struct PeerReviewAccepted $visibleTo(internal) $Policy.summary("Peer review taken on by {reviewer}: no conflict of interest.") {
  # From here on the reviewer sees the case.
  reviewer @0 :Text $visibleTo(restricted) $Policy.reference("slug") $Policy.computed $Policy.namesPerson;
  noConflict @1 :Bool $visibleTo(restricted);  # declared
}

struct RegulatorAdviceRequested $visibleTo(internal) $Policy.summary("Advice requested from {regulator}, due {due}.") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  due @1 :Words.Deadline $visibleTo(internal);
}

struct RegulatorMeetingHeld $visibleTo(internal) $Policy.summary("Meeting with {regulator} on {on}.") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  on @1 :Text $visibleTo(internal) $Policy.day;
  note @2 :Text $visibleTo(internal) $Policy.disposable;
}

struct RegulatorAdviceReceived $visibleTo(internal) $Policy.summary("Advice received from {regulator}.") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  advice @1 :Text $visibleTo(internal) $Policy.disposable;
  documentHash @2 :Data $visibleTo(internal) $Policy.hex;
}

struct RegulatorAdviceNotNeeded $visibleTo(internal) $Policy.summary("Regulator's advice not needed: {reason}") {
  reason @0 :Text $visibleTo(internal) $Policy.disposable;
}

struct StatutoryAdviceRequested $visibleTo(internal) $Policy.summary("Statutory advice requested from {regulator}, due {due}.") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  due @1 :Words.Deadline $visibleTo(internal);
}

struct StatutoryAdviceReceived $visibleTo(internal) $Policy.summary("Statutory advice received from {regulator}.") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  advice @1 :Text $visibleTo(internal) $Policy.disposable;
  documentHash @2 :Data $visibleTo(internal) $Policy.hex;
}

struct RegulatoryActionReported $visibleTo(internal) $Policy.summary("Regulatory action reported by {regulator}.") {
  regulator @0 :Words.Regulator $visibleTo(restricted);
  report @1 :Text $visibleTo(restricted) $Policy.disposable;
}

struct CriterionAssessed $visibleTo(internal) $Policy.summary("Rating of {criterion} for {standard}: {rating}.") {
  criterion @0 :Words.Criterion $visibleTo(internal);
  standard @1 :Text $visibleTo(internal) $Policy.reference("standard");
  rating @2 :Words.Rating $visibleTo(internal);
  reasons @3 :Text $visibleTo(internal) $Policy.disposable;
}

struct AnalysisCompleted $visibleTo(internal) $Policy.summary("Analysis complete.") {
  note @0 :Text $visibleTo(internal) $Policy.disposable;
}

struct AdviceCompleted $visibleTo(internal) $Policy.summary("Advice for the panel complete, {papers.count paper}.") {
  summary @0 :Text $visibleTo(internal) $Policy.disposable;
  papers @1 :List(Data) $visibleTo(internal) $Policy.hex;  # SHA-256 of each paper
}

# Recommendation, assurance, decision

struct PanelRecommendationMade $visibleTo(internal) $Policy.summary("Panel recommends: {outcome}.") {
  meeting @0 :Text $visibleTo(internal) $Policy.reference("slug");
  outcome @1 :Words.Outcome $visibleTo(internal) $Policy.computed;  # the least favourable of the occupations
  verdicts @2 :List(Words.OccupationVerdict) $visibleTo(internal);  # one for each occupation
  reasons @3 :Text $visibleTo(internal) $Policy.disposable;
  body @4 :Text $visibleTo(internal) $Policy.computed;
  present @5 :UInt16 $visibleTo(internal) $Policy.computed;  # members who could vote on this case
  quorum @6 :UInt16 $visibleTo(internal) $Policy.computed;
}

struct AdviceReturned $visibleTo(internal) $Policy.summary("Advice returned: {reason}") {
  reason @0 :Text $visibleTo(internal) $Policy.disposable;
}

struct AssuranceGiven $visibleTo(internal) $Policy.summary("Assured: the criteria were applied correctly.") {
  meeting @0 :Text $visibleTo(internal) $Policy.reference("slug");
  note @1 :Text $visibleTo(internal) $Policy.disposable;
  body @2 :Text $visibleTo(internal) $Policy.computed;
}

struct DecisionDeferred $visibleTo(applicant) $Policy.summary("Decision deferred, feedback promised by {feedbackBy}.") {
  missing @0 :Text $visibleTo(applicant) $Policy.disposable;
  feedbackBy @1 :Words.Deadline $visibleTo(applicant);
  meeting @2 :Text $visibleTo(internal) $Policy.reference("slug");
}

struct DecisionTaken $visibleTo(applicant) $Policy.summary("Decision: {outcome}.") {
  outcome @0 :Words.Outcome $visibleTo(applicant);
  verdicts @1 :List(Words.OccupationVerdict) $visibleTo(applicant);
  reasons @2 :Text $visibleTo(applicant) $Policy.disposable;
  departureReason @3 :Text $visibleTo(internal) $Policy.disposable;  # owed where the decision departs from the recommendation
  requiredChanges @4 :List(Words.RequiredChange) $visibleTo(applicant);
  meeting @5 :Text $visibleTo(internal) $Policy.reference("slug");
  body @6 :Text $visibleTo(applicant) $Policy.computed;  # whose decision it is
  exercisedBy @7 :Text $visibleTo(applicant) $Policy.computed $Policy.namesPerson;  # who exercised the power
  delegation @8 :Text $visibleTo(internal) $Policy.computed $Policy.namesPerson;  # the delegation used; empty: the body itself
  firstTeach @9 :Text $visibleTo(applicant) $Policy.computed;  # month, where approved outright
  supersedes @10 :UInt64 $visibleTo(applicant) $Policy.position $Policy.computed;  # position of the decision that this one replaces
}

struct CopyrightDetermined $visibleTo(applicant) $Policy.summary("Copyright determined: [{transfer?}to be transferred|not to be transferred].") {
  transfer @0 :Bool $visibleTo(applicant);
  reasons @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct FeedbackIssued $visibleTo(applicant) $Policy.summary("Feedback issued: {nextSteps}") {
  text @0 :Text $visibleTo(applicant) $Policy.disposable;
  nextSteps @1 :Text $visibleTo(applicant) $Policy.disposable;
  resubmitBy @2 :Words.Deadline $visibleTo(applicant);  # where changes are required; left out: the cycle's date
  acceptBy @3 :Words.Deadline $visibleTo(applicant) $Policy.computed;  # of the conditions of approval
}

struct ResubmissionDateMoved $visibleTo(applicant) $Policy.summary("Resubmission now due by {by}: {reason}") {
  by @0 :Words.Deadline $visibleTo(applicant);
  reason @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct ResubmissionReceived $visibleTo(applicant) $Policy.summary("Resubmission received, {answers.count item} answered.") {
  answers @0 :List(Words.ChangeAnswer) $visibleTo(applicant);
  dropped @1 :List(Text) $visibleTo(applicant);  # standards no longer named
  documents @2 :List(Words.Document) $visibleTo(applicant);
}

struct ChangesReturned $visibleTo(applicant) $Policy.summary("Changes returned, due again by {by}: {reasons}") {
  reasons @0 :Text $visibleTo(applicant) $Policy.disposable;
  by @1 :Words.Deadline $visibleTo(applicant);
}

struct ChangesConfirmed $visibleTo(applicant) $Policy.summary("Changes confirmed: approved.") {
  note @0 :Text $visibleTo(internal) $Policy.disposable;
  firstTeach @1 :Text $visibleTo(applicant) $Policy.computed;
  acceptBy @2 :Words.Deadline $visibleTo(applicant) $Policy.computed;
  delegation @3 :Text $visibleTo(internal) $Policy.computed $Policy.namesPerson;
}

struct ChangesRefused $visibleTo(applicant) $Policy.summary("Changes refused: {reasons}") {
  reasons @0 :Text $visibleTo(applicant) $Policy.disposable;
  delegation @1 :Text $visibleTo(internal) $Policy.computed $Policy.namesPerson;
}

struct ResubmissionLapsed $visibleTo(applicant) $Policy.summary("Not resubmitted by {due}: carried over.") {
  due @0 :Words.Deadline $visibleTo(applicant) $Policy.computed;
}

struct CutOffPassed $visibleTo(applicant) $Policy.summary("Cut-off of {cycle} passed: carried over.") {
  cycle @0 :Text $visibleTo(applicant) $Policy.reference("slug") $Policy.computed;
  cutOff @1 :Words.Deadline $visibleTo(applicant) $Policy.computed;
}

# Approval and the list

struct CopyrightAccepted $visibleTo(applicant) $Policy.summary("Transfer of copyright accepted.") {
  note @0 :Text $visibleTo(applicant) $Policy.disposable;
}

struct ConditionsOfApprovalAccepted $visibleTo(applicant) $Policy.summary("Conditions of approval accepted, version {version}; quality mark granted.") {
  version @0 :Text $visibleTo(applicant);
}

struct AcceptanceLapsed $visibleTo(applicant) $Policy.summary("Conditions of approval never accepted: {reason}") {
  reason @0 :Text $visibleTo(applicant) $Policy.disposable;
}

struct ListedPublicly $visibleTo(applicant) $Policy.summary("Listed publicly as {title}[, first teach {firstTeach}].") {
  title @0 :Text $visibleTo(applicant);  # left out: the approved title
  awardingBody @1 :Text $visibleTo(applicant) $Policy.computed;
  level @2 :UInt8 $visibleTo(applicant) $Policy.computed;
  occupations @3 :List(Text) $visibleTo(applicant) $Policy.computed;  # standards
  firstTeach @4 :Text $visibleTo(applicant) $Policy.computed;
  note @5 :Text $visibleTo(internal) $Policy.disposable;
}

struct ListingCorrected $visibleTo(applicant) $Policy.summary("Listing corrected: {reason}") {
  title @0 :Text $visibleTo(applicant);
  reason @1 :Text $visibleTo(applicant) $Policy.disposable;
}

struct ApplicationWithdrawn $visibleTo(applicant) $Policy.summary("Withdrawn by the applicant: {reason}") {
  reason @0 :Text $visibleTo(applicant) $Policy.disposable;
}

struct EarlierApprovalRecorded $visibleTo(applicant) $Policy.summary("Approval of an earlier year recorded from {source}: {title}.") {
  # An approval that was given before this log began, as a published list has it. What the list does not say is left empty.
  title @0 :Text $visibleTo(applicant);
  productCode @1 :Text $visibleTo(applicant);
  level @2 :UInt8 $visibleTo(applicant);  # 0: the source does not say
  standard @3 :Text $visibleTo(applicant) $Policy.reference("standard");
  occupation @4 :Text $visibleTo(applicant) $Policy.reference("occupation");
  awardingBody @5 :Text $visibleTo(applicant);  # as the source names it
  cycle @6 :Text $visibleTo(applicant);
  firstTeach @7 :Text $visibleTo(applicant);  # month, YYYY-MM
  routes @8 :List(Text) $visibleTo(applicant);
  source @9 :Text $visibleTo(applicant);
  sourceLine @10 :UInt32 $visibleTo(internal);
  warnings @11 :List(Text) $visibleTo(internal);  # what was odd about the line
  recognitionUnknown @12 :Bool $visibleTo(internal);  # the occupation is regulated by statute, and the source gives no number
}

# Keeping, disclosing, disposing (domain.md section 13 rule 7)

struct CaseLegalHoldPlaced $visibleTo(internal) $Policy.summary("Legal hold {hold}: the case is kept[: {matter}|.]") {
  # Until it is lifted the case is not disposed of, whatever the schedule says. A case may be on several.
  hold @0 :Text $visibleTo(internal) $Policy.reference("slug");
  matter @1 :Text $visibleTo(restricted) $Policy.disposable;  # what it is kept for
}

struct CaseLegalHoldLifted $visibleTo(internal) $Policy.summary("Legal hold {hold} lifted: {reason}") {
  hold @0 :Text $visibleTo(internal) $Policy.reference("slug");
  reason @1 :Text $visibleTo(internal) $Policy.disposable;
}

struct CaseDisclosed $visibleTo(internal) $Policy.summary("Disclosed in part[ on request {request}].") {
  # That a redacted copy was made, for whom it was signed, and which; nothing of what it holds.
  request @0 :Text $visibleTo(internal);        # the office's reference of the request; empty: published without one
  exemptions @1 :List(UInt16) $visibleTo(internal);  # sections of the Freedom of Information Act 2000 under which something was withheld
  asAt @2 :UInt64 $visibleTo(internal) $Policy.position;  # the copy is of the case up to there
  statement @3 :Data $visibleTo(internal) $Policy.hex;  # SHA-256 of the signed statement
}

struct CaseDisposed $visibleTo(applicant) $Policy.summary("Disposed of under the retention schedule: {class}, kept until {keptUntil}.") {
  # The keys that seal its texts are destroyed when this is on record. Its records, their hashes, counts and outcomes stay.
  ground @0 :Text $visibleTo(internal);         # what the officer says of it, beyond the schedule
  class @1 :Words.RetentionClass $visibleTo(applicant) $Policy.computed;
  keptUntil @2 :Int64 $visibleTo(applicant) $Policy.instant $Policy.computed;  # when its time was over
  rule @3 :UInt64 $visibleTo(internal) $Policy.position $Policy.computed;  # position of the entry of the schedule
  authority @4 :Text $visibleTo(internal) $Policy.computed;  # that the entry names
}

# Telling, and correcting

struct NoticeIssued $visibleTo(applicant) $Policy.summary("{to} told: {kind}.") {
  kind @0 :Words.NoticeKind $visibleTo(applicant);
  to @1 :Text $visibleTo(applicant) $Policy.namesPerson;
  about @2 :UInt64 $visibleTo(internal);  # position of what is told
  text @3 :Text $visibleTo(applicant);  # version of the text used
}

struct NoticeFailed $visibleTo(internal) $Policy.summary("{to} could not be told ({kind}): {reason}") {
  kind @0 :Words.NoticeKind $visibleTo(internal);
  to @1 :Text $visibleTo(internal) $Policy.namesPerson;
  about @2 :UInt64 $visibleTo(internal);
  reason @3 :Text $visibleTo(internal) $Policy.disposable;
}

struct EntryCorrected $visibleTo(internal) $Policy.summary("Entry {wrong} corrected: {reason}") {
  wrong @0 :UInt64 $visibleTo(internal);  # position of the wrong entry
  reason @1 :Text $visibleTo(internal) $Policy.disposable;
  correction @2 :Text $visibleTo(internal) $Policy.disposable;
}

# What happens to everything that is no case: cycles, consultations, meetings, publications, enquiries, standards,
# organisations, bodies and their powers, the calendar, and the log itself (domain.md section 11, "Other aggregates").
@0xb8d2e3f405162738;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::event");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;
using Words = import "vocabulary.capnp";

# The log

struct WriterElected $visibleTo(internal) $Policy.summary("Writer {incarnation} writes from here on.") {
  incarnation @0 :Data $visibleTo(internal) $Policy.hex;  # id of a data directory, new when it was created or restored
  address @1 :Text $visibleTo(internal);
}

struct LogLevelRaised $visibleTo(internal) $Policy.summary("Log level raised to {level}.") {
  # From here on events of this level may be written, and programs that do not support it refuse to start.
  level @0 :UInt16 $visibleTo(internal);
  supported @1 :UInt16 $visibleTo(internal) $Policy.computed;  # the highest that every daemon of this log reported to support
}

struct LogMoved $visibleTo(internal) $Policy.summary("The office moved to {destination}[, and is reached at {address}].") {
  # The last record of a log that is left: nothing follows it there. The log that it names holds the same records, this one
  # included, and goes on with the election of its writer. Where it was left, and after what, say position and hash of the envelope.
  destination @0 :Text $visibleTo(internal);  # kafka:htq.OFFICE.log.v1
  address @1 :Text $visibleTo(internal);  # where callers find the office from then on; may be empty
}

# Cycle

struct FirstTeachRule $visibleTo(public) {
  window @0 :Text $visibleTo(public);  # empty: any
  approvedBefore @1 :Words.Moment $visibleTo(public);  # left out: always
  firstTeach @2 :Text $visibleTo(public);  # month, YYYY-MM
}

struct Edition $visibleTo(public) {
  recommends @0 :Words.BodyKind $visibleTo(public);
  assures @1 :Words.BodyKind $visibleTo(public);
  decides @2 :Words.BodyKind $visibleTo(public);
  exercisedBy @3 :Words.BodyKind $visibleTo(public);  # who exercises the power to decide; none: the body itself
  consultation @4 :Words.ConsultationPolicy $visibleTo(public);
  consultationWeeks @5 :UInt8 $visibleTo(public);
  peerReview @6 :Words.PeerReviewPolicy $visibleTo(public);
  levels @7 :Words.LevelPolicy $visibleTo(public);
  supportSessionRequired @8 :Bool $visibleTo(public);
  resubmissionRounds @9 :UInt8 $visibleTo(public);
  receiptDays @10 :UInt8 $visibleTo(public);  # working days, as all below
  informationDays @11 :UInt8 $visibleTo(public);
  adviceDays @12 :UInt8 $visibleTo(public);
  acceptanceDays @13 :UInt8 $visibleTo(public);
  lapseDays @14 :UInt8 $visibleTo(public);  # after the close of the window, for a draft
  proceduralReviewDays @15 :UInt8 $visibleTo(public);
  firstTeach @16 :List(FirstTeachRule) $visibleTo(public);
  cutOff @17 :Words.Deadline $visibleTo(public);  # left out: the cycle has none
  approvalYears @18 :UInt8 $visibleTo(public);  # 0: until withdrawn
}

struct CycleAnnounced $visibleTo(public) $Policy.summary("Cycle announced: {title}.") {
  title @0 :Text $visibleTo(public);
  routes @1 :List(Text) $visibleTo(public);  # empty: all
  edition @2 :Edition $visibleTo(public);
  source @3 :Text $visibleTo(public);
}

struct WindowScheduled $visibleTo(public) $Policy.summary("Window {window} scheduled[ from {opens} to {closes}|, its days not known yet].") {
  window @0 :Text $visibleTo(public);
  opens @1 :Words.Moment $visibleTo(public);  # left out: the day is not known, and the window cannot be opened
  closes @2 :Words.Deadline $visibleTo(public);
  criteriaVersion @3 :Text $visibleTo(public);
  source @4 :Text $visibleTo(public);
}

struct WindowOpened $visibleTo(public) $Policy.summary("Window {window} opened.") {
  window @0 :Text $visibleTo(public);
}

struct WindowExtended $visibleTo(public) $Policy.summary("Window {window} extended to {closes}: {reason}") {
  window @0 :Text $visibleTo(public);
  closes @1 :Words.Deadline $visibleTo(public);
  reason @2 :Text $visibleTo(public);
}

struct WindowClosed $visibleTo(public) $Policy.summary("Window {window} closed.") {
  window @0 :Text $visibleTo(public);
}

struct SubmissionsTurnedAway $visibleTo(internal) $Policy.summary("Submissions of {organisation} to window {window} turned away for want of room: {count}, from {first} to {last}.") {
  # By an office that had more to do than it could take, in the last hour of the window. Who judges a late submission is shown them.
  window @0 :Text $visibleTo(internal);
  organisation @1 :Text $visibleTo(internal) $Policy.reference("slug");
  count @2 :UInt32 $visibleTo(internal);
  first @3 :Int64 $visibleTo(internal) $Policy.instant;  # when the first of them was received
  last @4 :Int64 $visibleTo(internal) $Policy.instant;
}

struct TimelinePublished $visibleTo(public) $Policy.summary("Timeline published: {text}") {
  text @0 :Text $visibleTo(public);
}

struct ScopeChanged $visibleTo(public) $Policy.summary("{standard} is {class} from {from}: {reason}") {
  standard @0 :Text $visibleTo(public) $Policy.reference("standard");
  class @1 :Words.ScopeClass $visibleTo(public);
  from @2 :Words.Moment $visibleTo(public);
  reason @3 :Text $visibleTo(public);
  source @4 :Text $visibleTo(public);
}

struct CriteriaVersionSet $visibleTo(public) $Policy.summary("Window {window} is judged by criteria {version}.") {
  window @0 :Text $visibleTo(public);
  version @1 :Text $visibleTo(public);
}

struct ResubmissionDateSet $visibleTo(public) $Policy.summary("Resubmissions are due by {by}.") {
  by @0 :Words.Deadline $visibleTo(public);
}

struct CutOffMoved $visibleTo(public) $Policy.summary("Cut-off moved to {cutOff}: {reason}") {
  cutOff @0 :Words.Deadline $visibleTo(public);
  reason @1 :Text $visibleTo(public);
}

struct DurationRuleChanged $visibleTo(public) $Policy.summary("Approvals now last [{years year}|until they are withdrawn]: {reason}") {
  years @0 :UInt8 $visibleTo(public);
  reason @1 :Text $visibleTo(public);
}

struct FinalListPublished $visibleTo(public) $Policy.summary("Final list published, {cases.count case}.") {
  cases @0 :List(Text) $visibleTo(public);
  hash @1 :Data $visibleTo(public) $Policy.hex $Policy.computed;
}

struct EvaluationRecorded $visibleTo(public) $Policy.summary("Evaluation recorded: {finding}") {
  finding @0 :Text $visibleTo(public);
}

struct CycleClosed $visibleTo(public) $Policy.summary("Cycle closed.") {
  reason @0 :Text $visibleTo(public);
}

# Consultation

struct ConsultationPlanned $visibleTo(internal) $Policy.summary("Consultation planned from {opens} to {closes} on {cases.count case}.") {
  cycle @0 :Text $visibleTo(internal) $Policy.reference("slug");
  cases @1 :List(Text) $visibleTo(internal);
  opens @2 :Words.Moment $visibleTo(internal);
  closes @3 :Words.Deadline $visibleTo(internal);  # left out: the edition's weeks at the same local hour
  questions @4 :List(Text) $visibleTo(internal);
}

struct ConsultationOpened $visibleTo(public) $Policy.summary("Consultation opened.") {
  note @0 :Text $visibleTo(public);
}

struct ConsultationExtended $visibleTo(public) $Policy.summary("Consultation extended to {closes}: {reason}") {
  closes @0 :Words.Deadline $visibleTo(public);
  reason @1 :Text $visibleTo(public);
}

struct ResponseReceived $visibleTo(internal) $Policy.summary("Response {response} received: {kind}.") {
  response @0 :Text $visibleTo(internal) $Policy.reference("slug");
  kind @1 :Words.RespondentKind $visibleTo(internal);
  respondent @2 :Words.Personal $visibleTo(internal) $Policy.personal;
  sector @3 :Text $visibleTo(internal) $Policy.disposable;
  size @4 :Text $visibleTo(internal);
  cases @5 :List(Text) $visibleTo(internal);
  answers @6 :List(Text) $visibleTo(internal) $Policy.disposable;
  mayBeQuoted @7 :Bool $visibleTo(internal);
  organisation @8 :Text $visibleTo(internal) $Policy.reference("slug");
  privacyNotice @9 :Text $visibleTo(internal);
  late @10 :Bool $visibleTo(internal) $Policy.computed;
  interested @11 :Bool $visibleTo(internal) $Policy.computed;  # of the applicant of one of the cases
}

struct ResponseReplaced $visibleTo(internal) $Policy.summary("Response {response} replaced.") {
  response @0 :Text $visibleTo(internal) $Policy.reference("slug");
  answers @1 :List(Text) $visibleTo(internal) $Policy.disposable;
}

struct ResponseSetAside $visibleTo(internal) $Policy.summary("Response {response} set aside: {reason}") {
  response @0 :Text $visibleTo(internal) $Policy.reference("slug");
  reason @1 :Text $visibleTo(internal) $Policy.disposable;
}

struct MaterialTakenDown $visibleTo(public) $Policy.summary("Material of a case taken down.") {
  case @0 :Text $visibleTo(internal) $Policy.reference("case");
  document @1 :Text $visibleTo(internal) $Policy.reference("slug");  # empty: all of the case
  exposedSince @2 :Int64 $visibleTo(internal) $Policy.instant $Policy.computed;  # when the consultation was opened
}

struct ConsultationClosed $visibleTo(public) $Policy.summary("Consultation closed.") {
  note @0 :Text $visibleTo(public);
}

struct ConsultationSummarised $visibleTo(internal) $Policy.summary("Consultation summarised: {summary}") {
  summary @0 :Text $visibleTo(internal);
}

# Meeting

struct MeetingCalled $visibleTo(internal) $Policy.summary("Meeting of {body} called for {at}[, {cases.count case}].") {
  kind @0 :Words.MeetingKind $visibleTo(internal);
  body @1 :Text $visibleTo(internal) $Policy.reference("slug");
  at @2 :Words.Moment $visibleTo(internal);
  route @3 :Text $visibleTo(internal);
  cases @4 :List(Text) $visibleTo(internal);
  quorum @5 :UInt16 $visibleTo(internal);
}

struct PapersIssued $visibleTo(internal) $Policy.summary("{papers.count paper} issued.") {
  papers @0 :List(Data) $visibleTo(internal) $Policy.hex;
}

struct InterestDeclared $visibleTo(internal) $Policy.summary("{member} declared an interest in {case}.") {
  member @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  case @1 :Text $visibleTo(internal) $Policy.reference("case");
  interest @2 :Text $visibleTo(internal);
}

struct MemberRecused $visibleTo(internal) $Policy.summary("{member} recused from {case}.") {
  member @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  case @1 :Text $visibleTo(internal) $Policy.reference("case");
  reason @2 :Text $visibleTo(internal);
}

struct MeetingHeld $visibleTo(internal) $Policy.summary("Meeting held, {present.count} present.") {
  present @0 :List(Text) $visibleTo(internal) $Policy.namesPerson;
}

struct MeetingAdjourned $visibleTo(internal) $Policy.summary("Meeting adjourned: {reason}") {
  reason @0 :Text $visibleTo(internal);
}

# Publication

struct PublicationIssued $visibleTo(public) $Policy.summary("{title}, version {version}, published.") {
  kind @0 :Words.PublicationKind $visibleTo(public);
  title @1 :Text $visibleTo(public);
  version @2 :Text $visibleTo(public);
  cycle @3 :Text $visibleTo(public) $Policy.reference("slug");
  hash @4 :Data $visibleTo(public) $Policy.hex;
  from @5 :Words.Moment $visibleTo(public);
  text @6 :Text $visibleTo(public);
}

struct PublicationReplaced $visibleTo(public) $Policy.summary("Replaced by version {version}.") {
  version @0 :Text $visibleTo(public);
  hash @1 :Data $visibleTo(public) $Policy.hex;
  from @2 :Words.Moment $visibleTo(public);
  text @3 :Text $visibleTo(public);
}

# Enquiry

struct EnquiryReceived $visibleTo(applicant) $Policy.summary("Enquiry received: {kind}.") {
  kind @0 :Words.EnquiryKind $visibleTo(applicant);
  organisation @1 :Text $visibleTo(applicant) $Policy.reference("slug");
  cycle @2 :Text $visibleTo(applicant) $Policy.reference("slug");
  standard @3 :Text $visibleTo(applicant) $Policy.reference("standard");
  enquirer @4 :Words.Personal $visibleTo(applicant) $Policy.personal;
  question @5 :Text $visibleTo(applicant) $Policy.disposable;
}

struct EnquiryAnswered $visibleTo(applicant) $Policy.summary("Enquiry answered.") {
  answer @0 :Text $visibleTo(applicant) $Policy.disposable;
}

# Standard

struct StandardVersionPublished $visibleTo(public) $Policy.summary("{title}, version {version}, published at level {level}.") {
  title @0 :Text $visibleTo(public);
  version @1 :Text $visibleTo(public);
  level @2 :UInt8 $visibleTo(public);
  route @3 :Text $visibleTo(public);
  regulator @4 :Words.Regulator $visibleTo(public);
  options @5 :UInt16 $visibleTo(public);  # 0: no core-and-options standard
  from @6 :Words.Moment $visibleTo(public);
  changesOccupation @7 :Bool $visibleTo(public);  # whether the occupational standard itself changed
  published @8 :Bool $visibleTo(public);  # false: in development, and not to be used
  ksbs @9 :List(Text) $visibleTo(public);
  source @10 :Text $visibleTo(public);
}

struct OccupationRecorded $visibleTo(public) $Policy.summary("Occupation {code}: {title}.") {
  code @0 :Text $visibleTo(public) $Policy.reference("occupation");
  title @1 :Text $visibleTo(public);
  option @2 :Text $visibleTo(public);
  level @3 :UInt8 $visibleTo(public);
  source @4 :Text $visibleTo(public);
}

struct StandardReviewScheduled $visibleTo(public) $Policy.summary("Review scheduled for {from}.") {
  from @0 :Words.Moment $visibleTo(public);
  reason @1 :Text $visibleTo(public);
}

struct StandardDraftPublished $visibleTo(public) $Policy.summary("Draft {version} published.") {
  version @0 :Text $visibleTo(public);
  from @1 :Words.Moment $visibleTo(public);
}

struct StandardRetired $visibleTo(public) $Policy.summary("Retired from {from}: {reason}") {
  from @0 :Words.Moment $visibleTo(public);
  reason @1 :Text $visibleTo(public);
}

struct StandardReplaced $visibleTo(public) $Policy.summary("Replaced by {by}.") {
  by @0 :Text $visibleTo(public) $Policy.reference("standard");
  from @1 :Words.Moment $visibleTo(public);
  source @2 :Text $visibleTo(public);
}

struct StandardMerged $visibleTo(public) $Policy.summary("Merged[ into {into}].") {
  into @0 :Text $visibleTo(public);  # empty: not known
  from @1 :Words.Moment $visibleTo(public);
  source @2 :Text $visibleTo(public);
}

struct StandardRenamed $visibleTo(public) $Policy.summary("Renamed to {title}.") {
  title @0 :Text $visibleTo(public);
  from @1 :Words.Moment $visibleTo(public);
  source @2 :Text $visibleTo(public);
}

struct StandardLevelChanged $visibleTo(public) $Policy.summary("Level changed to {level}.") {
  level @0 :UInt8 $visibleTo(public);
  from @1 :Words.Moment $visibleTo(public);
  reason @2 :Text $visibleTo(public);
}

struct OccupationProposed $visibleTo(internal) $Policy.summary("Occupation proposed: {title}.") {
  title @0 :Text $visibleTo(internal);
  proposal @1 :Text $visibleTo(internal);
}

# Organisation

struct OrganisationRegistered $visibleTo(internal) $Policy.summary("{name} registered.") {
  name @0 :Text $visibleTo(internal);
  kind @1 :Words.OrganisationKind $visibleTo(internal);
  ukprn @2 :Text $visibleTo(internal);
  contact @3 :Words.Personal $visibleTo(internal) $Policy.personal;
  madeUp @4 :Bool $visibleTo(internal);  # for demonstrations: no real organisation
}

struct RecognitionRecorded $visibleTo(internal) $Policy.summary("Recognised by {regulator} from {from}.") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  number @1 :Text $visibleTo(internal);
  from @2 :Words.Moment $visibleTo(internal);
  until @3 :Words.Deadline $visibleTo(internal);
}

struct RecognitionLost $visibleTo(internal) $Policy.summary("Recognition by {regulator} lost: {reason}") {
  regulator @0 :Words.Regulator $visibleTo(internal);
  reason @1 :Text $visibleTo(internal);
}

struct OiaMembershipRecorded $visibleTo(internal) $Policy.summary("OIA membership: {membership}.") {
  membership @0 :Words.OiaMembership $visibleTo(internal);
}

struct OrganisationRenamed $visibleTo(internal) $Policy.summary("Renamed to {name}.") {
  name @0 :Text $visibleTo(internal);
}

struct OrganisationMerged $visibleTo(internal) $Policy.summary("Merged into {into}.") {
  into @0 :Text $visibleTo(internal) $Policy.reference("slug");
}

struct RepresentativeNamed $visibleTo(internal) $Policy.summary("Representative named.") {
  subject @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  name @1 :Words.Personal $visibleTo(internal) $Policy.personal;
}

# Bodies and their powers

struct BodyEstablished $visibleTo(public) $Policy.summary("{name} established from {from}.") {
  kind @0 :Words.BodyKind $visibleTo(public);
  name @1 :Text $visibleTo(public);
  from @2 :Words.Moment $visibleTo(public);
  route @3 :Text $visibleTo(public);
}

struct BodyAbolished $visibleTo(public) $Policy.summary("Abolished from {from}[; successor {successor}].") {
  from @0 :Words.Moment $visibleTo(public);
  successor @1 :Text $visibleTo(public) $Policy.reference("slug");
  ground @2 :Text $visibleTo(public);
}

struct PowerDelegated $visibleTo(internal) $Policy.summary("Power to {power} delegated to {to} from {from}.") {
  delegation @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  power @1 :Words.Power $visibleTo(internal);
  to @2 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  cycle @3 :Text $visibleTo(internal) $Policy.reference("slug");  # empty: any
  from @4 :Words.Moment $visibleTo(internal);
  until @5 :Words.Deadline $visibleTo(internal);
}

struct DelegationEnded $visibleTo(internal) $Policy.summary("Delegation {delegation} ended from {from}.") {
  delegation @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  from @1 :Words.Moment $visibleTo(internal);
  reason @2 :Text $visibleTo(internal);
}

struct AppointmentMade $visibleTo(internal) $Policy.summary("{person} appointed: {kind}.") {
  kind @0 :Words.AppointmentKind $visibleTo(internal);
  person @1 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  name @2 :Words.Personal $visibleTo(internal) $Policy.personal;
  from @3 :Words.Moment $visibleTo(internal);
  until @4 :Words.Deadline $visibleTo(internal);
}

struct AppointmentEnded $visibleTo(internal) $Policy.summary("Appointment of {person} ended: {reason}") {
  person @0 :Text $visibleTo(internal) $Policy.reference("slug") $Policy.namesPerson;
  from @1 :Words.Moment $visibleTo(internal);
  reason @2 :Text $visibleTo(internal);
}

# Process feedback, apart from any case

struct FeedbackInvited $visibleTo(internal) $Policy.summary("Feedback on the process invited from {organisation}.") {
  organisation @0 :Text $visibleTo(restricted) $Policy.reference("slug");
  cycle @1 :Text $visibleTo(restricted) $Policy.reference("slug");
}

struct FeedbackGiven $visibleTo(internal) $Policy.summary("Feedback on the process given.") {
  text @0 :Text $visibleTo(restricted) $Policy.disposable;
}

# Calendar and routes

struct BankHolidayRecorded $visibleTo(public) $Policy.summary("{name} on {day} is a bank holiday.") {
  day @0 :Text $visibleTo(public) $Policy.day;
  name @1 :Text $visibleTo(public);
  kind @2 :Text $visibleTo(public);
  source @3 :Text $visibleTo(public);
}

struct RouteRecorded $visibleTo(public) $Policy.summary("Route recorded: {name}.") {
  name @0 :Text $visibleTo(public);
  letters @1 :Text $visibleTo(public);
  firstCycle @2 :Text $visibleTo(public);
  alias @3 :Text $visibleTo(public);
  source @4 :Text $visibleTo(public);
}

# Persons of whom is told (domain.md section 13 rules 4 and 7)

struct PersonErased $visibleTo(internal) $Policy.summary("What was told of the person is erased: {reason}") {
  # The keys that seal it are destroyed when this is on record. What is told of the person later is sealed with another.
  reason @0 :Text $visibleTo(internal);
}

struct LegalHoldPlaced $visibleTo(internal) $Policy.summary("What is told of the person is kept for a legal matter: {matter}") {
  matter @0 :Text $visibleTo(internal);
}

struct LegalHoldLifted $visibleTo(internal) $Policy.summary("The legal hold is lifted: {reason}") {
  reason @0 :Text $visibleTo(internal);
}

# The retention schedule, and what is disposed of under it that is no case (domain.md section 13 rule 7)

struct RetentionRuleSet $visibleTo(public) $Policy.summary("Retention of {class}: [{years year}][{days day}|] from its end, on the authority of {authority}.") {
  # Counts for what was recorded before, too. The last one of a class counts.
  class @0 :Words.RetentionClass $visibleTo(public) $Policy.computed;  # that the stream is named after
  years @1 :UInt16 $visibleTo(public);
  days @2 :UInt16 $visibleTo(public);       # beyond the years
  authority @3 :Text $visibleTo(public);    # the schedule, law or decision it rests on
}

struct RecordsDisposed $visibleTo(internal) $Policy.summary("Disposed of under the retention schedule: {class}, kept until {keptUntil}.") {
  # The keys that seal its texts are destroyed when this is on record. Its records, their hashes and counts stay.
  ground @0 :Text $visibleTo(internal);
  class @1 :Words.RetentionClass $visibleTo(internal) $Policy.computed;
  keptUntil @2 :Int64 $visibleTo(internal) $Policy.instant $Policy.computed;
  rule @3 :UInt64 $visibleTo(internal) $Policy.position $Policy.computed;
  authority @4 :Text $visibleTo(internal) $Policy.computed;
}

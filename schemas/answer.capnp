# What the office answers. Each is written as JSON, or as Cap'n Proto where the caller accepts it.
@0xebf5162738495a6c;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::answer");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;
using Words = import "vocabulary.capnp";
using Event = import "event.capnp";
using Office = import "event_office.capnp";

struct Receipt {
  # What a command led to; durable.
  position @0 :UInt64 $visibleTo(public) $Policy.position;  # of the last record
  stream @1 :Text $visibleTo(public);
  streamKind @2 :Words.StreamKind $visibleTo(public);
  version @3 :UInt64 $visibleTo(public);           # of the stream, after it: the events that the caller may see
  recordedAt @4 :Int64 $visibleTo(public) $Policy.instant;
  events @5 :List(Text) $visibleTo(public);        # types, in order
  repeated @6 :Bool $visibleTo(public);            # the first answer to this command, given again
  firstPosition @7 :UInt64 $visibleTo(public) $Policy.position;
}

struct NamedOccupation {
  standard @0 :Text $visibleTo(applicant);
  option @1 :Text $visibleTo(applicant);
  title @2 :Text $visibleTo(applicant);
  level @3 :UInt8 $visibleTo(applicant);
  regulator @4 :Words.Regulator $visibleTo(applicant);
}

struct HeldDocument {
  id @0 :Text $visibleTo(applicant) $Policy.document;
  hash @1 :Data $visibleTo(applicant) $Policy.hex;
  part @2 :Words.DocumentPart $visibleTo(applicant);
  sensitivity @3 :Words.Sensitivity $visibleTo(applicant);
}

struct OpenRequest {
  number @0 :UInt16 $visibleTo(applicant);
  due @1 :Int64 $visibleTo(applicant) $Policy.instant;
}

struct PeerReview {
  reviewer @0 :Text $visibleTo(restricted);
  standing @1 :Words.PeerReviewStanding $visibleTo(restricted);
  due @2 :Int64 $visibleTo(restricted) $Policy.instant;
}

struct StatutoryAdvice {
  regulator @0 :Words.Regulator $visibleTo(internal);
  standing @1 :Words.AdviceStanding $visibleTo(internal);
}

struct RatingGiven {
  criterion @0 :Words.Criterion $visibleTo(internal);
  standard @1 :Text $visibleTo(internal);
  rating @2 :Words.Rating $visibleTo(internal);
}

struct Change {
  number @0 :UInt16 $visibleTo(applicant);
  answered @1 :Bool $visibleTo(applicant);
  done @2 :Bool $visibleTo(applicant);
}

struct Case {
  # A case as it stood at a position.
  case @0 :Text $visibleTo(applicant);
  stage @1 :Words.Stage $visibleTo(applicant);
  version @2 :UInt64 $visibleTo(applicant);        # how many of its events the caller may see
  position @3 :UInt64 $visibleTo(applicant) $Policy.position;  # of the last of them
  asAt @4 :UInt64 $visibleTo(applicant) $Policy.position;  # that the answer rests on
  organisation @5 :Text $visibleTo(applicant);
  organisationName @6 :Text $visibleTo(applicant); # as it was called when interest was registered
  cycle @7 :Text $visibleTo(applicant);
  window @8 :Text $visibleTo(applicant);
  criteriaVersion @9 :Text $visibleTo(applicant);
  title @10 :Text $visibleTo(applicant);
  level @11 :UInt8 $visibleTo(applicant);
  qualificationNumber @12 :Text $visibleTo(applicant);
  route @13 :Text $visibleTo(applicant);
  occupations @14 :List(NamedOccupation) $visibleTo(applicant);
  documents @15 :List(HeldDocument) $visibleTo(applicant);
  submittedAt @16 :Int64 $visibleTo(applicant) $Policy.instant;
  feedbackBy @17 :Int64 $visibleTo(applicant) $Policy.instant;
  openRequests @18 :List(OpenRequest) $visibleTo(applicant);
  held @19 :Words.HoldGround $visibleTo(applicant);
  consultation @20 :Words.ConsultationStanding $visibleTo(applicant);
  consultationId @21 :Text $visibleTo(applicant);
  peerReviews @22 :List(PeerReview) $visibleTo(restricted);
  regulatorAdvice @23 :Words.AdviceStanding $visibleTo(internal);
  statutoryAdvice @24 :List(StatutoryAdvice) $visibleTo(internal);
  ratings @25 :List(RatingGiven) $visibleTo(internal);
  analysisComplete @26 :Bool $visibleTo(internal);
  recommendation @27 :Words.Outcome $visibleTo(internal);
  outcome @28 :Words.Outcome $visibleTo(applicant);
  decidedAt @29 :Int64 $visibleTo(applicant) $Policy.instant;
  requiredChanges @30 :List(Change) $visibleTo(applicant);
  resubmitBy @31 :Int64 $visibleTo(applicant) $Policy.instant;
  approvedAt @32 :Int64 $visibleTo(applicant) $Policy.instant;
  firstTeach @33 :Text $visibleTo(applicant);      # month; only once approved
  acceptBy @34 :Int64 $visibleTo(applicant) $Policy.instant;
  listed @35 :Bool $visibleTo(applicant);
  earlierCase @36 :Text $visibleTo(applicant);
  lateSubmissionsRefused @37 :UInt16 $visibleTo(applicant);
  submissionsTurnedAway @38 :List(TurnedAway) $visibleTo(internal);
  # Of its organisation, by an overloaded office in the last hour of a window: for the official who judges a late one.
  laterCases @39 :List(Text) $visibleTo(applicant);  # that name it as their earlier one; of those, the ones that the caller sees
}

struct TurnedAway {
  window @0 :Text $visibleTo(internal);
  count @1 :UInt32 $visibleTo(internal);
  first @2 :Int64 $visibleTo(internal) $Policy.instant;
  last @3 :Int64 $visibleTo(internal) $Policy.instant;
}

struct TimelineEntry {
  type @0 :Text $visibleTo(applicant);             # of the event
  summary @1 :Text $visibleTo(applicant);
  record @2 :Event.Record $visibleTo(applicant);
}

struct Timeline {
  case @0 :Text $visibleTo(applicant);
  asAt @1 :UInt64 $visibleTo(applicant) $Policy.position;  # that the answer rests on
  entries @2 :List(TimelineEntry) $visibleTo(applicant);
}

struct ListedQualification {
  # A row of the public register: one for each qualification and occupation.
  case @0 :Text $visibleTo(public);
  title @1 :Text $visibleTo(public);
  awardingBody @2 :Text $visibleTo(public);
  level @3 :UInt8 $visibleTo(public);
  standard @4 :Text $visibleTo(public);
  firstTeach @5 :Text $visibleTo(public);
  cycle @6 :Text $visibleTo(public);
  listedAt @7 :Int64 $visibleTo(public) $Policy.instant;
  productCode @8 :Text $visibleTo(public);
  occupation @9 :Text $visibleTo(public);
  routes @10 :List(Text) $visibleTo(public);
  source @11 :Text $visibleTo(public);             # of an approval that was given before this log began
}

struct CaseRow {
  # A case in a list: where it stands now.
  case @0 :Text $visibleTo(applicant);
  stage @1 :Words.Stage $visibleTo(applicant);
  organisation @2 :Text $visibleTo(applicant);
  organisationName @3 :Text $visibleTo(applicant);
  cycle @4 :Text $visibleTo(applicant);
  window @5 :Text $visibleTo(applicant);
  title @6 :Text $visibleTo(applicant);
  level @7 :UInt8 $visibleTo(applicant);
  qualificationNumber @8 :Text $visibleTo(applicant);
  route @9 :Text $visibleTo(applicant);
  standards @10 :List(Text) $visibleTo(applicant);
  held @11 :Words.HoldGround $visibleTo(applicant);
  submittedAt @12 :Int64 $visibleTo(applicant) $Policy.instant;
  outcome @13 :Words.Outcome $visibleTo(applicant);
  firstTeach @14 :Text $visibleTo(applicant);
  listed @15 :Bool $visibleTo(applicant);
  version @16 :UInt64 $visibleTo(applicant);       # how many of its events the caller may see
  changedAt @17 :Int64 $visibleTo(applicant) $Policy.instant;  # when the last of them was recorded
  consultation @18 :Words.ConsultationStanding $visibleTo(applicant);
  versionShown @19 :UInt64 $visibleTo(nobody);     # what stands in version and in changedAt for whoever sees no internal event
  changedAtShown @20 :Int64 $visibleTo(nobody) $Policy.instant;
  officials @21 :List(Text) $visibleTo(nobody);    # who is tied to it: the case was assigned to them,
  reviewers @22 :List(Text) $visibleTo(nobody);    # they took on a peer review, and declared no conflict,
  regulators @23 :List(Words.Regulator) $visibleTo(nobody);  # or regulate one of its occupations
  withheld @24 :List(Data) $visibleTo(nobody);     # documents that its applicant flagged: their ids, and their hashes
  endedAt @25 :Int64 $visibleTo(applicant) $Policy.instant;   # when it came to its end; left out: it has not, or is in force
  legalHolds @26 :List(Text) $visibleTo(internal);  # by name
  disposedAt @27 :Int64 $visibleTo(applicant) $Policy.instant;
}

# What is kept, and for how long (domain.md section 13 rule 7)

enum Keeping {
  # Why a record is still kept.
  due @0;            # nothing is in the way: it may be disposed of
  open @1;           # it has not come to its end, or may still be corrected
  inForce @2;        # an approval that has not ended
  noRule @3;         # the schedule has no period for its class
  notYet @4;         # its time is not over
  onLegalHold @5;
  disposed @6;       # it is not: it was disposed of
}

struct KeptRecord {
  # A record in the eyes of the retention schedule: nothing of what it says.
  streamKind @0 :Words.StreamKind $visibleTo(internal);
  stream @1 :Text $visibleTo(internal);
  class @2 :Words.RetentionClass $visibleTo(internal);
  keeping @3 :Keeping $visibleTo(internal);
  endedAt @4 :Int64 $visibleTo(internal) $Policy.instant;
  keptUntil @5 :Int64 $visibleTo(internal) $Policy.instant;  # by the schedule as it is now
  legalHolds @6 :List(Text) $visibleTo(internal);  # of a case by their names; else the cases and persons on hold that it tells of
  rule @7 :UInt64 $visibleTo(internal) $Policy.position;  # position of the entry of the schedule
  authority @8 :Text $visibleTo(internal);         # that the entry names
  disposedAt @9 :Int64 $visibleTo(internal) $Policy.instant;
}

struct RetentionRule {
  # An entry of the retention schedule, as it is now.
  class @0 :Words.RetentionClass $visibleTo(public);
  years @1 :UInt16 $visibleTo(public);
  days @2 :UInt16 $visibleTo(public);              # beyond the years
  authority @3 :Text $visibleTo(public);
}

# Work, notices, promises

struct WorkItem {
  # Something that waits for somebody, from when until when.
  streamKind @0 :Words.StreamKind $visibleTo(applicant);
  stream @1 :Text $visibleTo(applicant);
  kind @2 :Words.WorkKind $visibleTo(applicant);
  waitsFor @3 :Words.Role $visibleTo(applicant);
  about @4 :Text $visibleTo(applicant);            # number of a request, a regulator, a window
  person @5 :Text $visibleTo(restricted);          # a peer reviewer
  organisation @6 :Text $visibleTo(applicant);
  cycle @7 :Text $visibleTo(applicant);
  title @8 :Text $visibleTo(applicant);
  due @9 :Int64 $visibleTo(applicant) $Policy.instant;  # 0: no day is set
  since @10 :Int64 $visibleTo(applicant) $Policy.instant;
  overdue @11 :Bool $visibleTo(applicant);         # at the instant that the answer rests on
}

struct Notice {
  # What must be told, to whom, since when; and when it was.
  case @0 :Text $visibleTo(applicant);
  kind @1 :Words.NoticeKind $visibleTo(applicant);
  to @2 :Text $visibleTo(applicant);
  about @3 :UInt64 $visibleTo(internal);           # position of what is told; 0: nothing in particular
  since @4 :Int64 $visibleTo(applicant) $Policy.instant;
  toldAt @5 :Int64 $visibleTo(applicant) $Policy.instant;  # 0: not yet
  text @6 :Text $visibleTo(applicant);             # version of the text used
  failures @7 :UInt16 $visibleTo(internal);
  lastFailure @8 :Text $visibleTo(internal) $Policy.disposable;
  organisation @9 :Text $visibleTo(applicant);
  cycle @10 :Text $visibleTo(applicant);
}

struct Promise {
  # A day that the office told an applicant.
  case @0 :Text $visibleTo(applicant);
  kind @1 :Words.PromiseKind $visibleTo(applicant);
  organisation @2 :Text $visibleTo(applicant);
  cycle @3 :Text $visibleTo(applicant);
  madeAt @4 :Int64 $visibleTo(applicant) $Policy.instant;
  due @5 :Int64 $visibleTo(applicant) $Policy.instant;
  moved @6 :UInt16 $visibleTo(applicant);          # how often the day was changed
  settledAt @7 :Int64 $visibleTo(applicant) $Policy.instant;  # kept, late or not; or the case ended
  standing @8 :Words.PromiseStanding $visibleTo(applicant);
  overdue @9 :Bool $visibleTo(applicant);          # open, and its day has passed at the instant of the answer
}

struct Enquiry {
  enquiry @0 :Text $visibleTo(applicant);
  kind @1 :Words.EnquiryKind $visibleTo(applicant);
  organisation @2 :Text $visibleTo(applicant);
  cycle @3 :Text $visibleTo(applicant);
  standard @4 :Text $visibleTo(applicant);
  receivedAt @5 :Int64 $visibleTo(applicant) $Policy.instant;
  due @6 :Int64 $visibleTo(applicant) $Policy.instant;
  answeredAt @7 :Int64 $visibleTo(applicant) $Policy.instant;  # 0: open
  workingDays @8 :UInt32 $visibleTo(applicant);    # taken to answer
  answered @9 :Bool $visibleTo(applicant);
  overdue @10 :Bool $visibleTo(applicant);
}

# Consultations

struct ConsultedCase {
  case @0 :Text $visibleTo(consultation);
  title @1 :Text $visibleTo(consultation);
  level @2 :UInt8 $visibleTo(consultation);
  organisationName @3 :Text $visibleTo(consultation);
  standards @4 :List(Text) $visibleTo(consultation);
}

struct ResponseCount {
  kind @0 :Words.RespondentKind $visibleTo(internal);
  count @1 :UInt32 $visibleTo(internal);
}

struct Consultation {
  consultation @0 :Text $visibleTo(public);
  cycle @1 :Text $visibleTo(public);
  standing @2 :Words.ConsultationStanding $visibleTo(public);
  opens @3 :Int64 $visibleTo(public) $Policy.instant;
  closes @4 :Int64 $visibleTo(public) $Policy.instant;
  questions @5 :List(Text) $visibleTo(consultation);
  cases @6 :List(ConsultedCase) $visibleTo(consultation);  # open in it now
  planned @7 :List(Text) $visibleTo(internal);     # cases
  responses @8 :List(ResponseCount) $visibleTo(internal);  # that count: in time, not set aside
  late @9 :UInt32 $visibleTo(internal);
  setAside @10 :UInt32 $visibleTo(internal);
  replaced @11 :UInt32 $visibleTo(internal);
  interested @12 :UInt32 $visibleTo(internal);     # of those that count: from an applicant of a case
  summarised @13 :Bool $visibleTo(internal);
}

# Statistics of a cycle (domain.md section 15)

struct Figures {
  # Counts of cases, or of occupations of cases. Each stands for "ever", unless it says "now".
  started @0 :UInt64 $visibleTo(internal);         # an application was begun
  submitted @1 :UInt64 $visibleTo(internal);       # in time or admitted
  decided @2 :UInt64 $visibleTo(internal);         # a final decision was taken
  lateRefused @3 :UInt64 $visibleTo(internal);     # sent after the close at least once
  lateAdmitted @4 :UInt64 $visibleTo(internal);
  ineligible @5 :UInt64 $visibleTo(internal);      # a gate failed at least once
  consulted @6 :UInt64 $visibleTo(internal);
  inConsultation @7 :UInt64 $visibleTo(internal);  # now
  approved @8 :UInt64 $visibleTo(internal);        # decided outright
  approvedWithRequiredChanges @9 :UInt64 $visibleTo(internal);  # decided so
  notApproved @10 :UInt64 $visibleTo(internal);
  carriedOverByDecision @11 :UInt64 $visibleTo(internal);
  changesConfirmed @12 :UInt64 $visibleTo(internal);  # approved after a resubmission
  carriedOver @13 :UInt64 $visibleTo(internal);    # now, for whatever reason
  withdrawn @14 :UInt64 $visibleTo(internal);      # now
  lapsed @15 :UInt64 $visibleTo(internal);         # never submitted
  live @16 :UInt64 $visibleTo(internal);           # now
  listed @17 :UInt64 $visibleTo(internal);
  open @18 :UInt64 $visibleTo(internal);           # submitted, and now neither live nor at an end
}

struct Share {
  # A fraction with its denominator, exact.
  numerator @0 :UInt64 $visibleTo(internal);
  denominator @1 :UInt64 $visibleTo(internal);
}

struct Days {
  # Working days with holds taken out. The median is exact: of an even number, the two in the middle.
  stage @0 :Text $visibleTo(internal);             # "submissionToDecision", or a stage that was left
  cases @1 :UInt64 $visibleTo(internal);
  medianLow @2 :UInt32 $visibleTo(internal);
  medianHigh @3 :UInt32 $visibleTo(internal);
  longest @4 :UInt32 $visibleTo(internal);
}

struct PromiseCount {
  kind @0 :Words.PromiseKind $visibleTo(internal);
  kept @1 :UInt64 $visibleTo(internal);
  missed @2 :UInt64 $visibleTo(internal);
  open @3 :UInt64 $visibleTo(internal);
  fellAway @4 :UInt64 $visibleTo(internal);
}

struct StatisticsOfGroup {
  by @0 :Words.StatisticsGroup $visibleTo(internal);
  value @1 :Text $visibleTo(internal);
  cases @2 :Figures $visibleTo(internal);
  occupations @3 :Figures $visibleTo(internal);
  approvedAtFirst @4 :Share $visibleTo(internal);  # approved outright, of cases decided
  approvedInTheEnd @5 :Share $visibleTo(internal); # and after a resubmission, of cases decided
  days @6 :List(Days) $visibleTo(internal);
  promises @7 :List(PromiseCount) $visibleTo(internal);
}

struct Statistics {
  cycle @0 :Text $visibleTo(internal);
  asAt @1 :UInt64 $visibleTo(internal) $Policy.position;
  groups @2 :List(StatisticsOfGroup) $visibleTo(internal);
  responses @3 :List(ResponseCount) $visibleTo(internal);  # to consultations of the cycle, that count
  lateResponses @4 :UInt64 $visibleTo(internal);
  setAsideResponses @5 :UInt64 $visibleTo(internal);
  fromEarlierYears @6 :UInt64 $visibleTo(internal);  # approvals recorded from a list, in no other figure
}

# Reference: what the office knows, from when until when

struct Window {
  window @0 :Text $visibleTo(public);
  opens @1 :Int64 $visibleTo(public) $Policy.instant;  # 0: its days are not known
  closes @2 :Int64 $visibleTo(public) $Policy.instant;
  criteriaVersion @3 :Text $visibleTo(public);
  opened @4 :Bool $visibleTo(public);
  closed @5 :Bool $visibleTo(public);
}

struct Cycle {
  cycle @0 :Text $visibleTo(public);
  title @1 :Text $visibleTo(public);
  routes @2 :List(Text) $visibleTo(public);        # empty: all
  windows @3 :List(Window) $visibleTo(public);
  edition @4 :Office.Edition $visibleTo(public);   # as announced, with what was moved since
  resubmitBy @5 :Int64 $visibleTo(public) $Policy.instant;
  finalListPublished @6 :Bool $visibleTo(public);
  closed @7 :Bool $visibleTo(public);
  timeline @8 :Text $visibleTo(public);            # the last that was published
  source @9 :Text $visibleTo(public);
}

struct RecordedOccupation {
  code @0 :Text $visibleTo(public);
  title @1 :Text $visibleTo(public);
  option @2 :Text $visibleTo(public);
  level @3 :UInt8 $visibleTo(public);
}

struct Standard {
  standard @0 :Text $visibleTo(public);
  title @1 :Text $visibleTo(public);
  version @2 :Text $visibleTo(public);             # the last that was published
  level @3 :UInt8 $visibleTo(public);
  route @4 :Text $visibleTo(public);
  regulator @5 :Words.Regulator $visibleTo(public);
  published @6 :Bool $visibleTo(public);
  versions @7 :List(Text) $visibleTo(public);
  occupations @8 :List(RecordedOccupation) $visibleTo(public);
  retiredFrom @9 :Int64 $visibleTo(public) $Policy.instant;
  replacedBy @10 :Text $visibleTo(public);
  merged @11 :Bool $visibleTo(public);
}

struct HeldRecognition {
  regulator @0 :Words.Regulator $visibleTo(internal);
  number @1 :Text $visibleTo(internal);
  from @2 :Int64 $visibleTo(internal) $Policy.instant;
  until @3 :Int64 $visibleTo(internal) $Policy.instant;
  lost @4 :Bool $visibleTo(internal);
}

struct Organisation {
  organisation @0 :Text $visibleTo(applicant);
  name @1 :Text $visibleTo(applicant);
  kind @2 :Words.OrganisationKind $visibleTo(applicant);
  recognitions @3 :List(HeldRecognition) $visibleTo(internal);
  oia @4 :Words.OiaMembership $visibleTo(internal);
  mergedInto @5 :Text $visibleTo(applicant);
  ukprn @6 :Text $visibleTo(applicant);
  madeUp @7 :Bool $visibleTo(applicant);
}

struct Appointment {
  person @0 :Text $visibleTo(internal);
  kind @1 :Words.AppointmentKind $visibleTo(internal);
  from @2 :Int64 $visibleTo(internal) $Policy.instant;
  until @3 :Int64 $visibleTo(internal) $Policy.instant;
}

struct Delegation {
  delegation @0 :Text $visibleTo(internal);
  power @1 :Words.Power $visibleTo(internal);
  to @2 :Text $visibleTo(internal);
  cycle @3 :Text $visibleTo(internal);
  from @4 :Int64 $visibleTo(internal) $Policy.instant;
  until @5 :Int64 $visibleTo(internal) $Policy.instant;
}

struct ChainBody {
  # A body of the decision chain, with its powers and people.
  body @0 :Text $visibleTo(public);
  kind @1 :Words.BodyKind $visibleTo(public);
  name @2 :Text $visibleTo(public);
  route @3 :Text $visibleTo(public);
  from @4 :Int64 $visibleTo(public) $Policy.instant;
  until @5 :Int64 $visibleTo(public) $Policy.instant;  # 0: it is there
  successor @6 :Text $visibleTo(public);
  delegations @7 :List(Delegation) $visibleTo(internal);
  appointments @8 :List(Appointment) $visibleTo(internal);
}

struct Publication {
  # One version of what the office has published.
  publication @0 :Text $visibleTo(public);
  kind @1 :Words.PublicationKind $visibleTo(public);
  title @2 :Text $visibleTo(public);
  cycle @3 :Text $visibleTo(public);               # empty: any
  version @4 :Text $visibleTo(public);
  hash @5 :Data $visibleTo(public) $Policy.hex;
  from @6 :Int64 $visibleTo(public) $Policy.instant;
  until @7 :Int64 $visibleTo(public) $Policy.instant;  # 0: it stands
  text @8 :Text $visibleTo(public);
}

struct Scope {
  # Whether a standard may be used in a cycle, and since when.
  cycle @0 :Text $visibleTo(public);
  standard @1 :Text $visibleTo(public);
  class @2 :Words.ScopeClass $visibleTo(public);
  from @3 :Int64 $visibleTo(public) $Policy.instant;
  until @4 :Int64 $visibleTo(public) $Policy.instant;  # 0: it stands
  reason @5 :Text $visibleTo(public);
}

# The log

struct LogLevel {
  # Which events may be written, and which programs may read them.
  level @0 :UInt16 $visibleTo(public);             # the log's: events up to it may be written
  supported @1 :UInt16 $visibleTo(public);         # by every daemon of this log: it may be raised as far as that
  raisedAt @2 :Int64 $visibleTo(public) $Policy.instant;  # to what it is; 0: it never was
  position @3 :UInt64 $visibleTo(public) $Policy.position;  # of the record that raised it
}

# The clock

struct ClockReading {
  # The office's clock.
  mode @0 :Text $visibleTo(public);                # system; manual: moved by hand
  now @1 :Int64 $visibleTo(public) $Policy.instant;
  position @2 :UInt64 $visibleTo(public) $Policy.position;  # of the last record
}

struct ClockMove {
  # What is asked of a manual clock.
  to @0 :Int64 $visibleTo(public) $Policy.instant;
}

struct Person {
  # Of whom is told under a pseudonym: how often, and what became of it.
  person @0 :Text $visibleTo(internal);
  texts @1 :UInt32 $visibleTo(internal);      # that can be read
  erased @2 :UInt32 $visibleTo(internal);     # that were
  unsealed @3 :UInt32 $visibleTo(internal);   # from before texts were sealed: no erasure reaches them
  firstPosition @4 :UInt64 $visibleTo(internal) $Policy.position;
  lastPosition @5 :UInt64 $visibleTo(internal) $Policy.position;   # that tells of them
  erasedAt @6 :Int64 $visibleTo(internal) $Policy.instant;
  onLegalHold @7 :Bool $visibleTo(internal);
  keys @8 :List(Data) $visibleTo(nobody);     # ids of those that seal what can be read; the last of them seals what comes
}

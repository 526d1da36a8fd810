# What the office answers. Each is written as JSON, or as Cap'n Proto where the caller accepts it.
@0xebf5162738495a6c;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::answer");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;
using Words = import "vocabulary.capnp";
using Event = import "event.capnp";

struct Receipt {
  # What a command led to; durable.
  position @0 :UInt64 $visibleTo(applicant);       # of the last record
  stream @1 :Text $visibleTo(applicant);
  streamKind @2 :Words.StreamKind $visibleTo(applicant);
  version @3 :UInt64 $visibleTo(applicant);        # of the stream, after it
  recordedAt @4 :Int64 $visibleTo(applicant) $Policy.instant;
  events @5 :List(Text) $visibleTo(applicant);     # types, in order
  repeated @6 :Bool $visibleTo(applicant);         # the first answer to this command, given again
  firstPosition @7 :UInt64 $visibleTo(applicant);
}

struct NamedOccupation {
  standard @0 :Text $visibleTo(applicant);
  option @1 :Text $visibleTo(applicant);
  title @2 :Text $visibleTo(applicant);
  level @3 :UInt8 $visibleTo(applicant);
  regulator @4 :Words.Regulator $visibleTo(applicant);
}

struct HeldDocument {
  id @0 :Text $visibleTo(applicant);
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
  version @2 :UInt64 $visibleTo(applicant);
  position @3 :UInt64 $visibleTo(applicant);       # of its last event
  asAt @4 :UInt64 $visibleTo(applicant);           # position that the answer rests on
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
}

struct TimelineEntry {
  type @0 :Text $visibleTo(applicant);             # of the event
  summary @1 :Text $visibleTo(applicant);
  record @2 :Event.Record $visibleTo(applicant);
}

struct Timeline {
  case @0 :Text $visibleTo(applicant);
  asAt @1 :UInt64 $visibleTo(applicant);           # position that the answer rests on
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
}

struct Register {
  asAt @0 :UInt64 $visibleTo(public);
  rows @1 :List(ListedQualification) $visibleTo(public);
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
  version @16 :UInt64 $visibleTo(applicant);
  changedAt @17 :Int64 $visibleTo(applicant) $Policy.instant;  # its last event was recorded
  consultation @18 :Words.ConsultationStanding $visibleTo(applicant);
}

struct CaseList {
  asAt @0 :UInt64 $visibleTo(applicant);
  cases @1 :List(CaseRow) $visibleTo(applicant);
  next @2 :Text $visibleTo(applicant);             # cursor of the next page; empty: this is the last
}

# The words of the office: what commands, events and answers are made of. Meanings: domain.md section 2, domain/README.md.
@0xe3a1b5c2d4f60712;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;

enum StreamKind {
  # What a stream is about. The number is the first byte of its keys: never change one.
  office @0;        # the log itself: who writes it
  case @1;          # one application with all that follows
  cycle @2;
  consultation @3;
  meeting @4;
  publication @5;
  enquiry @6;
  standard @7;
  organisation @8;
  body @9;          # a body of the decision chain, its delegations and appointments
  processFeedback @10;  # what applicants say about the process, apart from any case
  calendar @11;     # bank holidays of a division
  route @12;
  person @13;       # somebody of whom is told under a pseudonym: what is forgotten of them, and what must not be
  retention @14;    # the retention schedule: for how long a class of records is kept, a stream for each class
}

enum Role {
  # What a caller acts as (domain.md section 3).
  nobody @0;
  system @1;              # the office's own consequences and deadlines; never held by a caller
  applicant @2;
  official @3;
  ofqual @4;
  ofs @5;                 # Office for Students
  statutoryRegulator @6;
  peerReviewer @7;
  routePanel @8;
  assuranceBody @9;       # the body that the cycle's edition names to assure
  decisionMaker @10;      # the body or person that the cycle's edition names to decide
  respondent @11;         # answers a consultation
  thirdParty @12;
  secretary @13;          # of a meeting
  legalTeam @14;
  examiner @15;           # of a procedural review
  reviewPanel @16;
  recordsOfficer @17;
  statistician @18;
  operator @19;           # runs the service
  auditor @20;
  mailer @21;             # sends notices and says what became of them
}

enum Stage {
  # States of a case (domain.md section 11).
  none @0;
  registered @1;
  accessGranted @2;
  draft @3;
  lapsed @4;
  submitted @5;
  ineligible @6;
  underReview @7;
  informationRequested @8;
  adviceReady @9;
  panelRecommended @10;
  assured @11;
  decided @12;
  changesRequired @13;
  resubmitted @14;
  approved @15;
  live @16;
  underChange @17;
  notApproved @18;
  carriedOver @19;
  withdrawn @20;
  approvalWithdrawn @21;
}

enum Outcome {
  none @0;
  approved @1;
  approvedWithRequiredChanges @2;
  notApproved @3;
  carriedOver @4;
}

enum Criterion {
  # domain.md section 6; rules by cycle in ops/reference/criteria.json.
  none @0;
  alignment @1;
  levelMatch @2;
  ksbCoverage @3;
  assessment @4;
  additionalContent @5;
  employerEngagement @6;
  employerDemand @7;
  statutoryOutcomesTest @8;
  regulatedApplicant @9;
  statutoryRegulator @10;
  title @11;
  ipPermission @12;
  terms @13;
  supportSession @14;
}

enum Rating { notAssessed @0; met @1; partlyMet @2; notMet @3; }

enum QualificationKind {
  other @0;
  higherNationalCertificate @1;
  higherNationalDiploma @2;
  foundationDegree @3;
  certificateOfHigherEducation @4;
  diplomaOfHigherEducation @5;
  diploma @6;
  certificate @7;
  award @8;
}

enum OrganisationKind { other @0; awardingOrganisation @1; higherEducationProvider @2; employer @3; regulator @4; }

enum Regulator {
  # Who recognises organisations or advises on a case.
  none @0;
  ofqual @1;
  officeForStudents @2;
  nursingAndMidwiferyCouncil @3;
  healthAndCareProfessionsCouncil @4;
  generalDentalCouncil @5;
}

enum OiaMembership { unknown @0; required @1; joined @2; notJoined @3; }
# Of the Office of the Independent Adjudicator's scheme: on record, never a gate.

enum DocumentPart {
  # What a document of the form shows (domain.md section 7).
  other @0;
  structureAndMapping @1;
  assessment @2;
  additionalContent @3;
  employerEngagement @4;
  employerLetter @5;
  demand @6;
  rights @7;
  specification @8;
  resubmission @9;
}

enum Sensitivity { unanswered @0; mayBePublished @1; flagged @2; }
# The applicant's answer for one item: what may be used for the consultation. No answer counts as flagged.

enum Coverage { none @0; full @1; partial @2; }

enum ScopeClass { notListed @0; inScope @1; contactUs @2; outOfScope @3; }

enum LevelPolicy {
  # Level 4 qualification against a level 5 occupation (domain.md section 6).
  eitherWay @0;              # cycle 1
  fourAgainstFiveByContact @1;  # cycle 2 and later: only after contact with the team before submission
}

enum ConsultationPolicy { notPlanned @0; planned @1; }
enum PeerReviewPolicy { whereAppropriate @0; always @1; }

enum BodyKind {
  # Bodies that recommend, assure, decide or review.
  none @0;
  routePanel @1;
  approvalsAndFundingCommittee @2;
  complianceBoard @3;
  approvalsCommittee @4;
  instituteBoard @5;
  chiefExecutive @6;
  secretaryOfState @7;
  reviewPanel @8;
  officials @9;
}

enum Power { none @0; recommend @1; assure @2; decide @3; review @4; determineCopyright @5; confirmChanges @6; }

enum AppointmentKind { none @0; panelMember @1; committeeMember @2; peerReviewer @3; official @4; delegate @5; }

enum MeetingKind { none @0; panel @1; committee @2; board @3; reviewPanel @4; }

enum PublicationKind {
  none @0;
  guidance @1;
  criteria @2;
  form @3;
  conditionsOfApplication @4;
  conditionsOfApproval @5;
  privacyNotice @6;
  timeline @7;
  scopeList @8;
  markGuidelines @9;
  eventMaterial @10;
}

enum EnquiryKind {
  none @0;
  general @1;
  standardNotOnTheList @2;
  occupationInNoMap @3;
  levelFourAgainstFive @4;
  earlySubmission @5;
  accessibility @6;
}

enum RespondentKind { other @0; employer @1; learner @2; provider @3; awardingBody @4; professionalBody @5; }

enum HoldGround {
  none @0;
  recognitionLost @1;
  statutoryRegulatorSilent @2;
  regulatoryAction @3;
  standardUnderRevision @4;
  legalAdvice @5;
  other @6;
}

enum NoticeKind {
  # What must be told to an applicant, a respondent or a body.
  none @0;
  receipt @1;
  timeline @2;
  eligibility @3;
  informationRequest @4;
  hold @5;
  decisionAndFeedback @6;
  resubmissionDate @7;
  changesOutcome @8;
  conditionsDue @9;
  listing @10;
  materialTakenDown @11;
  lateSubmission @12;
  lapse @13;
}

enum WorkKind {
  # What waits for somebody.
  none @0;
  recordSupportSession @1;    # the edition asks for one before the form opens
  submitApplication @2;
  correctApplication @3;      # ineligible, while the window is open
  confirmReceipt @4;
  checkEligibility @5;
  answerInformationRequest @6;
  giveConsultationResponse @7;
  writePeerReview @8;
  giveRegulatorAdvice @9;
  giveStatutoryAdvice @10;
  review @11;                 # analysis and advice
  releaseHold @12;
  recommend @13;
  assure @14;
  decide @15;
  giveFeedback @16;           # by the promised day
  determineCopyright @17;
  resubmit @18;
  checkChanges @19;
  acceptCopyrightTransfer @20;
  acceptConditions @21;
  listPublicly @22;
  answerEnquiry @23;
  openWindow @24;             # the office's own, at its instant
  closeWindow @25;
  passCutOff @26;
  openConsultation @27;
  closeConsultation @28;
  summariseConsultation @29;
}

enum RetentionClass {
  # What the retention schedule tells apart: how a record came to its end.
  none @0;
  registration @1;          # never submitted: lapsed, or withdrawn before
  ineligible @2;            # a gate failed, and it was not corrected in the window
  withdrawn @3;             # by its applicant, after submission
  notApproved @4;
  carriedOver @5;           # to a later cycle: its successor is a record of its own
  approved @6;              # an approval; from its end on
  consultationResponses @7; # from the close of the consultation on
  enquiry @8;               # from its answer on
  processFeedback @9;       # from when it was given on
}

enum PromiseKind { none @0; receipt @1; feedback @2; }
enum PromiseStanding {
  open @0;
  kept @1;
  missed @2;      # kept too late
  fellAway @3;    # the case ended before
}

enum StatisticsGroup {
  # What the figures of a cycle are broken down by.
  all @0;
  window @1;
  route @2;
  level @3;
  standard @4;
  awardingBodyKind @5;
}

enum PeerReviewStanding { notCommissioned @0; commissioned @1; received @2; declined @3; waived @4; discounted @5; }
enum AdviceStanding { notRequested @0; requested @1; received @2; notNeeded @3; }
enum ConsultationStanding { notPlanned @0; pending @1; open @2; closed @3; }

struct Moment $Policy.shorthand("local") {
  # A London time: what people read and the instant it stands for. A day alone means its first instant.
  local @0 :Text $visibleTo(public);       # 2020-09-23T12:00 or 2020-09-23
  instant @1 :Int64 $visibleTo(public) $Policy.instant $Policy.computed;
}

struct Deadline $Policy.shorthand("local") {
  # A London time until which something may still be done. A day alone means its last instant.
  local @0 :Text $visibleTo(public);
  instant @1 :Int64 $visibleTo(public) $Policy.instant $Policy.computed;
}

struct Personal $Policy.sealedText {
  # Text about a person who can ask to be forgotten: sealed with a key of that person before it reaches the log.
  person @0 :Text $visibleTo(internal);  # a pseudonym, never a name
  key @1 :Data $visibleTo(nobody);       # id of the key that seals; empty: not sealed
  box @2 :Data $visibleTo(nobody);       # the sealed bytes; UTF-8 text if not sealed
}

struct Document {
  id @0 :Text $visibleTo(applicant) $Policy.reference("slug") $Policy.document;  # within the case
  hash @1 :Data $visibleTo(applicant) $Policy.hex;                    # SHA-256 of the bytes
  size @2 :UInt64 $visibleTo(applicant);                              # bytes
  mediaType @3 :Text $visibleTo(applicant);
  name @4 :Text $visibleTo(applicant) $Policy.disposable;
  part @5 :DocumentPart $visibleTo(applicant);
  sensitivity @6 :Sensitivity $visibleTo(applicant);
}

struct Occupation {
  # One occupation that the qualification is said to lead to.
  standard @0 :Text $visibleTo(applicant) $Policy.reference("standard");
  option @1 :Text $visibleTo(applicant);    # letter of a core-and-options standard; empty: it has none
  version @2 :Text $visibleTo(applicant);   # of the standard, as the mapping was made for
}

struct KsbCoverage {
  unit @0 :Text $visibleTo(applicant);
  ksb @1 :Text $visibleTo(applicant);       # K1, S2, B3 within the standard
  standard @2 :Text $visibleTo(applicant) $Policy.reference("standard");
  coverage @3 :Coverage $visibleTo(applicant);
  reason @4 :Text $visibleTo(applicant);    # owed where coverage is partial
}

struct Unit {
  code @0 :Text $visibleTo(applicant);
  title @1 :Text $visibleTo(applicant);
  group @2 :Text $visibleTo(applicant);     # of optional units; empty: mandatory
}

struct UnitGroup {
  name @0 :Text $visibleTo(applicant);
  atLeast @1 :UInt16 $visibleTo(applicant); # units of the group a learner takes
  atMost @2 :UInt16 $visibleTo(applicant);
}

struct RequiredChange {
  number @0 :UInt16 $visibleTo(applicant);
  criterion @1 :Criterion $visibleTo(applicant);
  standard @2 :Text $visibleTo(applicant) $Policy.reference("standard");
  document @3 :Text $visibleTo(applicant) $Policy.document;
  change @4 :Text $visibleTo(applicant) $Policy.disposable;
}

struct ChangeAnswer {
  number @0 :UInt16 $visibleTo(applicant);
  done @1 :Bool $visibleTo(applicant);
  documentHash @2 :Data $visibleTo(applicant) $Policy.hex $Policy.document;  # of the changed document, where done
  reason @3 :Text $visibleTo(applicant) $Policy.disposable;                    # why not possible, where not done
}

struct OccupationVerdict {
  # What is recommended or decided on one occupation.
  standard @0 :Text $visibleTo(applicant) $Policy.reference("standard");
  outcome @1 :Outcome $visibleTo(applicant);
  reasons @2 :Text $visibleTo(applicant) $Policy.disposable;
}

struct Recognition {
  regulator @0 :Regulator $visibleTo(internal);
  number @1 :Text $visibleTo(internal);
}

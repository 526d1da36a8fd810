# A schema with one of everything that JSON, redaction and summaries know, for their tests.
@0xd1c3a5b7e9f80213;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::sample");
using Json = import "/capnp/compat/json.capnp";
using Policy = import "/schemas/policy.capnp";
using visibleTo = Policy.visibleTo;

enum Outcome {
  # What became of it.
  none @0;
  approved @1;  # as asked
  approvedWithRequiredChanges @2;
  notApproved @3 $Json.name("refused");
}

struct Moment $Policy.shorthand("local") $visibleTo(public) {
  local @0 :Text;
  instant @1 :Int64 $Policy.instant $Policy.computed;
}

struct Personal $Policy.sealedText {
  person @0 :Text $visibleTo(internal);
  key @1 :Data $visibleTo(nobody);
  box @2 :Data $visibleTo(nobody);
}

struct Occupation $visibleTo(applicant) {
  standard @0 :Text $Policy.reference("standard");
  level @1 :UInt8;
  note @2 :Text $visibleTo(restricted);
  within @3 :List(Occupation);
}

struct Choice {
  union {
    nothing @0 :Void $visibleTo(public);
    number @1 :UInt32 $visibleTo(public);
    secret @2 :Text $visibleTo(restricted);
    occupation @3 :Occupation $visibleTo(applicant);
  }
}

struct Sample $Policy.summary("{title}: {outcome}, {occupations.count} occupations by {names}; {author}, {at}, {choice.number}") {
  # One of everything.
  title @0 :Text $visibleTo(public);
  # What it is called.
  isNew @1 :Bool $visibleTo(public);
  small @2 :Int8 $visibleTo(public);
  count @3 :UInt16 $visibleTo(applicant);
  large @4 :Int64 $visibleTo(internal);
  position @5 :UInt64 $visibleTo(internal);
  share @6 :Float64 $visibleTo(internal);
  ratio @7 :Float32 $visibleTo(internal);
  outcome @8 :Outcome $visibleTo(applicant);
  outcomes @9 :List(Outcome) $visibleTo(applicant);
  names @10 :List(Text) $visibleTo(applicant);
  numbers @11 :List(Int32) $visibleTo(internal);
  grid @12 :List(List(UInt8)) $visibleTo(internal);
  occupations @13 :List(Occupation) $visibleTo(applicant);
  lead @14 :Occupation $visibleTo(internal);
  hash @15 :Data $visibleTo(internal) $Policy.hex;
  bytes @16 :Data $visibleTo(internal);
  receivedAt @17 :Int64 $visibleTo(public) $Policy.instant;
  on @18 :Text $visibleTo(public) $Policy.day;
  standard @19 :Text $visibleTo(applicant) $Policy.reference("standard");
  occupation @20 :Text $visibleTo(applicant) $Policy.reference("occupation");
  provider @21 :Text $visibleTo(applicant) $Policy.reference("ukprn");
  slug @22 :Text $visibleTo(applicant) $Policy.reference("slug");
  earlierCase @23 :Text $visibleTo(applicant) $Policy.reference("case");
  at @24 :Moment $visibleTo(public);
  author @25 :Personal $visibleTo(applicant);
  choice @26 :Choice $visibleTo(public);
  choices @27 :List(Choice) $visibleTo(public);
  weight :group {
    grams @28 :UInt32 $visibleTo(internal);
    scale @29 :Text $visibleTo(restricted);
  }
  filledIn @30 :Text $visibleTo(public) $Policy.computed;
  renamed @31 :Text $visibleTo(public) $Json.name("new-name");
  forgotten @32 :Text;
  never @33 :Text $visibleTo(nobody);
  slugs @34 :List(Text) $visibleTo(applicant) $Policy.reference("slug");
  empty @35 :Void $visibleTo(public);
  form :union {
    none @36 :Void $visibleTo(public);
    paper @37 :Text $visibleTo(public);
    digital :group {
      pages @38 :UInt16 $visibleTo(public);
      origin @39 :Text $visibleTo(internal);
    }
  }
}

struct Ten $visibleTo(public) {
  # Ten fields, to measure with.
  title @0 :Text;
  level @1 :UInt8;
  isNew @2 :Bool;
  outcome @3 :Outcome;
  receivedAt @4 :Int64 $Policy.instant;
  standard @5 :Text $Policy.reference("standard");
  reasons @6 :Text;
  number @7 :UInt32;
  on @8 :Text $Policy.day;
  names @9 :List(Text);
}

struct BadSummary $Policy.summary("{title} and {missing}") {
  title @0 :Text $visibleTo(public);
}

struct Merger $Policy.summary("{names.count name} merged[ into {into}][ at level {level}], [{agreed?}as agreed|against the wish of {outcome}|unasked]: {reason}.") {
  # A sentence with parts that may be left out.
  names @0 :List(Text) $visibleTo(public);
  into @1 :Text $visibleTo(public);
  level @2 :UInt8 $visibleTo(public);
  agreed @3 :Bool $visibleTo(internal);
  outcome @4 :Outcome $visibleTo(public);
  reason @5 :Text $visibleTo(public);
}

struct OpenBracket $Policy.summary("Merged[ into {into}.") {
  into @0 :Text $visibleTo(public);
}

struct IdleBracket $Policy.summary("Merged[ into one].") {
  into @0 :Text $visibleTo(public);
}

struct NounWithoutNumber $Policy.summary("{into case}") {
  into @0 :Text $visibleTo(public);
}

# What the access journal keeps: who read what is narrow, and who was refused. It holds no content of a case, only names of
# fields, references and numbers.
@0x801579eaef7faa4c;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::journal");
using Policy = import "policy.capnp";
using visibleTo = Policy.visibleTo;
using Words = import "vocabulary.capnp";

enum EntryKind {
  none @0;
  begun @1;       # the journal begins here: it was new, or the one before was damaged and set aside
  read @2;        # restricted or personal material left by a door; to an auditor, anything that is not public
  refusal @3;     # a caller who is known was refused
  strangers @4;   # so many requests of nobody who is known were refused since the last such entry
  unrecorded @5;  # so many refusals could not be written when they happened
  disposed @6;    # so many entries, the oldest, were disposed of: their time was over
}

struct AccessEntry {
  # An entry of the access journal: who read restricted or personal material, or was refused; under which role, and what for.
  entry @0 :UInt64 $visibleTo(restricted);         # a number of the journal's own, from 1 without a gap
  at @1 :Int64 $visibleTo(restricted) $Policy.instant;
  kind @2 :EntryKind $visibleTo(restricted);
  subject @3 :Text $visibleTo(restricted);         # who
  roles @4 :List(Words.Role) $visibleTo(restricted);
  organisation @5 :Text $visibleTo(restricted);
  purpose @6 :Text $visibleTo(restricted);         # as the caller gave it; none: not given
  method @7 :Text $visibleTo(restricted);
  path @8 :Text $visibleTo(restricted);            # the pattern: what was asked for stands in cases and command
  command @9 :Text $visibleTo(restricted);
  cases @10 :List(Text) $visibleTo(restricted);
  everyCase @11 :Bool $visibleTo(restricted);      # read on through the log: whichever case is on it
  fields @12 :List(Text) $visibleTo(restricted);   # restricted or personal ones that left, by their names
  persons @13 :List(Text) $visibleTo(restricted);  # whose personal text left
  status @14 :UInt16 $visibleTo(restricted);
  refusal @15 :Text $visibleTo(restricted);        # the type of the problem that was answered
  count @16 :UInt64 $visibleTo(restricted);        # of strangers, unrecorded, disposed
  note @17 :Text $visibleTo(restricted);           # of the office's own entries
  previous @18 :Data $visibleTo(restricted) $Policy.hex;  # SHA-256 of the entry before
}

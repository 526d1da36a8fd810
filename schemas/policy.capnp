# Annotations that carry policy, so that no code has to repeat it. Design: ARCHITECTURE.md, "The schema is the vocabulary".
@0xb1f0c3a5d2e47701;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("htq::policy");

enum Audience {
  # Who may see a field or an event, from the widest circle to the narrowest (domain.md section 13).
  nobody @0;        # written down by mistake without a class: leaves by no door
  public @1;        # everyone
  consultation @2;  # everyone while the consultation on it is open
  applicant @3;     # the applicant of the case, officials, auditors
  internal @4;      # officials, the bodies of the decision chain, auditors
  restricted @5;    # named officials, the bodies of the chain, auditors
}

annotation visibleTo(field, struct) :Audience;
# The widest audience that may see it. Stands on every field and every event.

annotation personal(field) :Void;
# Personal data (domain.md section 13 rule 4): sealed before it reaches the log, and erasable. Fields of type Personal only.

annotation disposable(field) :Void;
# Free text that goes with its record when that is disposed of (domain.md section 13 rule 7): sealed with a key of the stream before
# it reaches the log. Fields of type Text and List(Text) only. JSON: the text; of one that is gone {"disposed": true}.

annotation summary(struct) :Text;
# The timeline sentence of an event, with field names in braces. It may use nothing but the event itself.

annotation on(field) :Text;
# On a command or an event of a union: the kind of stream it acts on, by the name of the StreamKind enumerant.

annotation creates(field) :Void;
# On a command: it opens the stream it acts on.

annotation level(field) :UInt16;
# On an event of the union Body: the log level from which it may be written. 1 if it does not say.

annotation instant(field) :Void;
# An Int64 in nanoseconds since 1970-01-01T00:00:00Z. JSON: RFC 3339 in UTC, with the London text beside it in an answer.

annotation day(field) :Void;
# Text holding a day of the London calendar, YYYY-MM-DD.

annotation reference(field, struct) :Text;
# Text that must read as an identifier of this kind: "case", "standard", "occupation", "ukprn", "slug".

annotation hex(field) :Void;
# Data shown in JSON as lower-case hexadecimal digits.

annotation computed(field) :Void;
# The office fills it in. A command that carries it is refused.

annotation shorthand(struct) :Text;
# In a command a plain JSON string may stand for this struct: it fills the named field.

annotation position(field) :Void;
# A position of the log. Whoever does not see every record gets it sealed, so that no gap tells of what lies between.

annotation document(field) :Void;
# Names a document of the case, by its id or its hash. What the applicant flagged drops to restricted, and with it the struct that
# names it, whatever its fields say.

annotation namesPerson(field) :Void;
# Says who it is or was: by a pseudonym, an address, or what was made out to one person. Personal data of theirs that a copy under section 40
# leaves out, where the event as a whole may be told. Texts about persons ($personal) need it not.

annotation sealedText(struct) :Void;
# Fields person, key, box. JSON: {"person", "text"}; an erased one shows {"person", "erased": true}.

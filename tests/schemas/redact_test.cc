#include "schemas/redact.h"

#include <capnp/serialize.h>
#include <gtest/gtest.h>

#include "schemas/summary.h"
#include "tests/schemas/sample.h"

namespace htq {
namespace {

using policy::Audience;
using sample::Message;
using sample::Sample;

constexpr Audience kAudiences[] = {Audience::NOBODY,    Audience::PUBLIC,   Audience::CONSULTATION,
                                   Audience::APPLICANT, Audience::INTERNAL, Audience::RESTRICTED};

kj::Array<capnp::word> words(Message& message) {
  return capnp::canonicalize(message.root.asReader());
}

Shown redact(Sample::Reader from, Message& to, Audience clearance,
             SealedTexts sealed = SealedTexts::withheld) {
  return Redactor(sample::schema(), sealed).redact(from, to.root, clearance);
}

/// Sets one field, and whatever is inside it, to something recognisable.
void mark(const FieldPlan& field, capnp::DynamicStruct::Builder in, int depth);

void mark(const StructPlan& plan, capnp::DynamicStruct::Builder in, int depth) {
  for (const FieldPlan& field : plan.fields)
    if (!field.is_in_union) mark(field, in, depth);
}

void mark(const TypePlan& type, capnp::DynamicList::Builder in, int depth) {
  if (type.kind == JsonKind::structure) return mark(*type.structure, in[0].as<capnp::DynamicStruct>(), depth);
  if (type.kind == JsonKind::list) return mark(*type.element, in.init(0, 1).as<capnp::DynamicList>(), depth);
  if (type.kind == JsonKind::text)
    in.set(0, "MARK");
  else if (type.kind == JsonKind::enumeration)
    in.set(0, capnp::DynamicEnum(type.enumeration->schema, 2));
  else
    in.set(0, 77);
}

void mark(const FieldPlan& field, capnp::DynamicStruct::Builder in, int depth) {
  if (depth > 4) return;
  switch (field.type.kind) {
    case JsonKind::nothing: return;
    case JsonKind::boolean: return in.set(field.field, true);
    case JsonKind::whole:
    case JsonKind::real: return in.set(field.field, 77);
    case JsonKind::text: return in.set(field.field, "MARK");
    case JsonKind::data: return in.set(field.field, capnp::Data::Reader(kj::StringPtr("MARK").asBytes()));
    case JsonKind::enumeration:
      return in.set(field.field, capnp::DynamicEnum(field.type.enumeration->schema, 2));
    case JsonKind::structure:
      return mark(*field.type.structure, in.init(field.field).as<capnp::DynamicStruct>(), depth + 1);
    case JsonKind::list:
      return mark(*field.type.element, in.init(field.field, 1).as<capnp::DynamicList>(), depth + 1);
  }
}

TEST(Redact, WhatMayNotBeSeenChangesNothingThatIsSent) {
  const Plan plan(sample::schema());
  const JsonWriter writer(sample::schema(), {.open = &sample::open});
  for (const Audience clearance : kAudiences) {
    Message nothing, nothing_out;
    redact(nothing.root, nothing_out, clearance);
    for (const FieldPlan& field : plan.root().fields) {
      Message marked, out;
      mark(field, marked.root, 0);
      ASSERT_EQ(redact(marked.root, out, clearance), Shown::yes) << field.name;
      std::string json;
      writer.write(marked.root.asReader(), clearance, json);
      const bool may_see = is_visible(field.audience, clearance);
      const bool is_same = words(out).asBytes() == words(nothing_out).asBytes();
      if (!may_see) {
        EXPECT_TRUE(is_same) << field.name << " reached clearance " << static_cast<int>(clearance);
        EXPECT_EQ(json.find("\"" + field.name + "\""), std::string::npos) << json;
      }
      if (may_see && field.type.kind != JsonKind::nothing && field.name != "form" && field.name != "choice") {
        EXPECT_FALSE(is_same) << field.name << " is missing at clearance " << static_cast<int>(clearance);
      }
    }
  }
}

TEST(Redact, JudgesWhatIsInsideAStructAgain) {
  Message message, out;
  auto occupation = message.root.initOccupations(1)[0];
  occupation.setStandard("ST0127");
  occupation.setNote("hidden");
  occupation.initWithin(1)[0].setNote("hidden too");
  message.root.getWeight().setGrams(3);
  message.root.getWeight().setScale("hidden");
  redact(message.root, out, Audience::INTERNAL);
  EXPECT_STREQ(out.root.getOccupations()[0].getStandard().cStr(), "ST0127");
  EXPECT_EQ(sample::write(out.root).find("hidden"), std::string::npos);
  EXPECT_EQ(out.root.getOccupations()[0].getWithin().size(), 1);
  EXPECT_EQ(out.root.getWeight().getGrams(), 3);
}

TEST(Redact, TakesTheStructsOwnAudienceWhereAFieldHasNone) {
  Message message, out;
  message.root.initAt().setLocal("2020-09-23");
  message.root.setForgotten("no audience, and its struct has none");
  redact(message.root, out, Audience::RESTRICTED);
  EXPECT_STREQ(out.root.getAt().getLocal().cStr(), "2020-09-23");
  EXPECT_FALSE(out.root.hasForgotten());
}

TEST(Redact, KeepsTheActiveMemberOfAUnion) {
  Message message, out;
  message.root.initChoice().setNumber(7);
  message.root.getForm().setPaper("p");
  redact(message.root, out, Audience::PUBLIC);
  EXPECT_EQ(out.root.getChoice().getNumber(), 7);
  EXPECT_STREQ(out.root.getForm().getPaper().cStr(), "p");
}

TEST(Redact, SaysThatAUnionHidesTheWhole) {
  capnp::MallocMessageBuilder from, to;
  auto choice = from.initRoot<sample::Choice>();
  choice.setSecret("s");
  const Redactor redactor(sample::schema());
  EXPECT_EQ(redactor.redact(choice.asReader(), to.initRoot<sample::Choice>(), Audience::INTERNAL), Shown::no);
  EXPECT_EQ(redactor.redact(choice.asReader(), to.getRoot<sample::Choice>(), Audience::RESTRICTED),
            Shown::yes);
  EXPECT_STREQ(to.getRoot<sample::Choice>().getSecret().cStr(), "s");
}

TEST(Redact, LeavesOutAStructWhoseUnionIsHidden) {
  Message message, out;
  message.root.initChoice().setSecret("s");
  auto choices = message.root.initChoices(3);
  choices[0].setNumber(1);
  choices[1].setSecret("s");
  choices[2].setNumber(2);
  redact(message.root, out, Audience::INTERNAL);
  EXPECT_FALSE(out.root.hasChoice());
  ASSERT_EQ(out.root.getChoices().size(), 2);
  EXPECT_EQ(out.root.getChoices()[1].getNumber(), 2);
}

TEST(Redact, CarriesSealedTextsOnlyIfAsked) {
  Message message, withheld, carried, hidden;
  message.root.initAuthor().setPerson("p");
  message.root.getAuthor().setKey(kj::StringPtr("k").asBytes());
  message.root.getAuthor().setBox(kj::StringPtr("b").asBytes());
  redact(message.root, withheld, Audience::RESTRICTED);
  EXPECT_TRUE(withheld.root.hasAuthor());
  EXPECT_FALSE(withheld.root.getAuthor().hasBox());
  redact(message.root, carried, Audience::APPLICANT, SealedTexts::carried);
  EXPECT_FALSE(carried.root.getAuthor().hasPerson());
  EXPECT_EQ(view(carried.root.getAuthor().getKey()), "k");
  EXPECT_EQ(view(carried.root.getAuthor().getBox()), "b");
  redact(message.root, hidden, Audience::PUBLIC, SealedTexts::carried);
  EXPECT_FALSE(hidden.root.hasAuthor());
}

TEST(Redact, DoesNotPassOnWhatItDoesNotKnow) {
  // The same bytes, written by a program whose Choice has one word and one pointer more.
  Message message, out;
  auto wide = message.root.initLead();
  wide.setLevel(4);
  capnp::MallocMessageBuilder foreign;
  auto larger = foreign.initRoot<capnp::AnyPointer>().initAsAnyStruct(4, 6);
  larger.getDataSection()[0] = 4;
  larger.getDataSection()[24] = 99;
  larger.getPointerSection()[5].setAs<capnp::Text>("unknown");
  capnp::MallocMessageBuilder to;
  const Redactor redactor(sample::schema());
  auto narrow = to.initRoot<sample::Occupation>();
  ASSERT_EQ(redactor.redact(foreign.getRoot<sample::Occupation>().asReader(), narrow, Audience::RESTRICTED),
            Shown::yes);
  EXPECT_EQ(narrow.getLevel(), 4);
  const auto flat = capnp::canonicalize(narrow.asReader());
  EXPECT_EQ(view(capnp::Data::Reader(flat.asBytes())).find("unknown"), std::string_view::npos);
}

}  // namespace
}  // namespace htq

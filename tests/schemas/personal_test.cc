#include "schemas/personal.h"

#include <capnp/message.h>
#include <capnp/schema.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "schemas/annotation_ids.h"
#include "schemas/text.h"

namespace htq {
namespace {

bool is_personal(capnp::StructSchema::Field field) {
  for (const auto annotation : field.getProto().getAnnotations())
    if (annotation.getId() == annotation::kPersonal) return true;
  return false;
}

bool holds_a_text_about_a_person(capnp::Type type) {
  while (type.isList()) type = type.asList().getElementType();
  return type.isStruct() && type.asStruct() == capnp::Schema::from<Personal>();
}

/// Of every struct below, the fields that hold such a text: "OrganisationRegistered.contact", with its depth.
void walk(capnp::StructSchema schema, int depth, std::set<std::uint64_t>& met,
          const std::function<void(capnp::StructSchema, capnp::StructSchema::Field, int)>& each) {
  if (!met.insert(schema.getProto().getId()).second) return;
  for (const auto field : schema.getFields()) {
    capnp::Type type = field.getType();
    if (holds_a_text_about_a_person(type)) each(schema, field, depth);
    while (type.isList()) type = type.asList().getElementType();
    if (type.isStruct()) walk(type.asStruct(), depth + 1, met, each);
  }
}

TEST(PersonalFields, StandInTheEventItselfAndSayWhatTheyAre) {
  std::set<std::uint64_t> met{capnp::Schema::from<Personal>().getProto().getId()};
  int found = 0;
  walk(capnp::Schema::from<Body>(), 0, met,
       [&](capnp::StructSchema schema, capnp::StructSchema::Field field, int depth) {
         const auto name =
             std::string(schema.getShortDisplayName().cStr()) + "." + field.getProto().getName().cStr();
         EXPECT_EQ(depth, 1) << name << " would not be sealed: each_personal looks at the fields of events";
         EXPECT_TRUE(is_personal(field)) << name << " says no $Policy.personal";
         EXPECT_FALSE(field.getType().isList()) << name;
         ++found;
       });
  EXPECT_GE(found, 5);
}

TEST(PersonalFields, AreFoundWhereTheyAreGiven) {
  capnp::MallocMessageBuilder message;
  auto body = message.initRoot<Record>().initBody();
  int found = 0;
  const auto count = [&](Personal::Reader) { ++found; };
  EXPECT_TRUE(tells_of_a_person(Body::ORGANISATION_REGISTERED));
  EXPECT_FALSE(tells_of_a_person(Body::ROUTE_RECORDED));
  EXPECT_FALSE(tells_of_a_person(static_cast<Body::Which>(0xffff)));
  auto event = body.initOrganisationRegistered();
  each_personal(body.asReader(), count);
  EXPECT_EQ(found, 0);
  event.initContact().setBox(as_data("Ada"));
  each_personal(body.asReader(), count);
  EXPECT_EQ(found, 1);
  each_personal(body, [](Personal::Builder about) { about.setBox(as_data("sealed")); });
  EXPECT_EQ(string(event.getContact().asReader().getBox()), "sealed");
}

}  // namespace
}  // namespace htq

#include "schemas/personal.h"

#include <capnp/dynamic.h>
#include <capnp/schema.h>

#include <vector>

#include "schemas/annotation_ids.h"

namespace htq {
namespace {

bool is_personal(capnp::StructSchema::Field field) {
  for (const auto annotation : field.getProto().getAnnotations())
    if (annotation.getId() == annotation::kPersonal) return true;
  return false;
}

/// The fields of an event that are personal. They stand in the event itself: a test holds the schemas to it.
using Fields = std::vector<capnp::StructSchema::Field>;

const Fields& fields_of(Body::Which event) {
  static const auto all = [] {
    std::vector<Fields> fields;
    for (const auto member : capnp::Schema::from<Body>().getUnionFields()) {
      const auto number = member.getProto().getDiscriminantValue();
      if (fields.size() <= number) fields.resize(number + 1U);
      for (const auto field : member.getType().asStruct().getFields())
        if (is_personal(field)) fields[number].push_back(field);
    }
    return fields;
  }();
  static const Fields none;
  const auto number = static_cast<std::size_t>(event);
  return number < all.size() ? all[number] : none;
}

}  // namespace

bool tells_of_a_person(Body::Which event) {
  return !fields_of(event).empty();
}

void each_personal(Body::Reader body, const std::function<void(Personal::Reader)>& each) {
  const Fields& fields = fields_of(body.which());
  if (fields.empty()) return;
  const capnp::DynamicStruct::Reader members = body;
  const auto event = members.get(KJ_ASSERT_NONNULL(members.which())).as<capnp::DynamicStruct>();
  for (const auto field : fields)
    if (event.has(field)) each(event.get(field).as<Personal>());
}

void each_personal(Body::Builder body, const std::function<void(Personal::Builder)>& each) {
  const Fields& fields = fields_of(body.which());
  if (fields.empty()) return;
  capnp::DynamicStruct::Builder members = body;
  auto event = members.get(KJ_ASSERT_NONNULL(members.which())).as<capnp::DynamicStruct>();
  for (const auto field : fields)
    if (event.has(field)) each(event.get(field).as<Personal>());
}

}  // namespace htq

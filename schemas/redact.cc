#include "schemas/redact.h"

#include <kj/debug.h>

namespace htq {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;

Redactor::Redactor(capnp::StructSchema root, SealedTexts sealed_texts)
    : plan_(root), sealed_texts_(sealed_texts) {}

Shown Redactor::redact(DynamicStruct::Reader from, DynamicStruct::Builder to,
                       policy::Audience clearance) const {
  const StructPlan* plan = plan_.find(from.getSchema());
  KJ_REQUIRE(plan != nullptr && from.getSchema() == to.getSchema(),
             "structs that this redactor does not know");
  if (!is_shown(*plan, from, clearance)) return Shown::no;
  copy(*plan, from, to, clearance);
  return Shown::yes;
}

bool Redactor::is_shown(const StructPlan& plan, const DynamicStruct::Reader& from,
                        policy::Audience clearance) const {
  const FieldPlan* active = plan.active(from);
  if (plan.has_union && (active == nullptr || !is_visible(active->audience, clearance))) return false;
  // A group is part of the struct: the union in one hides the whole, unless the audience knows of no member
  // of it.
  for (const FieldPlan& field : plan.fields) {
    if (!field.is_group || (field.is_in_union && &field != active)) continue;
    if (!is_visible(field.audience, clearance)) continue;
    if (!is_shown(*field.type.structure, from.get(field.field).as<DynamicStruct>(), clearance)) return false;
  }
  return true;
}

void Redactor::copy(const StructPlan& plan, const DynamicStruct::Reader& from, DynamicStruct::Builder to,
                    policy::Audience clearance) const {
  const FieldPlan* active = plan.active(from);
  for (const FieldPlan& field : plan.fields) {
    if (field.is_in_union && &field != active) continue;
    if (is_visible(field.audience, clearance)) copy_field(field, from, to, clearance);
  }
  if (!plan.sealed || sealed_texts_ == SealedTexts::withheld) return;
  for (const FieldPlan* part : {plan.sealed->key, plan.sealed->box})
    if (from.has(part->field)) to.set(part->field, from.get(part->field));
}

void Redactor::copy_field(const FieldPlan& field, const DynamicStruct::Reader& from,
                          DynamicStruct::Builder to, policy::Audience clearance) const {
  if (field.is_pointer && !from.has(field.field)) {
    if (field.is_in_union) to.clear(field.field);  // says which member it is, and no more
    return;
  }
  const DynamicValue::Reader value = from.get(field.field);
  switch (field.type.kind) {
    case JsonKind::structure: {
      const auto inner = value.as<DynamicStruct>();
      const bool shown = is_shown(*field.type.structure, inner, clearance);
      if (!shown && field.is_in_union) to.clear(field.field);
      if (!shown) return;
      copy(*field.type.structure, inner, to.init(field.field).as<DynamicStruct>(), clearance);
      return;
    }
    case JsonKind::list: {
      const auto list = value.as<DynamicList>();
      const std::uint32_t size = count_shown(*field.type.element, list, clearance);
      copy_list(*field.type.element, list, to.init(field.field, size).as<DynamicList>(), clearance);
      return;
    }
    default: to.set(field.field, value); return;
  }
}

std::uint32_t Redactor::count_shown(const TypePlan& type, const DynamicList::Reader& from,
                                    policy::Audience clearance) const {
  if (type.kind != JsonKind::structure) return from.size();
  std::uint32_t count = 0;
  for (const DynamicValue::Reader element : from)
    count += is_shown(*type.structure, element.as<DynamicStruct>(), clearance);
  return count;
}

void Redactor::copy_list(const TypePlan& type, const DynamicList::Reader& from, DynamicList::Builder to,
                         policy::Audience clearance) const {
  std::uint32_t next = 0;
  for (const DynamicValue::Reader element : from) {
    if (type.kind == JsonKind::structure) {
      const auto inner = element.as<DynamicStruct>();
      if (is_shown(*type.structure, inner, clearance))
        copy(*type.structure, inner, to[next++].as<DynamicStruct>(), clearance);
    } else if (type.kind == JsonKind::list) {
      const auto inner = element.as<DynamicList>();
      const std::uint32_t size = count_shown(*type.element, inner, clearance);
      copy_list(*type.element, inner, to.init(next++, size).as<DynamicList>(), clearance);
    } else {
      to.set(next++, element);
    }
  }
}

}  // namespace htq

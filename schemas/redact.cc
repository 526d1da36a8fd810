#include "schemas/redact.h"

#include <kj/debug.h>

namespace htq {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;

namespace {

bool is_event(const StructPlan& plan) {
  return !plan.summary.empty();
}

bool reaches_documents(const FieldPlan& field) {
  const TypePlan* type = &field.type;
  if (type->element != nullptr) type = type->element.get();
  return type->structure != nullptr && type->structure->reaches_documents;
}

/// Down to the millisecond, also before 1970. The last nanosecond of a second is how the end of a day is
/// written: a deadline, and no clock's time.
std::int64_t told_instant(std::int64_t ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  if ((ns % kSecond + kSecond) % kSecond == kSecond - 1) return ns;
  const std::int64_t beneath = ns % kFinestTold;
  return ns - (beneath < 0 ? beneath + kFinestTold : beneath);
}

}  // namespace

Redactor::Redactor(capnp::StructSchema root, SealedTexts sealed_texts)
    : plan_(root), sealed_texts_(sealed_texts) {}

Shown Redactor::redact(DynamicStruct::Reader from, DynamicStruct::Builder to, const Sight& sight) const {
  const StructPlan* plan = plan_.find(from.getSchema());
  KJ_REQUIRE(plan != nullptr && from.getSchema() == to.getSchema(),
             "structs that this redactor does not know");
  if (!is_shown(*plan, from, sight)) return Shown::no;
  copy(*plan, from, to, sight);
  return Shown::yes;
}

bool Redactor::names_withheld(DynamicStruct::Reader from, const Sight& sight) const {
  const StructPlan* plan = plan_.find(from.getSchema());
  KJ_REQUIRE(plan != nullptr, "a struct that this redactor does not know");
  return sight.withheld != nullptr && names_withheld(*plan, from, sight);
}

bool Redactor::names_withheld(const StructPlan& plan, const DynamicStruct::Reader& from,
                              const Sight& sight) const {
  if (is_withheld(plan, from, sight)) return true;
  const FieldPlan* active = plan.active(from);
  for (const FieldPlan& field : plan.fields) {
    if (!reaches_documents(field) || (field.is_in_union && &field != active)) continue;
    if (field.is_pointer && !from.has(field.field)) continue;
    const DynamicValue::Reader value = from.get(field.field);
    if (field.type.kind == JsonKind::structure &&
        names_withheld(*field.type.structure, value.as<DynamicStruct>(), sight))
      return true;
    if (field.type.kind != JsonKind::list || field.type.element->kind != JsonKind::structure) continue;
    for (const DynamicValue::Reader element : value.as<DynamicList>())
      if (names_withheld(*field.type.element->structure, element.as<DynamicStruct>(), sight)) return true;
  }
  return false;
}

bool Redactor::is_withheld(const StructPlan& plan, const DynamicStruct::Reader& from,
                           const Sight& sight) const {
  if (sight.withheld == nullptr) return false;
  const auto named = plan.document_named(from);
  return named && sight.withholds(*named);
}

bool Redactor::is_shown(const StructPlan& plan, const DynamicStruct::Reader& from, const Sight& sight) const {
  if (!is_event(plan) && is_withheld(plan, from, sight)) return false;
  const FieldPlan* active = plan.active(from);
  if (plan.has_union && (active == nullptr || !is_visible(active->audience, sight.clearance))) return false;
  // A group is part of the struct: the union in one hides the whole, unless the audience knows of no member
  // of it.
  for (const FieldPlan& field : plan.fields) {
    if (!field.is_group || (field.is_in_union && &field != active)) continue;
    if (!is_visible(field.audience, sight.clearance)) continue;
    if (!is_shown(*field.type.structure, from.get(field.field).as<DynamicStruct>(), sight)) return false;
  }
  return true;
}

void Redactor::copy(const StructPlan& plan, const DynamicStruct::Reader& from, DynamicStruct::Builder to,
                    const Sight& sight) const {
  if (is_event(plan) && is_withheld(plan, from, sight)) return;
  const FieldPlan* active = plan.active(from);
  for (const FieldPlan& field : plan.fields) {
    if (field.is_in_union && &field != active) continue;
    if (is_visible(field.audience, sight.clearance)) copy_field(field, from, to, sight);
  }
  if (!plan.sealed || sealed_texts_ == SealedTexts::withheld) return;
  for (const FieldPlan* part : {plan.sealed->key, plan.sealed->box})
    if (from.has(part->field)) to.set(part->field, from.get(part->field));
}

void Redactor::copy_field(const FieldPlan& field, const DynamicStruct::Reader& from,
                          DynamicStruct::Builder to, const Sight& sight) const {
  if (field.is_pointer && !from.has(field.field)) {
    if (field.is_in_union) to.clear(field.field);  // says which member it is, and no more
    return;
  }
  const DynamicValue::Reader value = from.get(field.field);
  switch (field.type.kind) {
    case JsonKind::structure: {
      const auto inner = value.as<DynamicStruct>();
      const bool shown = is_shown(*field.type.structure, inner, sight);
      if (!shown && field.is_in_union) to.clear(field.field);
      if (!shown) return;
      copy(*field.type.structure, inner, to.init(field.field).as<DynamicStruct>(), sight);
      return;
    }
    case JsonKind::list: {
      const auto list = value.as<DynamicList>();
      const std::uint32_t size = count_shown(*field.type.element, list, sight);
      copy_list(*field.type.element, list, to.init(field.field, size).as<DynamicList>(), sight);
      return;
    }
    case JsonKind::whole:
      if (field.type.is_instant && sight.seal != nullptr)
        return to.set(field.field, told_instant(value.as<std::int64_t>()));
      return to.set(field.field, value);
    default: to.set(field.field, value); return;
  }
}

std::uint32_t Redactor::count_shown(const TypePlan& type, const DynamicList::Reader& from,
                                    const Sight& sight) const {
  if (type.kind != JsonKind::structure) return from.size();
  std::uint32_t count = 0;
  for (const DynamicValue::Reader element : from)
    count += is_shown(*type.structure, element.as<DynamicStruct>(), sight);
  return count;
}

void Redactor::copy_list(const TypePlan& type, const DynamicList::Reader& from, DynamicList::Builder to,
                         const Sight& sight) const {
  std::uint32_t next = 0;
  for (const DynamicValue::Reader element : from) {
    if (type.kind == JsonKind::structure) {
      const auto inner = element.as<DynamicStruct>();
      if (is_shown(*type.structure, inner, sight))
        copy(*type.structure, inner, to[next++].as<DynamicStruct>(), sight);
    } else if (type.kind == JsonKind::list) {
      const auto inner = element.as<DynamicList>();
      const std::uint32_t size = count_shown(*type.element, inner, sight);
      copy_list(*type.element, inner, to.init(next++, size).as<DynamicList>(), sight);
    } else {
      to.set(next++, element);
    }
  }
}

}  // namespace htq

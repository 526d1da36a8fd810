#include "schemas/json_plan.h"

#include <kj/debug.h>

#include <algorithm>
#include <limits>

#include "schemas/json_text.h"

namespace htq {
namespace {

using Annotations = capnp::List<capnp::schema::Annotation>::Reader;

constexpr std::int64_t kMostInJson = (std::int64_t{1} << 53) - 1;  // beyond, JSON readers lose digits

std::optional<capnp::schema::Value::Reader> find(Annotations annotations, std::uint64_t id) {
  for (const auto annotation : annotations)
    if (annotation.getId() == id) return annotation.getValue();
  return std::nullopt;
}

bool has(Annotations annotations, std::uint64_t id) {
  return find(annotations, id).has_value();
}

std::string text_of(Annotations annotations, std::uint64_t id, std::string_view otherwise = {}) {
  const auto value = find(annotations, id);
  return std::string(value ? view(value->getText()) : otherwise);
}

policy::Audience audience_of(Annotations annotations, policy::Audience otherwise) {
  const auto value = find(annotations, annotation::kVisibleTo);
  return value ? static_cast<policy::Audience>(value->getEnum()) : otherwise;
}

template <typename Int>
void set_range(TypePlan& plan) {
  using Limits = std::numeric_limits<Int>;
  plan.kind = JsonKind::whole;
  plan.is_unsigned = !Limits::is_signed;
  plan.least = std::max(-kMostInJson, static_cast<std::int64_t>(Limits::min()));
  plan.most = static_cast<std::int64_t>(
      std::min(static_cast<std::uint64_t>(kMostInJson), static_cast<std::uint64_t>(Limits::max())));
}

/// A group bears no `$visibleTo` of its own: it is as visible as the widest of its members.
policy::Audience widest(const StructPlan& group) {
  policy::Audience widest = policy::Audience::NOBODY;
  for (const FieldPlan& member : group.fields) {
    const bool is_wider = widest == policy::Audience::NOBODY || member.audience < widest;
    if (member.audience != policy::Audience::NOBODY && is_wider) widest = member.audience;
  }
  return widest;
}

}  // namespace

const FieldPlan* StructPlan::find(std::string_view json_name) const {
  const auto found = by_name.find(json_name);
  return found == by_name.end() ? nullptr : &fields[found->second];
}

std::optional<std::string_view> StructPlan::document_named(const capnp::DynamicStruct::Reader& reader) const {
  if (document == nullptr || !reader.has(document->field)) return std::nullopt;
  const capnp::DynamicValue::Reader named = reader.get(document->field);
  return document->type.kind == JsonKind::text ? view(named.as<capnp::Text>()) : view(named.as<capnp::Data>());
}

const FieldPlan* StructPlan::active(const capnp::DynamicStruct::Reader& reader) const {
  if (!has_union) return nullptr;
  KJ_IF_MAYBE (field, reader.which()) {
    return &fields[by_index[field->getIndex()]];
  }
  return nullptr;
}

Plan::Plan(capnp::StructSchema root) : root_(compile(root, policy::Audience::NOBODY)) {
  find_documents();
}

/// Which structs name a document, or hold one that does: from the innermost outwards.
void Plan::find_documents() {
  const auto reaches = [](const FieldPlan& field) {
    const TypePlan* type = &field.type;
    while (type->element != nullptr) type = type->element.get();
    return field.names_document || (type->structure != nullptr && type->structure->reaches_documents);
  };
  for (bool news = true; news;) {
    news = false;
    for (const auto& [id, plan] : structs_) {
      if (plan->reaches_documents || std::ranges::none_of(plan->fields, reaches)) continue;
      plan->reaches_documents = news = true;
      const auto names = std::ranges::find(plan->fields, true, &FieldPlan::names_document);
      if (names != plan->fields.end()) plan->document = &*names;
    }
  }
}

const StructPlan* Plan::find(capnp::StructSchema schema) const {
  const auto found = structs_.find(schema.getProto().getId());
  return found == structs_.end() || found->second->schema != schema ? nullptr : found->second.get();
}

/// `around` is the default of the struct that a group stands in; a struct has its own.
const StructPlan* Plan::compile(capnp::StructSchema schema, policy::Audience around) {
  KJ_REQUIRE(!schema.isBranded(), "generic structs have no plan", schema);
  auto& slot = structs_[schema.getProto().getId()];
  if (slot) return slot.get();
  slot = std::make_unique<StructPlan>();
  StructPlan& plan = *slot;
  all_.push_back(&plan);
  plan.schema = schema;
  plan.name = view(schema.getUnqualifiedName());

  const bool is_group = schema.getProto().getStruct().getIsGroup();
  const policy::Audience otherwise =
      audience_of(schema.getProto().getAnnotations(), is_group ? around : policy::Audience::NOBODY);
  std::vector<capnp::StructSchema::Field> fields;
  for (const auto field : schema.getFields()) fields.push_back(field);
  KJ_REQUIRE(fields.size() <= StructPlan::kMostFields, "too many fields for one struct", schema);
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) {
    return a.getProto().getCodeOrder() < b.getProto().getCodeOrder();
  });
  plan.fields.reserve(fields.size());
  plan.by_index.resize(fields.size());
  for (const auto& field : fields) compile_field(plan, field, otherwise);
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    plan.by_index[plan.fields[i].field.getIndex()] = i;
    KJ_REQUIRE(plan.by_name.emplace(plan.fields[i].name, i).second, "two fields of one JSON name", schema,
               plan.fields[i].name.c_str());
  }
  compile_shapes(plan);
  return &plan;
}

namespace {

policy::Audience narrower(policy::Audience one, policy::Audience other) {
  if (one == policy::Audience::NOBODY || other == policy::Audience::NOBODY) return policy::Audience::NOBODY;
  return std::max(one, other);
}

}  // namespace

void Plan::compile_field(StructPlan& plan, capnp::StructSchema::Field field, policy::Audience otherwise) {
  const auto proto = field.getProto();
  const auto annotations = proto.getAnnotations();
  FieldPlan& made = plan.fields.emplace_back();
  made.field = field;
  made.name = text_of(annotations, annotation::kJsonName, view(proto.getName()));
  append_json_string(made.key, made.name);
  made.key += ':';
  made.is_group = proto.isGroup();
  made.is_computed = has(annotations, annotation::kComputed);
  made.names_document = has(annotations, annotation::kDocument);
  made.names_person = has(annotations, annotation::kNamesPerson);
  made.is_in_union = proto.getDiscriminantValue() != capnp::schema::Field::NO_DISCRIMINANT;
  plan.has_union = plan.has_union || made.is_in_union;
  made.type = compile_type(field.getType(), field, otherwise);
  const JsonKind kind = made.type.kind;
  made.is_pointer = !made.is_group && (kind == JsonKind::text || kind == JsonKind::data ||
                                       kind == JsonKind::structure || kind == JsonKind::list);
  // A field that names no audience is as narrow as the struct that declares it and the struct that it holds: an event
  // in the union of all events is seen by whom the event names.
  policy::Audience unless_named = otherwise;
  if (kind == JsonKind::structure && !made.is_group)
    unless_named = narrower(otherwise, audience_of(field.getType().asStruct().getProto().getAnnotations(), otherwise));
  made.audience = made.is_group ? widest(*made.type.structure) : audience_of(annotations, unless_named);
}

TypePlan Plan::compile_type(capnp::Type type, capnp::StructSchema::Field field, policy::Audience around) {
  using Which = capnp::schema::Type;
  const auto annotations = field.getProto().getAnnotations();
  TypePlan made;
  made.type = type;
  made.is_instant = has(annotations, annotation::kInstant);
  made.is_day = has(annotations, annotation::kDay);
  made.is_position = has(annotations, annotation::kPosition);
  made.is_hex = has(annotations, annotation::kHex) || has(annotations, annotation::kJsonHex);
  made.reference = text_of(annotations, annotation::kReference);
  made.is_disposable = type.which() == Which::TEXT && has(annotations, annotation::kDisposable);
  switch (type.which()) {
    case Which::VOID: made.kind = JsonKind::nothing; break;
    case Which::BOOL: made.kind = JsonKind::boolean; break;
    case Which::INT8: set_range<std::int8_t>(made); break;
    case Which::INT16: set_range<std::int16_t>(made); break;
    case Which::INT32: set_range<std::int32_t>(made); break;
    case Which::INT64: set_range<std::int64_t>(made); break;
    case Which::UINT8: set_range<std::uint8_t>(made); break;
    case Which::UINT16: set_range<std::uint16_t>(made); break;
    case Which::UINT32: set_range<std::uint32_t>(made); break;
    case Which::UINT64: set_range<std::uint64_t>(made); break;
    case Which::FLOAT32:
    case Which::FLOAT64: made.kind = JsonKind::real; break;
    case Which::TEXT: made.kind = JsonKind::text; break;
    case Which::DATA: made.kind = JsonKind::data; break;
    case Which::ENUM:
      made.kind = JsonKind::enumeration;
      made.enumeration = compile(type.asEnum());
      break;
    case Which::STRUCT:
      made.kind = JsonKind::structure;
      made.structure = compile(type.asStruct(), around);
      break;
    case Which::LIST:
      made.kind = JsonKind::list;
      made.element =
          std::make_unique<const TypePlan>(compile_type(type.asList().getElementType(), field, around));
      break;
    case Which::INTERFACE:
    case Which::ANY_POINTER: KJ_FAIL_REQUIRE("a field that JSON cannot show", field.getProto().getName());
  }
  KJ_REQUIRE(!made.is_instant || made.kind == JsonKind::whole || made.kind == JsonKind::list,
             "$instant stands on an Int64", field.getProto().getName());
  return made;
}

const EnumPlan* Plan::compile(capnp::EnumSchema schema) {
  auto& slot = enums_[schema.getProto().getId()];
  if (slot) return slot.get();
  slot = std::make_unique<EnumPlan>();
  slot->schema = schema;
  const auto enumerants = schema.getEnumerants();
  slot->names.reserve(enumerants.size());
  for (const auto enumerant : enumerants) {
    const auto proto = enumerant.getProto();
    slot->names.push_back(text_of(proto.getAnnotations(), annotation::kJsonName, view(proto.getName())));
    slot->by_name.emplace(slot->names.back(), enumerant.getOrdinal());
  }
  return slot.get();
}

void Plan::compile_shapes(StructPlan& plan) {
  const Annotations annotations = plan.schema.getProto().getAnnotations();
  plan.summary = text_of(annotations, annotation::kSummary);
  if (has(annotations, annotation::kShorthand)) {
    const std::string name = text_of(annotations, annotation::kShorthand);
    plan.shorthand = plan.find(name);
    KJ_REQUIRE(plan.shorthand != nullptr && plan.shorthand->type.kind == JsonKind::text,
               "$shorthand names no Text field", plan.schema);
  }
  if (has(annotations, annotation::kSealedText)) {
    plan.sealed =
        SealedFields{.person = plan.find("person"), .key = plan.find("key"), .box = plan.find("box")};
    const auto is = [](const FieldPlan* field, JsonKind kind) {
      return field != nullptr && field->type.kind == kind;
    };
    KJ_REQUIRE(is(plan.sealed->person, JsonKind::text) && is(plan.sealed->key, JsonKind::data) &&
                   is(plan.sealed->box, JsonKind::data),
               "$sealedText wants person :Text, key :Data, box :Data", plan.schema);
  }
}

}  // namespace htq

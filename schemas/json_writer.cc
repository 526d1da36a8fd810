#include "schemas/json_writer.h"

#include <kj/debug.h>

#include <array>
#include <charconv>
#include <cmath>

#include "schemas/disposable.h"
#include "schemas/json_text.h"

namespace htq {
namespace {

using capnp::DynamicStruct;
using capnp::DynamicValue;

template <typename Number>
void append(std::string& out, Number number) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append(text.data(), end);
}

void append_key(std::string& out, std::string_view key) {
  if (out.back() != '{') out += ',';
  out += key;
}

/// Whether a field has something to say; that it is the active member of a union is something.
bool is_told(const FieldPlan& field, const DynamicStruct::Reader& from, bool is_active) {
  if (field.is_pointer) {
    const bool is_set = from.has(field.field);
    if (is_active) return is_set || field.field.getProto().getDiscriminantValue() != 0;
    return is_set &&
           (field.type.kind != JsonKind::list || from.get(field.field).as<capnp::DynamicList>().size() > 0);
  }
  if (is_active || field.is_group) return true;
  if (field.type.kind == JsonKind::nothing) return false;
  return !field.type.is_instant || from.get(field.field).as<std::int64_t>() != 0;
}

}  // namespace

JsonWriter::JsonWriter(capnp::StructSchema root, Options options)
    : plan_(root), options_(std::move(options)) {}

const StructPlan& JsonWriter::plan_of(const DynamicStruct::Reader& message) const {
  const StructPlan* plan = plan_.find(message.getSchema());
  KJ_REQUIRE(plan != nullptr, "a struct that this writer's root does not reach");
  return *plan;
}

void JsonWriter::write(DynamicStruct::Reader message, std::string& out) const {
  structure(plan_of(message), message, std::nullopt, out);
}

void JsonWriter::write(DynamicStruct::Reader message, const Sight& sight, std::string& out) const {
  structure(plan_of(message), message, sight, out);
}

void JsonWriter::structure(const StructPlan& plan, const DynamicStruct::Reader& from, const Seen& seen,
                           std::string& out) const {
  if (plan.sealed) return sealed(plan, from, seen, out);
  if (seen && seen->flagged != nullptr && seen->disclosed != nullptr)
    if (const auto document = plan.document_named(from); document && seen->is_flagged(*document))
      seen->disclosed->note_narrow(seen->of, plan.name, plan.document->name);
  const FieldPlan* active = plan.active(from);
  out += '{';
  for (const FieldPlan& field : plan.fields) {
    if (field.is_in_union && &field != active) continue;
    if (seen && !is_visible(field.audience, seen->clearance)) continue;
    if (!is_told(field, from, &field == active)) continue;
    if (seen && seen->disclosed != nullptr) note(plan, field, *seen);
    const std::size_t before = out.size();
    append_key(out, field.key);
    const DynamicValue::Reader read = from.get(field.field);
    value(field.type, read, seen, out);
    if (field.is_group && &field != active && out.ends_with(":{}")) out.resize(before);
    if (field.type.kind != JsonKind::whole || !field.type.is_instant || !options_.london) continue;
    append_key(out, '"' + field.name + "London\":");
    append_json_string(out, options_.london(read.as<std::int64_t>()));
  }
  out += '}';
}

void JsonWriter::note(const StructPlan& plan, const FieldPlan& field, const Sight& sight) {
  const TypePlan& type = field.type.element != nullptr ? *field.type.element : field.type;
  if (type.structure != nullptr && type.structure->sealed)
    sight.disclosed->note_narrow(sight.of, plan.name, field.name);
  else
    sight.disclosed->note(sight.of, field.audience, plan.name, field.name);
}

void JsonWriter::sealed(const StructPlan& plan, const DynamicStruct::Reader& from, const Seen& seen,
                        std::string& out) const {
  const auto& [person_field, key_field, box_field] = *plan.sealed;
  const std::string_view person = view(from.get(person_field->field).as<capnp::Text>());
  out += '{';
  if (!person.empty() && (!seen || is_visible(person_field->audience, seen->clearance))) {
    append_key(out, person_field->key);
    append_json_string(out, person);
  }
  if (from.has(box_field->field)) {
    const Opened text = options_.open
                            ? options_.open(person, view(from.get(key_field->field).as<capnp::Data>()),
                                            view(from.get(box_field->field).as<capnp::Data>()))
                            : std::unexpected(Unreadable::sealed);
    if (text) {
      append_key(out, "\"text\":");
      append_json_string(out, *text);
      if (seen && seen->disclosed != nullptr) seen->disclosed->note_person(person);
    } else {
      append_key(out, text.error() == Unreadable::erased ? "\"erased\":" : "\"sealed\":");
      out += "true";
    }
  }
  out += '}';
}

void JsonWriter::disposable(std::string_view text, std::string& out) const {
  const auto sealed = sealed_text(text);
  if (!sealed) return append_json_string(out, text);
  const Opened words =
      options_.open ? options_.open({}, sealed->key, sealed->box) : std::unexpected(Unreadable::sealed);
  if (words) return append_json_string(out, *words);
  out += words.error() == Unreadable::erased ? R"({"disposed":true})" : R"({"sealed":true})";
}

void JsonWriter::value(const TypePlan& type, const DynamicValue::Reader& from, const Seen& seen,
                       std::string& out) const {
  switch (type.kind) {
    case JsonKind::nothing: out += "null"; return;
    case JsonKind::boolean: out += from.as<bool>() ? "true" : "false"; return;
    case JsonKind::whole:
      if (type.is_instant) return append_json_string(out, format_instant(from.as<std::int64_t>()));
      if (type.is_position && seen && seen->seal != nullptr)
        return append_json_string(out, (*seen->seal)(from.as<std::uint64_t>()));
      if (type.is_unsigned) return append(out, from.as<std::uint64_t>());
      return append(out, from.as<std::int64_t>());
    case JsonKind::real: {
      const double number = from.as<double>();
      if (!std::isfinite(number))
        out += "null";  // JSON has no word for it
      else if (type.type.which() == capnp::schema::Type::FLOAT32)
        append(out, static_cast<float>(number));
      else
        append(out, number);
      return;
    }
    case JsonKind::text:
      if (type.is_disposable) return disposable(view(from.as<capnp::Text>()), out);
      return append_json_string(out, view(from.as<capnp::Text>()));
    case JsonKind::data:
      out += '"';
      type.is_hex ? append_hex(out, view(from.as<capnp::Data>()))
                  : append_base64(out, view(from.as<capnp::Data>()));
      out += '"';
      return;
    case JsonKind::enumeration: {
      const std::uint16_t word = from.as<capnp::DynamicEnum>().getRaw();
      const auto& names = type.enumeration->names;
      return word < names.size() ? append_json_string(out, names[word]) : append(out, word);
    }
    case JsonKind::structure: return structure(*type.structure, from.as<DynamicStruct>(), seen, out);
    case JsonKind::list: {
      out += '[';
      for (const DynamicValue::Reader element : from.as<capnp::DynamicList>()) {
        if (out.back() != '[') out += ',';
        value(*type.element, element, seen, out);
      }
      out += ']';
      return;
    }
  }
}

}  // namespace htq

#include "schemas/json_schema.h"

#include <kj/debug.h>

#include <algorithm>
#include <map>
#include <optional>

#include "schemas/json_plan.h"
#include "schemas/json_text.h"

namespace htq {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// The members of a JSON object under construction; empty texts are left out.
class Members {
 public:
  void add(std::string_view name, std::string_view json) {
    if (!text_.empty()) text_ += ',';
    append_json_string(text_, name);
    text_ += ':';
    text_ += json;
  }
  void add_text(std::string_view name, std::string_view text) {
    if (!text.empty()) add(name, quoted(text));
  }
  /// The members of another object, braces left off.
  void add_all(std::string_view object) {
    if (object.size() <= 2) return;
    if (!text_.empty()) text_ += ',';
    text_ += object.substr(1, object.size() - 2);
  }
  std::string object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

/// The form of an identifier, for whoever generates a client; json_text.cc checks it.
std::string_view pattern_of(std::string_view reference) {
  if (reference == "standard") return "^ST[0-9]{4}$";
  if (reference == "occupation") return "^OCC[0-9]{4}[A-Z]?$";
  if (reference == "ukprn") return "^[0-9]{8}$";
  if (reference == "slug") return "^[a-z0-9][a-z0-9.-]{0,63}$";
  return {};
}

constexpr std::string_view kDay = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// What is not known is answered as an empty text.
std::string or_empty(std::string_view pattern) {
  return pattern.empty() ? std::string() : "^$|" + std::string(pattern);
}

class Components {
 public:
  Components(const Documentation& documentation, const JsonSchemaOptions& options)
      : documentation_(documentation), options_(options) {}

  void add(const StructPlan& plan) {
    if (plan.schema.getProto().getStruct().getIsGroup()) return;
    add(plan.name, plan.schema, describe(plan));
    for (const FieldPlan& field : plan.fields) add_enums(field.type);
  }

  std::string describe_with(const StructPlan& plan, std::string_view property, std::string_view json) const {
    return describe_object(plan, documentation_.of(plan.schema.getProto().getId()),
                           Further{.name = property, .json = json});
  }

  std::string object() const {
    Members members;
    for (const auto& [name, component] : components_) members.add(name, component.json);
    return members.object();
  }

 private:
  struct Further {
    std::string_view name, json;
  };
  struct Component {
    std::uint64_t id;
    std::string json;
  };

  bool is_command() const { return options_.form == JsonForm::command; }

  void add(std::string_view name, capnp::Schema schema, std::string json) {
    const std::uint64_t id = schema.getProto().getId();
    const auto [at, is_new] = components_.try_emplace(std::string(name) + options_.name_suffix,
                                                      Component{.id = id, .json = std::move(json)});
    KJ_REQUIRE(is_new || at->second.id == id, "two types of one short name", schema);
  }

  void add_enums(const TypePlan& type) {
    if (type.kind == JsonKind::structure && type.structure->schema.getProto().getStruct().getIsGroup())
      for (const FieldPlan& field : type.structure->fields) add_enums(field.type);
    if (type.element) add_enums(*type.element);
    if (type.kind == JsonKind::enumeration)
      add(view(type.enumeration->schema.getUnqualifiedName()), type.enumeration->schema,
          describe(*type.enumeration));
  }

  std::string reference(capnp::Schema schema) const {
    Members members;
    members.add_text("$ref", options_.reference_prefix + std::string(view(schema.getUnqualifiedName())) +
                                 options_.name_suffix);
    return members.object();
  }

  std::string describe(const EnumPlan& plan) const {
    const std::uint64_t id = plan.schema.getProto().getId();
    std::string words, meanings(documentation_.of(id));
    for (std::size_t i = 0; i < plan.names.size(); ++i) {
      words += (i == 0 ? "" : ",") + quoted(plan.names[i]);
      const std::string_view meaning = documentation_.of_member(id, i);
      if (meaning.empty()) continue;
      meanings += (meanings.empty() ? "" : "\n") + plan.names[i] + ": " + std::string(meaning);
    }
    Members members;
    members.add_text("type", "string");
    members.add_text("description", meanings);
    members.add("enum", "[" + words + "]");
    return members.object();
  }

  std::string describe(const StructPlan& plan) const {
    const std::string_view comment = documentation_.of(plan.schema.getProto().getId());
    if (plan.sealed) return describe_sealed(comment);
    if (!is_command() || plan.shorthand == nullptr) return describe_object(plan, comment);
    Members members;
    members.add_text("description", comment);
    members.add("oneOf", "[" + describe(plan.shorthand->type) + "," + describe_object(plan, {}) + "]");
    return members.object();
  }

  std::string describe_sealed(std::string_view comment) const {
    Members properties, members;
    properties.add("person", R"({"type":"string"})");
    properties.add("text", R"({"type":"string"})");
    if (!is_command()) {
      properties.add("erased", R"({"const":true})");
      properties.add("sealed", R"({"const":true})");
    }
    members.add_text("type", "object");
    members.add_text("description", comment);
    members.add("properties", properties.object());
    if (is_command()) {
      members.add("required", R"(["person","text"])");
      members.add("additionalProperties", "false");
    }
    return members.object();
  }

  std::string describe_object(const StructPlan& plan, std::string_view comment,
                              std::optional<Further> further = std::nullopt) const {
    Members properties, members;
    const auto is_further = [&](const FieldPlan& field) {
      return field.name == further->name && !(is_command() && field.is_computed);
    };
    if (further && std::ranges::none_of(plan.fields, is_further))
      properties.add(further->name, further->json);
    for (const FieldPlan& field : plan.fields) {
      if (is_command() && field.is_computed) continue;
      if (field.type.kind == JsonKind::nothing && !field.is_in_union) continue;
      properties.add(field.name, describe(plan, field));
      if (!is_command() && field.type.is_instant && field.type.kind == JsonKind::whole)
        properties.add(field.name + "London",
                       R"({"type":"string","description":"The same in London time."})");
    }
    members.add_text("type", "object");
    members.add_text("description", comment);
    members.add("properties", properties.object());
    if (further) members.add("required", "[" + quoted(further->name) + "]");
    if (is_command()) members.add("additionalProperties", "false");
    if (plan.has_union) members.add("oneOf", one_at_most(plan));
    return members.object();
  }

  /// One member of the union, or none of them.
  std::string one_at_most(const StructPlan& plan) const {
    std::string some;
    for (const FieldPlan& field : plan.fields) {
      if (!field.is_in_union || (is_command() && field.is_computed)) continue;
      some += (some.empty() ? "" : ",") + std::string("{\"required\":[") + quoted(field.name) + "]}";
    }
    if (some.empty()) return "[{}]";
    return "[" + some + ",{\"not\":{\"anyOf\":[" + some + "]}}]";
  }

  std::string describe(const StructPlan& plan, const FieldPlan& field) const {
    const std::uint64_t id = plan.schema.getProto().getId();
    const std::string_view comment = documentation_.of_member(id, field.field.getIndex());
    Members members;
    if (field.is_group) return describe_object(*field.type.structure, comment);
    members.add_all(describe(field.type));
    members.add_text("description", comment);
    return members.object();
  }

  std::string describe(const TypePlan& type) const {
    Members members;
    switch (type.kind) {
      case JsonKind::nothing: members.add_text("type", "null"); break;
      case JsonKind::boolean: members.add_text("type", "boolean"); break;
      case JsonKind::whole:
        if (type.is_position && !is_command()) {
          // Sealed for whoever does not see every record.
          members.add("type", R"(["integer","string"])");
          break;
        }
        members.add_text("type", type.is_instant ? "string" : "integer");
        if (type.is_instant) {
          members.add_text("format", "date-time");
        } else {
          members.add("minimum", std::to_string(type.least));
          members.add("maximum", std::to_string(type.most));
        }
        break;
      case JsonKind::real: members.add_text("type", "number"); break;
      case JsonKind::text:
        if (type.is_disposable && !is_command()) {
          members.add(
              "anyOf",
              R"([{"type":"string"},{"type":"object","properties":{"disposed":{"const":true},"sealed":{"const":true}}}])");
          break;
        }
        members.add_text("type", "string");
        if (is_command()) {
          members.add_text("format", type.is_day ? "date" : "");
          members.add_text("pattern", pattern_of(type.reference));
        } else {
          members.add_text("pattern", or_empty(type.is_day ? kDay : pattern_of(type.reference)));
        }
        break;
      case JsonKind::data:
        members.add_text("type", "string");
        members.add_text("contentEncoding", type.is_hex ? "base16" : "base64");
        members.add_text("pattern", type.is_hex ? "^([0-9a-f]{2})*$" : "");
        break;
      case JsonKind::enumeration: return reference(type.enumeration->schema);
      case JsonKind::structure: return reference(type.structure->schema);
      case JsonKind::list:
        members.add_text("type", "array");
        members.add("items", describe(*type.element));
        break;
    }
    return members.object();
  }

  const Documentation& documentation_;
  const JsonSchemaOptions& options_;
  std::map<std::string, Component> components_;
};

}  // namespace

std::string json_schema_components(std::span<const capnp::StructSchema> roots,
                                   const Documentation& documentation, const JsonSchemaOptions& options) {
  Components components(documentation, options);
  for (const capnp::StructSchema root : roots) {
    const Plan plan(root);
    for (const StructPlan* reached : plan.all()) components.add(*reached);
  }
  return components.object();
}

std::string json_schema_with(capnp::StructSchema schema, std::string_view property,
                             std::string_view property_schema, const Documentation& documentation,
                             const JsonSchemaOptions& options) {
  const Plan plan(schema);
  return Components(documentation, options).describe_with(plan.root(), property, property_schema);
}

std::string json_schema_reference(capnp::StructSchema schema, const JsonSchemaOptions& options) {
  Members members;
  members.add_text("$ref", options.reference_prefix + std::string(view(schema.getUnqualifiedName())) +
                               options.name_suffix);
  return members.object();
}

}  // namespace htq

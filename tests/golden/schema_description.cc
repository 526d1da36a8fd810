#include "tests/golden/schema_description.h"

#include <capnp/dynamic.h>
#include <capnp/schema.h>

#include <algorithm>
#include <set>

#include "domain/refusal.h"
#include "schemas/annotation_ids.h"
#include "schemas/command.capnp.h"
#include "schemas/documentation.h"
#include "schemas/event.capnp.h"
#include "schemas/json_plan.h"
#include "schemas/text.h"

namespace htq::tests {
namespace {

constexpr std::string_view kBetween = " = ";
constexpr std::string_view kAnnotated = " $";

std::string padded(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

class Describer {
 public:
  SchemaDescription describe() {
    add(capnp::Schema::from<Record>());
    add(capnp::Schema::from<Command>());
    for (const RefusalText& refusal : all_refusals())
      description_["refusal " + std::to_string(static_cast<unsigned>(refusal.refusal))] = {
          std::string(refusal.name), ""};
    return std::move(description_);
  }

 private:
  /// "event_case.capnp:CaseHeld": without the folder, which is no part of what is stored.
  static std::string name_of(capnp::Schema schema) {
    const std::string full = string(schema.getProto().getDisplayName());
    return full.substr(full.rfind('/') + 1);
  }

  std::string annotations_of(capnp::List<capnp::schema::Annotation>::Reader annotations) const {
    std::vector<std::string> all;
    for (const auto annotation : annotations) {
      const std::string name = names_.contains(annotation.getId()) ? names_.at(annotation.getId())
                                                                   : "@" + std::to_string(annotation.getId());
      const auto value = annotation.getValue();
      std::string said;
      if (value.isText()) said = "(" + string(value.getText()) + ")";
      if (value.isEnum()) said = "(" + audience(value.getEnum()) + ")";
      if (value.isUint16()) said = "(" + std::to_string(value.getUint16()) + ")";
      all.push_back(name + said);
    }
    std::ranges::sort(all);
    std::string out;
    for (const std::string& each : all) out += (out.empty() ? "" : ", ") + each;
    return out;
  }

  static std::string audience(std::uint16_t number) {
    for (const auto enumerant : capnp::Schema::from<policy::Audience>().getEnumerants())
      if (enumerant.getOrdinal() == number) return string(enumerant.getProto().getName());
    return std::to_string(number);
  }

  std::string type_of(capnp::Type type) {
    switch (type.which()) {
      case capnp::schema::Type::VOID: return "Void";
      case capnp::schema::Type::BOOL: return "Bool";
      case capnp::schema::Type::INT8: return "Int8";
      case capnp::schema::Type::INT16: return "Int16";
      case capnp::schema::Type::INT32: return "Int32";
      case capnp::schema::Type::INT64: return "Int64";
      case capnp::schema::Type::UINT8: return "UInt8";
      case capnp::schema::Type::UINT16: return "UInt16";
      case capnp::schema::Type::UINT32: return "UInt32";
      case capnp::schema::Type::UINT64: return "UInt64";
      case capnp::schema::Type::FLOAT32: return "Float32";
      case capnp::schema::Type::FLOAT64: return "Float64";
      case capnp::schema::Type::TEXT: return "Text";
      case capnp::schema::Type::DATA: return "Data";
      case capnp::schema::Type::LIST: return "List(" + type_of(type.asList().getElementType()) + ")";
      case capnp::schema::Type::ENUM: add(type.asEnum()); return name_of(type.asEnum());
      case capnp::schema::Type::STRUCT: add(type.asStruct()); return name_of(type.asStruct());
      case capnp::schema::Type::INTERFACE: return "Interface";
      case capnp::schema::Type::ANY_POINTER: return "AnyPointer";
    }
    return "unknown";
  }

  /// What an absent value reads as, if that is not zero or nothing.
  static std::string default_of(capnp::schema::Field::Reader field) {
    if (!field.isSlot() || !field.getSlot().getHadExplicitDefault()) return "";
    return " default " + string(kj::str(field.getSlot().getDefaultValue()));
  }

  void add(capnp::StructSchema schema) {
    const std::string name = name_of(schema);
    if (!seen_.insert(name).second) return;
    description_["struct " + name] = {"id " + string(kj::str(kj::hex(schema.getProto().getId()))),
                                      annotations_of(schema.getProto().getAnnotations())};
    for (const auto field : schema.getFields()) {
      const auto proto = field.getProto();
      std::string what = string(proto.getName()) + " :" + type_of(field.getType());
      if (proto.isSlot()) what += " at " + std::to_string(proto.getSlot().getOffset());
      if (proto.getDiscriminantValue() != capnp::schema::Field::NO_DISCRIMINANT)
        what += " union " + std::to_string(proto.getDiscriminantValue());
      // A group has no ordinal; it stands at its place in the code.
      const std::size_t number =
          proto.getOrdinal().isExplicit() ? proto.getOrdinal().getExplicit() : field.getIndex();
      description_["field " + name + " @" + padded(number)] = {what + default_of(proto),
                                                               annotations_of(proto.getAnnotations())};
    }
  }

  void add(capnp::EnumSchema schema) {
    const std::string name = name_of(schema);
    if (!seen_.insert(name).second) return;
    for (const auto enumerant : schema.getEnumerants())
      description_["enumerant " + name + " @" + padded(enumerant.getOrdinal())] = {
          string(enumerant.getProto().getName()), annotations_of(enumerant.getProto().getAnnotations())};
  }

  const std::map<std::uint64_t, std::string> names_ = [] {
    const Documentation documentation;
    std::map<std::uint64_t, std::string> names;
    for (const std::string name :
         {"visibleTo", "personal", "summary", "on", "creates", "level", "instant", "day", "reference", "hex",
          "computed", "shorthand", "sealedText", "disposable", "position", "document", "namesPerson"})
      if (const auto id = documentation.find("schemas/policy.capnp:" + name)) names[*id] = name;
    return names;
  }();
  SchemaDescription description_;
  std::set<std::string> seen_;
};

/// Everything of a key but its number: the struct, the enum, or that it is a refusal.
std::string owner_of(const std::string& key) {
  return key.substr(0, std::min(key.find(" @"), key.find_last_of(' ')));
}

std::string first_word(const std::string& text) {
  return text.substr(0, text.find(' '));
}

}  // namespace

SchemaDescription describe_schema() {
  return Describer().describe();
}

std::vector<std::string> written(const SchemaDescription& description) {
  std::vector<std::string> lines;
  for (const auto& [key, said] : description)
    lines.push_back(key + std::string(kBetween) + said.what +
                    (said.annotations.empty() ? "" : std::string(kAnnotated) + said.annotations));
  return lines;
}

SchemaDescription read_description(const std::vector<std::string>& lines) {
  SchemaDescription description;
  for (const std::string& line : lines) {
    const std::size_t between = line.find(kBetween);
    if (between == std::string::npos) continue;
    const std::string said = line.substr(between + kBetween.size());
    const std::size_t annotated = said.find(kAnnotated);
    description[line.substr(0, between)] = {
        said.substr(0, annotated),
        annotated == std::string::npos ? "" : said.substr(annotated + kAnnotated.size())};
  }
  return description;
}

std::vector<std::string> broken_promises(const SchemaDescription& released, const SchemaDescription& now,
                                         const std::map<std::string, std::string>& reasons) {
  // Where each name stands now, to tell what moved from what is gone.
  std::map<std::pair<std::string, std::string>, std::string> places;
  for (const auto& [key, said] : now) places[{owner_of(key), first_word(said.what)}] = key;

  std::vector<std::string> broken;
  for (const auto& [key, said] : released) {
    const auto found = now.find(key);
    const bool is_struct = key.starts_with("struct ");
    const std::string name = is_struct ? "" : " (" + first_word(said.what) + ")";
    const auto place = places.find({owner_of(key), first_word(said.what)});
    const bool stands_elsewhere = !is_struct && place != places.end() && place->second != key;
    if (stands_elsewhere) {
      broken.push_back(key + name + " was renumbered: it is " + place->second + " now");
    } else if (found == now.end()) {
      broken.push_back(key + name + " was removed");
    } else if (first_word(found->second.what) != first_word(said.what)) {
      broken.push_back(key + name + " was removed or renamed: there is " + first_word(found->second.what) +
                       " now");
    } else if (found->second.what != said.what) {
      broken.push_back(key + name + " was retyped: " + said.what + " is " + found->second.what + " now");
    } else if (found->second.annotations != said.annotations && !reasons.contains(key)) {
      broken.push_back(key + name + " was re-annotated: [" + said.annotations + "] is [" +
                       found->second.annotations + "] now");
    }
  }
  return broken;
}

}  // namespace htq::tests

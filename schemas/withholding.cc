#include "schemas/withholding.h"

#include <algorithm>
#include <array>

namespace htq {
namespace {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using policy::Audience;

/// Fields of the envelope that say nothing of the case: how the log holds it together.
constexpr std::array<std::string_view, 9> kOfTheLog{"version",      "commandId", "commandPart",
                                                    "commandParts", "causedBy",  "epoch",
                                                    "previous",     "level",     "traceparent"};

struct Disclosing {
  const Exemptions& exemptions;
  std::vector<Withheld>& withheld;

  void leave_out(const std::string& path, std::uint16_t exemption) const {
    withheld.push_back({path, exemption});
  }

  /// The exemption that covers the field as a whole; 0: none does.
  std::uint16_t covering(const FieldPlan& field) const {
    const TypePlan& type = field.type.element ? *field.type.element : field.type;
    const bool is_of_a_person = field.names_person || (type.structure != nullptr && type.structure->sealed);
    if (is_of_a_person && exemptions.persons != 0) return exemptions.persons;
    if (field.audience == Audience::RESTRICTED && exemptions.restricted != 0) return exemptions.restricted;
    if (field.audience == Audience::INTERNAL && exemptions.internal != 0) return exemptions.internal;
    return 0;
  }

  bool names_flagged(const StructPlan& plan, const DynamicStruct::Reader& from) const {
    if (exemptions.flagged == 0 || exemptions.documents == nullptr || plan.document == nullptr ||
        !from.has(plan.document->field))
      return false;
    const DynamicValue::Reader named = from.get(plan.document->field);
    return exemptions.documents->contains(plan.document->type.kind == JsonKind::text
                                              ? view(named.as<capnp::Text>())
                                              : view(named.as<capnp::Data>()));
  }

  void structure(const StructPlan& plan, const DynamicStruct::Reader& from, DynamicStruct::Builder to,
                 const std::string& path) const {
    const FieldPlan* active = plan.active(from);
    for (const FieldPlan& field : plan.fields) {
      if (field.is_in_union && &field != active) continue;
      if (field.audience == Audience::NOBODY) continue;
      if (path.empty() && std::ranges::find(kOfTheLog, field.name) != kOfTheLog.end()) continue;
      const bool is_given = !field.is_pointer || from.has(field.field);
      if (!is_given) {
        if (field.is_in_union) to.clear(field.field);
        continue;
      }
      const std::string here = path.empty() ? field.name : path + "." + field.name;
      if (const std::uint16_t exemption = covering(field); exemption != 0) {
        if (is_worth_a_word(field, from)) leave_out(here, exemption);
        // Which event it was is told all the same.
        if (field.is_in_union) to.clear(field.field);
        continue;
      }
      copy(field, from, to, here);
    }
    if (!plan.sealed) return;
    for (const FieldPlan* part : {plan.sealed->key, plan.sealed->box})
      if (from.has(part->field)) to.set(part->field, from.get(part->field));
  }

  /// A number that is zero and a truth that is none were most likely not given.
  static bool is_worth_a_word(const FieldPlan& field, const DynamicStruct::Reader& from) {
    if (field.is_pointer || field.is_group) return true;
    const DynamicValue::Reader value = from.get(field.field);
    switch (value.getType()) {
      case DynamicValue::BOOL: return value.as<bool>();
      case DynamicValue::INT: return value.as<std::int64_t>() != 0;
      case DynamicValue::UINT: return value.as<std::uint64_t>() != 0;
      case DynamicValue::ENUM: return value.as<capnp::DynamicEnum>().getRaw() != 0;
      default: return true;
    }
  }

  void copy(const FieldPlan& field, const DynamicStruct::Reader& from, DynamicStruct::Builder to,
            const std::string& path) const {
    const DynamicValue::Reader value = from.get(field.field);
    if (field.type.kind == JsonKind::structure) {
      const auto inner = value.as<DynamicStruct>();
      const StructPlan& plan = *field.type.structure;
      if (names_flagged(plan, inner)) {
        leave_out(path, exemptions.flagged);
        if (field.is_in_union) to.clear(field.field);
        return;
      }
      auto into =
          field.is_group ? to.get(field.field).as<DynamicStruct>() : to.init(field.field).as<DynamicStruct>();
      return structure(plan, inner, into, path);
    }
    if (field.type.kind != JsonKind::list || field.type.element->kind != JsonKind::structure)
      return to.set(field.field, value);
    const auto list = value.as<DynamicList>();
    const StructPlan& plan = *field.type.element->structure;
    std::vector<std::uint32_t> kept;
    for (std::uint32_t at = 0; at < list.size(); ++at) {
      if (names_flagged(plan, list[at].as<DynamicStruct>()))
        leave_out(path + "[" + std::to_string(at) + "]", exemptions.flagged);
      else
        kept.push_back(at);
    }
    auto into = to.init(field.field, static_cast<std::uint32_t>(kept.size())).as<DynamicList>();
    for (std::uint32_t at = 0; at < kept.size(); ++at)
      structure(plan, list[kept[at]].as<DynamicStruct>(), into[at].as<DynamicStruct>(),
                path + "[" + std::to_string(kept[at]) + "]");
  }
};

}  // namespace

void Withholding::disclose(Record::Reader record, Record::Builder disclosed, const Exemptions& exemptions,
                           std::vector<Withheld>& withheld) const {
  Disclosing{exemptions, withheld}.structure(plan_.root(), record, disclosed, "");
}

}  // namespace htq

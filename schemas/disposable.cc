#include "schemas/disposable.h"

#include <capnp/dynamic.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <vector>

#include "schemas/json_plan.h"
#include "schemas/json_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::string_view kSealed = "sealed:";
constexpr std::size_t kKeyIdBytes = 16;

const TypePlan& innermost(const TypePlan& type) {
  return type.element != nullptr ? innermost(*type.element) : type;
}

/// Where such texts stand, found once.
class Places {
 public:
  Places() : plan_(capnp::Schema::from<Body>()) {
    for (bool news = true; news;) {
      news = false;
      for (const StructPlan* each : plan_.all()) {
        if (!has(*each) &&
            std::ranges::any_of(each->fields, [&](const FieldPlan& field) { return leads_to(field); })) {
          all_.insert(each);
          news = true;
        }
      }
    }
    for (const StructPlan* each : all_)
      for (const FieldPlan& field : each->fields)
        if (leads_to(field)) (field.is_in_union ? ways_[each].in_union : ways_[each].always).push_back(&field);
    events_.resize(plan_.root().fields.size());
    for (const FieldPlan& event : plan_.root().fields)
      events_.at(event.field.getProto().getDiscriminantValue()) = leads_to(event);
  }

  const StructPlan& body() const { return plan_.root(); }
  bool has(Body::Which event) const {
    const auto number = static_cast<std::size_t>(event);
    return number < events_.size() && events_[number];
  }
  /// Calls `each` with the fields of a struct behind which there may be one, until it returns false; whether it never
  /// did. An event is one of very many members of a union: they are not gone through.
  template <typename Each>
  bool each_way(const StructPlan& plan, capnp::DynamicStruct::Reader in, const Each& each) const {
    const Ways& ways = ways_.at(&plan);
    for (const FieldPlan* field : ways.always)
      if (in.has(field->field) && !each(*field)) return false;
    if (ways.in_union.empty()) return true;
    const FieldPlan* active = plan.active(in);
    const bool leads = std::ranges::binary_search(ways.in_union, active);
    return !leads || !in.has(active->field) || each(*active);
  }

 private:
  struct Ways {
    std::vector<const FieldPlan*> always;
    std::vector<const FieldPlan*> in_union;  // by address, as they lie in the plan
  };

  bool has(const StructPlan& plan) const { return all_.contains(&plan); }
  bool leads_to(const FieldPlan& field) const {
    const TypePlan& type = innermost(field.type);
    return type.is_disposable || (type.structure != nullptr && has(*type.structure));
  }

  Plan plan_;
  std::set<const StructPlan*> all_;
  std::unordered_map<const StructPlan*, Ways> ways_;
  std::vector<bool> events_;
};

const Places& places() {
  static const Places all;
  return all;
}

using Each = std::function<bool(std::string_view)>;
using Change = std::function<std::string(std::string_view)>;

bool walk(const StructPlan& plan, capnp::DynamicStruct::Reader from, const Each& each);

bool walk(const TypePlan& type, const capnp::DynamicValue::Reader& value, const Each& each) {
  if (type.kind == JsonKind::text) {
    const std::string_view words = view(value.as<capnp::Text>());
    return words.empty() || each(words);
  }
  if (type.kind == JsonKind::structure) return walk(*type.structure, value.as<capnp::DynamicStruct>(), each);
  for (const capnp::DynamicValue::Reader element : value.as<capnp::DynamicList>())
    if (!walk(*type.element, element, each)) return false;
  return true;
}

bool walk(const StructPlan& plan, capnp::DynamicStruct::Reader from, const Each& each) {
  return places().each_way(
      plan, from, [&](const FieldPlan& field) { return walk(field.type, from.get(field.field), each); });
}

void change_in(const StructPlan& plan, capnp::DynamicStruct::Builder in, const Change& change);

void change_in(const TypePlan& type, capnp::DynamicList::Builder in, const Change& change) {
  for (std::uint32_t at = 0; at < in.size(); ++at) {
    if (type.kind == JsonKind::structure) {
      change_in(*type.structure, in[at].as<capnp::DynamicStruct>(), change);
      continue;
    }
    const std::string words = string(in[at].as<capnp::Text>().asReader());
    if (!words.empty()) in.set(at, text(change(words)));
  }
}

void change_in(const StructPlan& plan, capnp::DynamicStruct::Builder in, const Change& change) {
  places().each_way(plan, in.asReader(), [&](const FieldPlan& field) {
    auto value = in.get(field.field);
    if (field.type.kind == JsonKind::text) {
      const std::string words = string(value.as<capnp::Text>().asReader());
      if (!words.empty()) in.set(field.field, text(change(words)));
    } else if (field.type.kind == JsonKind::structure) {
      change_in(*field.type.structure, value.as<capnp::DynamicStruct>(), change);
    } else {
      change_in(*field.type.element, value.as<capnp::DynamicList>(), change);
    }
    return true;
  });
}

}  // namespace

std::string sealed_form(std::string_view key, std::string_view box) {
  std::string form(kSealed);
  append_base64(form, std::string(key).append(box));
  return form;
}

std::optional<SealedText> sealed_text(std::string_view text) {
  if (!text.starts_with(kSealed)) return std::nullopt;
  const auto bytes = decode_base64(text.substr(kSealed.size()));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  const std::string_view all(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  return SealedText{.key = std::string(all.substr(0, kKeyIdBytes)),
                    .box = std::string(all.substr(kKeyIdBytes))};
}

bool has_disposable_texts(Body::Which event) {
  return places().has(event);
}

void each_disposable(Body::Reader body, const Each& each) {
  if (has_disposable_texts(body.which())) walk(places().body(), body, each);
}

void change_disposable(Body::Builder body, const Change& change) {
  if (has_disposable_texts(body.which())) change_in(places().body(), body, change);
}

}  // namespace htq

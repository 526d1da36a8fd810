#include "schemas/summary.h"

#include <kj/debug.h>

#include <array>
#include <charconv>
#include <expected>

#include "schemas/json_text.h"

namespace htq {
namespace {

using capnp::DynamicStruct;
using capnp::DynamicValue;

bool has_text(const TypePlan& type) {
  switch (type.kind) {
    case JsonKind::nothing: return false;
    case JsonKind::structure: return type.structure->sealed || type.structure->shorthand != nullptr;
    case JsonKind::list: return type.element->kind != JsonKind::list && has_text(*type.element);
    default: return true;
  }
}

std::expected<SummaryPart, std::string> compile_brace(const StructPlan& root, std::string_view brace) {
  SummaryPart part;
  const StructPlan* plan = &root;
  const auto wrong = [&](std::string_view why) {
    return std::unexpected("{" + std::string(brace) + "} " + std::string(why));
  };
  for (std::string_view rest = brace; !rest.empty() || part.path.empty();) {
    const std::size_t dot = rest.find('.');
    const std::string_view name = rest.substr(0, dot);
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    if (rest.empty() && dot != std::string_view::npos) return wrong("ends in a dot");
    const bool is_list = !part.path.empty() && part.path.back()->type.kind == JsonKind::list;
    if (is_list && name == "count" && rest.empty()) {
      part.is_count = true;
      return part;
    }
    const FieldPlan* field = plan == nullptr ? nullptr : plan->find(name);
    if (field == nullptr) return wrong("names no field");
    part.path.push_back(field);
    plan = field->type.kind == JsonKind::structure ? field->type.structure : nullptr;
  }
  if (!has_text(part.path.back()->type)) return wrong("names what has no text; of a list, .count has");
  return part;
}

std::expected<std::vector<SummaryPart>, std::string> compile(const StructPlan& plan) {
  std::vector<SummaryPart> parts;
  std::string_view rest = plan.summary;
  while (true) {
    const std::size_t open = rest.find('{');
    const std::string before(rest.substr(0, open));
    if (open == std::string_view::npos) {
      parts.push_back({.before = before});
      return parts;
    }
    const std::size_t close = rest.find('}', open);
    if (close == std::string_view::npos) return std::unexpected("a brace is not closed");
    auto part = compile_brace(plan, rest.substr(open + 1, close - open - 1));
    if (!part) return std::unexpected(std::move(part.error()));
    part->before = before;
    parts.push_back(*std::move(part));
    rest.remove_prefix(close + 1);
  }
}

/// Tells the values of one event to one audience.
struct Telling {
  const SummaryOptions& options;

  std::string value(const TypePlan& type, const DynamicValue::Reader& from) const {
    switch (type.kind) {
      case JsonKind::boolean: return from.as<bool>() ? "yes" : "no";
      case JsonKind::whole:
        if (type.is_instant) return instant(from.as<std::int64_t>());
        return type.is_unsigned ? std::to_string(from.as<std::uint64_t>())
                                : std::to_string(from.as<std::int64_t>());
      case JsonKind::real: {
        std::array<char, 32> text;
        return {text.data(), std::to_chars(text.data(), text.data() + text.size(), from.as<double>()).ptr};
      }
      case JsonKind::text: return std::string(view(from.as<capnp::Text>()));
      case JsonKind::data: {
        std::string text;
        append_hex(text, view(from.as<capnp::Data>()));
        return text;
      }
      case JsonKind::enumeration: return word(from.as<capnp::DynamicEnum>());
      case JsonKind::structure: return structure(*type.structure, from.as<DynamicStruct>());
      case JsonKind::list: return list(*type.element, from.as<capnp::DynamicList>());
      case JsonKind::nothing: break;
    }
    return {};
  }

  std::string instant(std::int64_t ns) const {
    if (ns == 0) return {};
    return options.london ? options.london(ns) : format_instant(ns);
  }

  std::string word(capnp::DynamicEnum from) const {
    KJ_IF_MAYBE (enumerant, from.getEnumerant()) {
      return in_words(view(enumerant->getProto().getName()));
    }
    return std::to_string(from.getRaw());
  }

  std::string structure(const StructPlan& plan, const DynamicStruct::Reader& from) const {
    if (plan.sealed) return sealed(*plan.sealed, from);
    if (!is_visible(plan.shorthand->audience, options.clearance)) return "[withheld]";
    const std::string local(view(from.get(plan.shorthand->field).as<capnp::Text>()));
    if (!options.moment || local.empty()) return local;
    for (const FieldPlan& field : plan.fields)
      if (field.type.is_instant) return options.moment(local, from.get(field.field).as<std::int64_t>());
    return local;
  }

  std::string sealed(const SealedFields& fields, const DynamicStruct::Reader& from) const {
    if (!from.has(fields.box->field)) return {};
    if (!options.open) return "[sealed]";
    return options
        .open(view(from.get(fields.person->field).as<capnp::Text>()),
              view(from.get(fields.key->field).as<capnp::Data>()),
              view(from.get(fields.box->field).as<capnp::Data>()))
        .value_or("[erased]");
  }

  std::string list(const TypePlan& element, const capnp::DynamicList::Reader& from) const {
    std::string text;
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      if (i > 0) text += i + 1 == from.size() ? " and " : ", ";
      text += value(element, from[i]);
    }
    return text;
  }

  std::string brace(const SummaryPart& part, DynamicStruct::Reader from) const {
    for (std::size_t i = 0; i + 1 < part.path.size(); ++i) {
      const FieldPlan& step = *part.path[i];
      if (is_silent(step, from)) return {};
      if (!is_visible(step.audience, options.clearance)) return "[withheld]";
      from = from.get(step.field).as<DynamicStruct>();
    }
    const FieldPlan& last = *part.path.back();
    if (is_silent(last, from)) return {};
    if (!is_visible(last.audience, options.clearance)) return "[withheld]";
    const DynamicValue::Reader value = from.get(last.field);
    return part.is_count ? std::to_string(value.as<capnp::DynamicList>().size())
                         : this->value(last.type, value);
  }

  /// Another member of the union is active. That is told only to those who may see this one.
  bool is_silent(const FieldPlan& field, const DynamicStruct::Reader& from) const {
    if (!field.is_in_union || !is_visible(field.audience, options.clearance)) return false;
    KJ_IF_MAYBE (active, from.which()) {
      return *active != field.field;
    }
    return true;
  }
};

}  // namespace

Summaries::Summaries(capnp::StructSchema root) : plan_(root) {
  for (const StructPlan* plan : plan_.all()) {
    if (plan->summary.empty()) continue;
    auto parts = compile(*plan);
    KJ_REQUIRE(parts.has_value(), "a $summary that cannot be told", plan->name.c_str(),
               parts.error().c_str());
    templates_.emplace(plan, *std::move(parts));
  }
}

std::optional<std::string> Summaries::summarise(DynamicStruct::Reader event,
                                                const SummaryOptions& options) const {
  const auto found = templates_.find(plan_.find(event.getSchema()));
  if (found == templates_.end()) return std::nullopt;
  const Telling telling{options};
  std::string sentence;
  for (const SummaryPart& part : found->second) {
    sentence += part.before;
    if (!part.path.empty()) sentence += telling.brace(part, event);
  }
  return sentence;
}

std::optional<std::string> check_summary(capnp::StructSchema schema) {
  const Plan plan(schema);
  if (plan.root().summary.empty()) return std::nullopt;
  auto parts = compile(plan.root());
  if (parts) return std::nullopt;
  return std::move(parts.error());
}

}  // namespace htq

#include "schemas/summary.h"

#include <kj/debug.h>

#include <array>
#include <charconv>
#include <expected>

#include "schemas/disposable.h"
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

/// A noun needs a number: the length of a list, or a whole number that is no instant.
bool is_counted(const SummaryPart& part) {
  const TypePlan& type = part.path.back()->type;
  return part.is_count || (type.kind == JsonKind::whole && !type.is_instant);
}

std::expected<SummaryPart, std::string> compile_brace(const StructPlan& root, std::string_view brace) {
  SummaryPart part;
  const StructPlan* plan = &root;
  const auto wrong = [&](std::string_view why) {
    return std::unexpected("{" + std::string(brace) + "} " + std::string(why));
  };
  const std::size_t blank = brace.find(' ');
  std::string_view rest = brace.substr(0, blank);
  if (blank != std::string_view::npos) part.noun = brace.substr(blank + 1);
  if (rest.ends_with('?')) {
    part.is_question = true;
    rest.remove_suffix(1);
  }
  while (!rest.empty() || part.path.empty()) {
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
  if (!part.noun.empty() && !is_counted(part)) return wrong("has a noun and no number");
  return part;
}

std::expected<std::vector<SummaryPart>, std::string> compile_parts(const StructPlan& plan,
                                                                   std::string_view rest) {
  std::vector<SummaryPart> parts;
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

std::expected<SummaryStretch, std::string> compile_bracket(const StructPlan& plan, std::string_view inside) {
  SummaryStretch bracket{.is_bracket = true};
  for (std::size_t bar = 0; bar != std::string_view::npos;) {
    bar = inside.find('|');
    auto parts = compile_parts(plan, inside.substr(0, bar));
    if (!parts) return std::unexpected(std::move(parts.error()));
    if (bracket.alternatives.empty() && parts->size() == 1)
      return std::unexpected("a bracket names nothing that could be left out");
    bracket.alternatives.push_back(*std::move(parts));
    if (bar != std::string_view::npos) inside.remove_prefix(bar + 1);
  }
  return bracket;
}

std::expected<std::vector<SummaryStretch>, std::string> compile(const StructPlan& plan) {
  std::vector<SummaryStretch> stretches;
  for (std::string_view rest = plan.summary; !rest.empty();) {
    const std::size_t open = rest.find('[');
    if (open != 0) {
      auto parts = compile_parts(plan, rest.substr(0, open));
      if (!parts) return std::unexpected(std::move(parts.error()));
      stretches.push_back({.alternatives = {*std::move(parts)}});
    }
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find(']', open);
    if (close == std::string_view::npos) return std::unexpected("a bracket is not closed");
    auto bracket = compile_bracket(plan, rest.substr(open + 1, close - open - 1));
    if (!bracket) return std::unexpected(std::move(bracket.error()));
    stretches.push_back(*std::move(bracket));
    rest.remove_prefix(close + 1);
  }
  return stretches;
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
      case JsonKind::text:
        return type.is_disposable ? disposable(view(from.as<capnp::Text>()))
                                  : std::string(view(from.as<capnp::Text>()));
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

  bool is_seen(policy::Audience audience) const {
    return is_visible(audience, options.clearance) && is_visible(options.at_least, options.clearance);
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
    if (!is_seen(plan.shorthand->audience)) return "[withheld]";
    const std::string local(view(from.get(plan.shorthand->field).as<capnp::Text>()));
    if (!options.moment || local.empty()) return local;
    for (const FieldPlan& field : plan.fields)
      if (field.type.is_instant) return options.moment(local, from.get(field.field).as<std::int64_t>());
    return local;
  }

  std::string sealed(const SealedFields& fields, const DynamicStruct::Reader& from) const {
    if (!from.has(fields.box->field)) return {};
    if (!options.open) return "[sealed]";
    auto text = options.open(view(from.get(fields.person->field).as<capnp::Text>()),
                             view(from.get(fields.key->field).as<capnp::Data>()),
                             view(from.get(fields.box->field).as<capnp::Data>()));
    if (text) return *std::move(text);
    return text.error() == Unreadable::erased ? "[erased]" : "[sealed]";
  }

  std::string disposable(std::string_view text) const {
    const auto sealed = sealed_text(text);
    if (!sealed) return std::string(text);
    if (!options.open) return "[sealed]";
    auto words = options.open({}, sealed->key, sealed->box);
    if (words) return *std::move(words);
    return words.error() == Unreadable::erased ? "[disposed of]" : "[sealed]";
  }

  std::string list(const TypePlan& element, const capnp::DynamicList::Reader& from) const {
    std::string text;
    for (std::uint32_t i = 0; i < from.size(); ++i) {
      if (i > 0) text += i + 1 == from.size() ? " and " : ", ";
      text += value(element, from[i]);
    }
    return text;
  }

  /// What a brace names, found in the event.
  struct Named {
    enum class Standing { silent, withheld, there } standing = Standing::silent;
    DynamicValue::Reader value = {};
  };
  using Standing = Named::Standing;

  Named find(const SummaryPart& part, DynamicStruct::Reader from) const {
    for (std::size_t i = 0; i < part.path.size(); ++i) {
      const FieldPlan& step = *part.path[i];
      if (is_silent(step, from)) return {};
      if (!is_seen(step.audience)) return {.standing = Standing::withheld};
      if (i + 1 == part.path.size()) return {.standing = Standing::there, .value = from.get(step.field)};
      from = from.get(step.field).as<DynamicStruct>();
    }
    return {};
  }

  std::string brace(const SummaryPart& part, const DynamicStruct::Reader& from) const {
    if (part.is_question) return {};
    const Named named = find(part, from);
    if (named.standing == Standing::silent) return {};
    std::string text = "[withheld]";
    if (named.standing == Standing::there)
      text = part.is_count ? std::to_string(named.value.as<capnp::DynamicList>().size())
                           : value(part.path.back()->type, named.value);
    if (part.noun.empty()) return text;
    return text + ' ' + part.noun + (text == "1" ? "" : "s");
  }

  /// Whether the bracket that names it may be told. What is withheld counts as given: that it was left out is
  /// not told either.
  bool is_given(const SummaryPart& part, const DynamicStruct::Reader& from) const {
    const Named named = find(part, from);
    if (named.standing != Standing::there) return named.standing == Standing::withheld;
    const TypePlan& type = part.path.back()->type;
    switch (type.kind) {
      case JsonKind::boolean: return named.value.as<bool>();
      case JsonKind::whole: return named.value.as<std::int64_t>() != 0;
      case JsonKind::list: return named.value.as<capnp::DynamicList>().size() != 0;
      case JsonKind::enumeration: return word(named.value.as<capnp::DynamicEnum>()) != "none";
      default: return !value(type, named.value).empty();
    }
  }

  bool is_withheld_question(const SummaryPart& part, const DynamicStruct::Reader& from) const {
    return part.is_question && find(part, from).standing == Standing::withheld;
  }

  void tell(const std::vector<SummaryPart>& parts, const DynamicStruct::Reader& from,
            std::string& sentence) const {
    for (const SummaryPart& part : parts) {
      std::string_view before = part.before;
      if (before.starts_with('.') && !sentence.empty() && std::string_view(".!?").contains(sentence.back()))
        before.remove_prefix(1);
      sentence += before;
      if (!part.path.empty()) sentence += brace(part, from);
    }
  }

  void tell(const SummaryStretch& stretch, const DynamicStruct::Reader& from, std::string& sentence) const {
    for (const std::vector<SummaryPart>& parts : stretch.alternatives) {
      bool is_told = true;
      if (stretch.is_bracket)
        for (const SummaryPart& part : parts) {
          if (part.path.empty()) continue;
          if (is_withheld_question(part, from)) {
            sentence += "[withheld]";
            return;
          }
          is_told = is_told && is_given(part, from);
        }
      if (!is_told) continue;
      tell(parts, from, sentence);
      return;
    }
  }

  /// Another member of the union is active. That is told only to those who may see this one.
  bool is_silent(const FieldPlan& field, const DynamicStruct::Reader& from) const {
    if (!field.is_in_union || !is_seen(field.audience)) return false;
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
    auto stretches = compile(*plan);
    KJ_REQUIRE(stretches.has_value(), "a $summary that cannot be told", plan->name.c_str(),
               stretches.error().c_str());
    templates_.emplace(plan, *std::move(stretches));
  }
}

std::optional<std::string> Summaries::summarise(DynamicStruct::Reader event,
                                                const SummaryOptions& options) const {
  const auto found = templates_.find(plan_.find(event.getSchema()));
  if (found == templates_.end()) return std::nullopt;
  const Telling telling{options};
  std::string sentence;
  for (const SummaryStretch& stretch : found->second) telling.tell(stretch, event, sentence);
  return sentence;
}

std::optional<std::string> check_summary(capnp::StructSchema schema) {
  const Plan plan(schema);
  if (plan.root().summary.empty()) return std::nullopt;
  auto stretches = compile(plan.root());
  if (stretches) return std::nullopt;
  return std::move(stretches.error());
}

}  // namespace htq

#include "daemon/ctl/command_body.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "domain/ensure.h"
#include "domain/words.h"

namespace htq::ctl {
namespace {

constexpr std::size_t kMostElements = 10'000;

struct Step {
  enum class Kind { property, element, next_element } kind;
  std::string name;        // of a property
  std::size_t number = 0;  // of an element
};

using Path = std::vector<Step>;

/// "verdicts[0].outcome" as its steps; nothing if it reads otherwise.
std::optional<Path> read_path(std::string_view text) {
  Path path;
  while (true) {
    const std::size_t end = std::min(text.find_first_of(".["), text.size());
    if (end == 0) return std::nullopt;
    path.push_back({Step::Kind::property, std::string(text.substr(0, end))});
    text.remove_prefix(end);
    while (text.starts_with('[')) {
      const std::size_t close = text.find(']');
      if (close == std::string_view::npos) return std::nullopt;
      const std::string_view inside = text.substr(1, close - 1);
      Step step{Step::Kind::next_element, {}};
      if (!inside.empty()) {
        step.kind = Step::Kind::element;
        const auto [stop, error] = std::from_chars(inside.data(), inside.data() + inside.size(), step.number);
        if (error != std::errc() || stop != inside.data() + inside.size()) return std::nullopt;
      }
      path.push_back(step);
      text.remove_prefix(close + 1);
    }
    if (text.empty()) return path;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
}

/// The type at the end of a path; null where the schema does not know it.
const TypePlan* type_at(const StructPlan& body, const Path& path) {
  const StructPlan* around = &body;
  const TypePlan* type = nullptr;
  for (const Step& step : path) {
    if (step.kind == Step::Kind::property) {
      const FieldPlan* field = around == nullptr ? nullptr : around->find(step.name);
      if (field == nullptr) return nullptr;
      type = &field->type;
    } else {
      if (type == nullptr || type->kind != JsonKind::list) return nullptr;
      type = type->element.get();
    }
    around = type->kind == JsonKind::structure ? type->structure : nullptr;
  }
  return type;
}

bool is_number(std::string_view text) {
  const auto parsed = Json::parse(text);
  return parsed && std::holds_alternative<Json::Number>(parsed->value);
}

bool is_truth(std::string_view text) {
  return text == "true" || text == "false";
}

/// What does not fit its type stays a text: the daemon's answer names the field and says what it should be.
Json value_of(std::string_view text, const TypePlan* type) {
  const bool whole = type == nullptr || (type->kind == JsonKind::whole && !type->is_instant);
  const bool real = type != nullptr && type->kind == JsonKind::real;
  if ((whole || real) && is_number(text)) return {Json::Number{std::string(text)}};
  if ((type == nullptr || type->kind == JsonKind::boolean) && is_truth(text)) return {text == "true"};
  return {std::string(text)};
}

std::expected<Json*, std::string> step_into(Json& place, const Step& step) {
  if (step.kind == Step::Kind::property) {
    if (!place.is_null() && place.object() == nullptr)
      return std::unexpected("what holds \"" + step.name + "\" is a value already");
    return &place.at(step.name);
  }
  if (place.is_null()) place.value = Json::Array();
  auto* elements = std::get_if<Json::Array>(&place.value);
  if (elements == nullptr) return std::unexpected("what is written with [] is no list");
  const std::size_t number = step.kind == Step::Kind::next_element ? elements->size() : step.number;
  if (number > elements->size() || number >= kMostElements)
    return std::unexpected("element [" + std::to_string(number) + "] would leave a gap: the next is [" +
                           std::to_string(elements->size()) + "]");
  if (number == elements->size()) elements->emplace_back();
  return &(*elements)[number];
}

}  // namespace

const StructPlan& body_of(Action action) {
  static const Plan plan(capnp::Schema::from<Command>());
  for (const FieldPlan& field : plan.root().fields)
    if (field.is_in_union &&
        field.field.getProto().getDiscriminantValue() == static_cast<std::uint16_t>(action))
      return *field.type.structure;
  bug("an action of the schema without a struct");
}

std::expected<void, std::string> set_in_body(Json& body, std::optional<Action> action,
                                             std::string_view setting) {
  const std::size_t equals = setting.find('=');
  const auto path = read_path(setting.substr(0, std::min(equals, setting.size())));
  if (equals == std::string_view::npos || !path)
    return std::unexpected(
        "write --set property=value, --set a.b=value, --set list[]=value or --set list[0].a=value");
  Json* place = &body;
  for (const Step& step : *path) {
    const auto next = step_into(*place, step);
    if (!next) return std::unexpected("--set " + std::string(setting) + ": " + next.error());
    place = *next;
  }
  const std::string_view text = setting.substr(equals + 1);
  const bool is_target =
      action && path->size() == 1 && path->front().name == name_of_enumerant(kind_of(*action));
  *place = is_target ? Json{std::string(text)}
                     : value_of(text, action ? type_at(body_of(*action), *path) : nullptr);
  return {};
}

}  // namespace htq::ctl

#include "daemon/ctl/json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "schemas/json_text.h"

namespace htq::ctl {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

template <typename Value>
Json::Number number(Value value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {std::string(digits.data(), end)};
}

Json read(element from) {
  switch (from.type()) {
    case element_type::NULL_VALUE: return {};
    case element_type::BOOL: return {bool(from)};
    case element_type::INT64: return {number(std::int64_t(from))};
    case element_type::UINT64: return {number(std::uint64_t(from))};
    case element_type::DOUBLE: return {number(double(from))};
    case element_type::STRING: return {std::string(std::string_view(from))};
    case element_type::ARRAY: {
      Json::Array elements;
      for (const element each : simdjson::dom::array(from)) elements.push_back(read(each));
      return {std::move(elements)};
    }
    case element_type::OBJECT: {
      Json::Object members;
      for (const auto [name, each] : simdjson::dom::object(from))
        members.emplace_back(std::string(name), read(each));
      return {std::move(members)};
    }
  }
  return {};
}

void append(const Json& from, std::string& out) {
  if (from.is_null()) {
    out += "null";
  } else if (const auto* truth = std::get_if<bool>(&from.value)) {
    out += *truth ? "true" : "false";
  } else if (const auto* digits = std::get_if<Json::Number>(&from.value)) {
    out += digits->digits;
  } else if (const auto* text = std::get_if<std::string>(&from.value)) {
    append_json_string(out, *text);
  } else if (const auto* elements = from.array()) {
    out += '[';
    for (const Json& each : *elements) {
      if (out.back() != '[') out += ',';
      append(each, out);
    }
    out += ']';
  } else {
    out += '{';
    for (const auto& [name, each] : *from.object()) {
      if (out.back() != '{') out += ',';
      append_json_string(out, name);
      out += ':';
      append(each, out);
    }
    out += '}';
  }
}

}  // namespace

std::expected<Json, std::string> Json::parse(std::string_view text) {
  simdjson::dom::parser parser;
  element root;
  // The parser copies: it wants bytes of its own behind the text.
  if (const auto error = parser.parse(text.data(), text.size()).get(root))
    return std::unexpected(std::string(simdjson::error_message(error)));
  return read(root);
}

std::string Json::write() const {
  std::string out;
  append(*this, out);
  return out;
}

const Json* Json::find(std::string_view name) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &Object::value_type::first);
  return found == members->end() ? nullptr : &found->second;
}

Json& Json::at(std::string_view name) {
  if (is_null()) value = Object();
  auto& members = std::get<Object>(value);
  const auto found = std::ranges::find(members, name, &Object::value_type::first);
  if (found != members.end()) return found->second;
  return members.emplace_back(std::string(name), Json()).second;
}

const Json::Array& Json::elements_of(std::string_view name) const {
  static const Array kNone;
  const Json* member = find(name);
  return member != nullptr && member->array() != nullptr ? *member->array() : kNone;
}

std::string Json::text() const {
  if (is_null()) return {};
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return write();
}

std::string Json::text_of(std::string_view name) const {
  const Json* member = find(name);
  return member == nullptr ? std::string() : member->text();
}

}  // namespace htq::ctl

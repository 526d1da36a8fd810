// Bodies of commands, written as they read: body({{"case", reference}, {"request", 1}}). Plain values.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/ctl/json.h"

namespace htq::ctl::demo {

/// Whatever may stand in a body.
struct Value {
  Json json;

  Value(Json from) : json(std::move(from)) {}
  Value(const char* text) : json{std::string(text)} {}
  Value(std::string_view text) : json{std::string(text)} {}
  Value(std::string text) : json{std::move(text)} {}
  Value(bool truth) : json{truth} {}
  template <std::integral Number>
  Value(Number number) : json{Json::Number{std::to_string(number)}} {}
  Value(const std::vector<std::string>& texts) : json{Json::Array()} {
    for (const std::string& text : texts) std::get<Json::Array>(json.value).push_back({text});
  }
};

inline Json body(std::initializer_list<std::pair<const char*, Value>> members) {
  Json::Object object;
  for (const auto& [name, value] : members) object.emplace_back(name, value.json);
  return {std::move(object)};
}

inline Json list(std::initializer_list<Value> values) {
  Json::Array elements;
  for (const Value& value : values) elements.push_back(value.json);
  return {std::move(elements)};
}

inline Json list(Json::Array elements) {
  return {std::move(elements)};
}

}  // namespace htq::ctl::demo

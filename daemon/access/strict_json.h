// JSON that says who somebody is: read whole, at most so deep, and refused if a name is there twice, since of
// two values one program would take the first and another the last. One thread; what it found is good while
// it lives.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

namespace htq {

class StrictJson {
 public:
  /// Nothing if it is not one JSON object in that sense.
  static std::optional<StrictJson> parse(std::string_view bytes);

  const simdjson::dom::object& object() const { return object_; }
  /// Nothing also if the value is no text.
  std::optional<std::string_view> text(std::string_view name) const;
  std::optional<simdjson::dom::element> find(std::string_view name) const;
  /// Through objects, by a path with dots: "realm_access.roles". A name that holds dots itself goes first.
  std::optional<simdjson::dom::element> find_path(std::string_view path) const;

 private:
  StrictJson() = default;
  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::dom::object object_;
};

}  // namespace htq

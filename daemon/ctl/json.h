// A JSON value for a command line: small documents that are read, changed, compared and written again.
// Members keep their order and numbers their digits. The daemon's own reading and writing is
// schemas/json_reader.h and json_writer.h.
//
// Plain values; any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace htq::ctl {

class Json {
 public:
  struct Number {
    std::string digits;
    bool operator==(const Number&) const = default;
  };
  using Array = std::vector<Json>;
  struct Member;
  using Object = std::vector<Member>;

  std::variant<std::monostate, bool, Number, std::string, Array, Object> value;

  /// One document, or what is wrong with it.
  static std::expected<Json, std::string> parse(std::string_view text);
  std::string write() const;

  bool is_null() const { return std::holds_alternative<std::monostate>(value); }
  const Object* object() const { return std::get_if<Object>(&value); }
  const Array* array() const { return std::get_if<Array>(&value); }
  bool operator==(const Json&) const = default;

  /// The member of that name; null if there is none or this is no object.
  const Json* find(std::string_view name) const;
  /// The same, which is made if it is not there; this becomes an object if it is null.
  Json& at(std::string_view name);
  /// The elements of a member that is an array; otherwise none.
  const Array& elements_of(std::string_view name) const;

  /// A value without parts as a person reads it: a string without its quotes, nothing for null. Anything else
  /// as JSON.
  std::string text() const;
  /// The text of a member; empty if it is not there.
  std::string text_of(std::string_view name) const;
};

/// Name and value. No std::pair: clang wants to know all of a Json when it meets one, which is not known within it.
struct Json::Member {
  std::string first;
  Json second;
  bool operator==(const Member&) const = default;
};

}  // namespace htq::ctl

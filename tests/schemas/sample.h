// What the tests of schemas/ share: the sample schema's plans, and messages from and to text.
#pragma once

#include <capnp/message.h>
#include <kj/common.h>

#include <string>
#include <string_view>

#include "schemas/json_reader.h"
#include "schemas/json_writer.h"
#include "tests/schemas/sample.capnp.h"

namespace htq {

/// The CodeGeneratorRequest of sample.capnp.
kj::ArrayPtr<const capnp::word> sample_request();

}  // namespace htq

namespace htq::sample {

inline capnp::StructSchema schema() {
  return capnp::Schema::from<Sample>();
}

/// Not sealed: the box holds the words. The person "erased" has been.
inline Opened open(std::string_view person, std::string_view, std::string_view box) {
  if (person == "erased") return std::unexpected(Unreadable::erased);
  if (person == "locked") return std::unexpected(Unreadable::sealed);
  return std::string(box);
}

inline std::string london(std::int64_t ns) {
  return "London " + std::to_string(ns);
}

struct Message {
  capnp::MallocMessageBuilder arena;
  Sample::Builder root = arena.initRoot<Sample>();
};

inline std::expected<void, JsonError> read(std::string_view json, Message& into) {
  static const JsonReader reader(schema());
  return reader.read(json, into.root);
}

/// Of a document that must be refused.
inline JsonError error_of(std::string_view json) {
  Message message;
  auto read_in = read(json, message);
  return read_in ? JsonError{.path = "", .what = "(accepted)", .remedy = ""} : std::move(read_in.error());
}

inline std::string write(Sample::Reader from) {
  static const JsonWriter writer(schema(), {.open = &open});
  std::string json;
  writer.write(from, json);
  return json;
}

}  // namespace htq::sample

#include "schemas/json_reader.h"

#include <kj/exception.h>

#include "schemas/json_reading.h"

namespace htq {
namespace {

JsonError too_large() {
  return {.path = "", .what = "The document is too large.", .remedy = "Send it in smaller parts."};
}

}  // namespace

JsonReader::JsonReader(capnp::StructSchema root, Options options)
    : plan_(root), options_(std::move(options)) {}

std::expected<void, JsonError> JsonReader::read(std::string_view json,
                                                capnp::DynamicStruct::Builder into) const {
  JsonExtras none;
  return read(json, into, none);
}

std::expected<void, JsonError> JsonReader::read(std::string_view json, capnp::DynamicStruct::Builder into,
                                                JsonExtras& extras) const try {
  const StructPlan* plan = plan_.find(into.getSchema());
  KJ_REQUIRE(plan != nullptr, "a struct that this reader's root does not reach");
  const simdjson::padded_string padded(json);
  JsonReading reading(options_, extras);
  if (!reading.document(padded, *plan, into)) return std::unexpected(std::move(reading.error()));
  return {};
} catch (const kj::Exception&) {
  // Cap'n Proto refuses lists and texts beyond 2^29 - 1 elements.
  return std::unexpected(too_large());
} catch (const std::exception&) {
  return std::unexpected(too_large());
}

}  // namespace htq

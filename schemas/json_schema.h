// JSON Schema (dialect 2020-12, as OpenAPI 3.1 uses it) of what JsonReader reads and JsonWriter writes, with
// the comments of the schemas as descriptions. Pure functions, any thread.
#pragma once

#include <capnp/schema.h>

#include <span>
#include <string>

#include "schemas/documentation.h"

namespace htq {

enum class JsonForm {
  command,  // as read: shorthands as a string, nothing computed, no further properties
  answer,   // as written: London texts beside instants, sealed texts opened or erased
};

struct JsonSchemaOptions {
  JsonForm form = JsonForm::answer;
  std::string reference_prefix = "#/components/schemas/";
  std::string name_suffix = {};  // behind each component's name, so that both forms can stand in one document
};

/// A JSON object: one component for each struct and enum that the roots reach, named after it without its
/// scope. Two structs of one short name are a bug and throw kj::Exception.
std::string json_schema_components(std::span<const capnp::StructSchema> roots,
                                   const Documentation& documentation, const JsonSchemaOptions& options);

/// Of one struct in place, with a property more that must be there. (An "allOf" of a reference and the
/// property would permit nothing: what a component does not name, it forbids.)
std::string json_schema_with(capnp::StructSchema schema, std::string_view property,
                             std::string_view property_schema, const Documentation& documentation,
                             const JsonSchemaOptions& options);

/// {"$ref": "#/components/schemas/Name"}
std::string json_schema_reference(capnp::StructSchema schema, const JsonSchemaOptions& options);

}  // namespace htq

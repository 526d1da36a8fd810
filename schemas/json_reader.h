// Reads JSON into a Cap'n Proto message, strictly: every value is looked at, and whatever the schema does not
// permit is refused with its place, the reason and what to do. Built for hostile bytes: never throws, bounded
// in depth and size.
//
// One reader serves any number of threads; reading allocates for itself and shares nothing. Hooks in the
// options are called on the thread that reads.
//
// JSON follows JsonCodec: structs and groups are objects, the active member of a union is a property, enums
// are names, Data is base64. Policy annotations add: instants, days, identifiers, shorthands, sealed texts,
// computed fields.
#pragma once

#include <capnp/dynamic.h>

#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "schemas/json_hooks.h"
#include "schemas/json_plan.h"

namespace htq {

struct JsonError {
  std::string path;    // "occupations[2].level"; empty: the document as a whole
  std::string what;    // a sentence: what is wrong
  std::string remedy;  // a sentence: what to do

  friend bool operator==(const JsonError&, const JsonError&) = default;
};

/// Properties of the outermost object that are no fields of the struct: their names, and the texts that came
/// with them.
struct JsonExtras {
  std::span<const std::string_view> names;
  std::map<std::string, std::string, std::less<>> found;
};

struct JsonReaderOptions {
  std::uint32_t most_elements_in_list = 10'000;
  std::uint32_t most_elements =
      50'000;  // of all lists of a message together: an empty object costs a whole struct
  ReferenceHook check_reference = {};
  /// Of one text: what is taken once is shown again in every timeline.
  std::size_t most_bytes_in_text = 1 << 20;
};

class JsonReader {
 public:
  static constexpr int kMostDepth = 16;

  using Options = JsonReaderOptions;

  explicit JsonReader(capnp::StructSchema root, Options options = {});

  /// `into` is a new struct of the root's type or of one that the root reaches. After an error its content is
  /// of no use.
  std::expected<void, JsonError> read(std::string_view json, capnp::DynamicStruct::Builder into) const;
  std::expected<void, JsonError> read(std::string_view json, capnp::DynamicStruct::Builder into,
                                      JsonExtras& extras) const;

 private:
  Plan plan_;
  Options options_;
};

}  // namespace htq

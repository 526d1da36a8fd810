// The comments of the schemas. Generated code has none of them, so the compiler's own request is embedded at
// build time and read here; /openapi.json is made of it.
//
// Immutable after construction: any thread. The bytes of the request must outlive it; schemas_request() lives
// for ever.
#pragma once

#include <capnp/message.h>
#include <capnp/schema.capnp.h>
#include <capnp/schema.h>
#include <capnp/serialize.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace htq {

/// The CodeGeneratorRequest for all of schemas/*.capnp.
kj::ArrayPtr<const capnp::word> schemas_request();

class Documentation {
 public:
  explicit Documentation(kj::ArrayPtr<const capnp::word> request = schemas_request());

  Documentation(const Documentation&) = delete;
  Documentation& operator=(const Documentation&) = delete;

  /// The comment on a struct, enum or annotation without the line break at its end; empty if it has none.
  std::string_view of(std::uint64_t node_id) const;
  /// The comment on a field (StructSchema::Field::getIndex()) or an enumerant (its ordinal).
  std::string_view of_member(std::uint64_t node_id, std::uint32_t index) const;

  /// The id of a node by its full name, as in "schemas/policy.capnp:visibleTo".
  std::optional<std::uint64_t> find(std::string_view display_name) const;

 private:
  struct Comments {
    std::string_view own;
    capnp::List<capnp::schema::Node::SourceInfo::Member>::Reader members;
  };

  capnp::FlatArrayMessageReader message_;
  std::unordered_map<std::uint64_t, Comments> comments_;
  std::unordered_map<std::string_view, std::uint64_t> ids_;
};

}  // namespace htq

// What reflection finds in a schema, looked up once: JSON names, kinds, policy annotations. The JSON reader
// and writer, redaction and summaries walk a plan instead of the schema.
//
// Immutable after construction: any thread. Schemas compiled into the program live for ever; one from a
// SchemaLoader must outlive the plan. A schema that contradicts its own annotations is a bug and throws
// kj::Exception while the daemon starts.
#pragma once

#include <capnp/dynamic.h>
#include <capnp/schema.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schemas/annotation_ids.h"
#include "schemas/policy.capnp.h"

namespace htq {

/// Ids that the compiler gives to the annotations of policy.capnp; a test holds them against the schema.
namespace annotation {
inline constexpr std::uint64_t kSummary = 0x992b05f5b8bfe784;
inline constexpr std::uint64_t kInstant = 0x86c565be9c682b16;
inline constexpr std::uint64_t kDay = 0xb0c41265e5b67fcc;
inline constexpr std::uint64_t kReference = 0xb05483a4a9479766;
inline constexpr std::uint64_t kHex = 0xb947af32196d30fc;
inline constexpr std::uint64_t kComputed = 0xd42f1d46a6342321;
inline constexpr std::uint64_t kPosition = 0xcb6169edf5264760;
inline constexpr std::uint64_t kDocument = 0xd557c00f49c6708c;
inline constexpr std::uint64_t kShorthand = 0xd3db169f3b4f10ef;
inline constexpr std::uint64_t kNamesPerson = 0xe3c35342a40cc150;
inline constexpr std::uint64_t kSealedText = 0xd8f5dac0dff5f0a7;
inline constexpr std::uint64_t kJsonName = 0xfa5b1fd61c2e7c3d;
inline constexpr std::uint64_t kJsonHex = 0xf061e22f0ae5c7b5;
}  // namespace annotation

enum class JsonKind : std::uint8_t {
  nothing,
  boolean,
  whole,
  real,
  text,
  data,
  enumeration,
  structure,
  list
};

struct StructPlan;

struct EnumPlan {
  capnp::EnumSchema schema;
  std::vector<std::string> names;  // by ordinal, as in JSON
  std::unordered_map<std::string_view, std::uint16_t> by_name;
};

struct TypePlan {
  JsonKind kind = JsonKind::nothing;
  capnp::Type type;
  std::int64_t least = 0;  // of whole numbers: what the field holds and JSON can carry without loss
  std::int64_t most = 0;
  bool is_unsigned = false;
  bool is_instant = false;
  bool is_day = false;
  bool is_hex = false;
  bool is_position = false;
  bool is_disposable = false;               // of text: may stand sealed (disposable.h)
  std::string reference;                    // kind of identifier; empty: free text
  const StructPlan* structure = nullptr;    // of a struct or group
  const EnumPlan* enumeration = nullptr;    // of an enum
  std::unique_ptr<const TypePlan> element;  // of a list
};

struct FieldPlan {
  capnp::StructSchema::Field field;
  std::string name;  // as in JSON
  std::string key;   // the same with quotes and a colon
  TypePlan type;
  policy::Audience audience = policy::Audience::NOBODY;
  bool is_group = false;
  bool is_computed = false;
  bool is_in_union = false;
  bool is_pointer = false;      // may be null
  bool names_document = false;  // text or bytes
  bool names_person = false;    // text, or a list of it
};

/// The three fields of a `$sealedText` struct.
struct SealedFields {
  const FieldPlan* person;
  const FieldPlan* key;
  const FieldPlan* box;
};

struct StructPlan {
  static constexpr std::size_t kMostFields = 256;

  capnp::StructSchema schema;
  std::string name;               // without its scope
  std::vector<FieldPlan> fields;  // in the order in which the schema declares them
  std::unordered_map<std::string_view, std::size_t> by_name;
  std::vector<std::size_t> by_index;  // StructSchema::Field::getIndex() -> place in `fields`
  bool has_union = false;
  const FieldPlan* shorthand = nullptr;  // the field that a plain string fills
  std::optional<SealedFields> sealed;
  std::string summary;
  const FieldPlan* document = nullptr;  // that names a document of the case
  bool reaches_documents = false;       // itself, or by a struct in it

  const FieldPlan* find(std::string_view json_name) const;
  /// The active member of the unnamed union; null if there is no union or a newer program chose the member.
  const FieldPlan* active(const capnp::DynamicStruct::Reader& reader) const;
  /// The document of the case that it names by itself; nothing: none.
  std::optional<std::string_view> document_named(const capnp::DynamicStruct::Reader& reader) const;
};

class Plan {
 public:
  explicit Plan(capnp::StructSchema root);

  const StructPlan& root() const { return *root_; }
  /// The plan of a struct that the root reaches; null for any other.
  const StructPlan* find(capnp::StructSchema schema) const;
  /// Every struct and group that the root reaches, in the order of discovery.
  const std::vector<const StructPlan*>& all() const { return all_; }

 private:
  const StructPlan* compile(capnp::StructSchema schema, policy::Audience around);
  const EnumPlan* compile(capnp::EnumSchema schema);
  TypePlan compile_type(capnp::Type type, capnp::StructSchema::Field field, policy::Audience around);
  void compile_field(StructPlan& plan, capnp::StructSchema::Field field, policy::Audience otherwise);
  void compile_shapes(StructPlan& plan);
  void find_documents();

  std::unordered_map<std::uint64_t, std::unique_ptr<StructPlan>> structs_;
  std::unordered_map<std::uint64_t, std::unique_ptr<EnumPlan>> enums_;
  std::vector<const StructPlan*> all_;
  const StructPlan* root_;
};

/// Whether a field for `audience` is shown to a reader with `clearance`: `public` is wider than `restricted`,
/// and what is for nobody is shown to nobody.
constexpr bool is_visible(policy::Audience audience, policy::Audience clearance) {
  return audience != policy::Audience::NOBODY && audience <= clearance;
}

inline std::string_view view(kj::StringPtr text) {
  return {text.begin(), text.size()};
}
inline std::string_view view(capnp::Data::Reader bytes) {
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

}  // namespace htq

// Writes a Cap'n Proto message as compact JSON, fields in the order in which the schema declares them.
//
// One writer serves any number of threads. Hooks are called on the thread that writes and must outlive the
// writer. The message must be one of ours or have been checked: Cap'n Proto throws where pointers are broken.
//
// Left out: null texts, bytes and structs, empty lists, instants of value 0, inactive union members, a group
// with nothing in it, and, with a clearance, whatever it does not cover. Numbers, booleans and enums are
// always written; a word of an enum that a newer program wrote comes out as its number.
#pragma once

#include <capnp/dynamic.h>

#include <optional>
#include <string>

#include "schemas/json_hooks.h"
#include "schemas/json_plan.h"
#include "schemas/sight.h"

namespace htq {

struct JsonWriterOptions {
  /// If given, an instant `receivedAt` is followed by `receivedAtLondon`.
  LondonHook london = {};
  /// If absent, a sealed text is shown as {"person": "...", "sealed": true}.
  OpenHook open = {};
};

class JsonWriter {
 public:
  using Options = JsonWriterOptions;

  explicit JsonWriter(capnp::StructSchema root, Options options = {});

  /// Appends; `message` is of the root's type or of one that the root reaches.
  void write(capnp::DynamicStruct::Reader message, std::string& out) const;
  /// Only the fields that the sight's clearance covers, with positions as it lets them leave. A redacted
  /// message needs this too: it holds a zero where a number was withheld, and a zero is a statement.
  void write(capnp::DynamicStruct::Reader message, const Sight& sight, std::string& out) const;

 private:
  using Seen = std::optional<Sight>;

  const StructPlan& plan_of(const capnp::DynamicStruct::Reader& message) const;
  void structure(const StructPlan& plan, const capnp::DynamicStruct::Reader& from, const Seen& seen,
                 std::string& out) const;
  /// For the access journal.
  static void note(const StructPlan& plan, const FieldPlan& field, const Sight& sight);
  void disposable(std::string_view text, std::string& out) const;
  void sealed(const StructPlan& plan, const capnp::DynamicStruct::Reader& from, const Seen& seen,
              std::string& out) const;
  void value(const TypePlan& type, const capnp::DynamicValue::Reader& from, const Seen& seen,
             std::string& out) const;

  Plan plan_;
  Options options_;
};

}  // namespace htq

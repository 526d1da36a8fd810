// The one way out: whatever a door answers of what is kept passes here, redacted by the schema and written as
// JSON.
//
// One outlet serves any number of threads.
#pragma once

#include <capnp/dynamic.h>

#include <string>

#include "daemon/access/sealing.h"
#include "schemas/json_writer.h"
#include "schemas/redact.h"

namespace htq {

class Outlet {
 public:
  Outlet(capnp::StructSchema root, const Sealing& sealing);
  /// For what leaves for good: texts about persons are shown as sealed, whether or not their keys are there.
  enum class PersonalTexts { stay_sealed };
  Outlet(capnp::StructSchema root, PersonalTexts stay_sealed);

  /// Appends what the sight covers; false, and nothing is appended, if that is nothing.
  bool write(capnp::DynamicStruct::Reader from, const Sight& sight, std::string& json) const;

  /// The two halves of write. `seen` is a new struct of the root's type.
  Shown redact(capnp::DynamicStruct::Reader from, capnp::DynamicStruct::Builder seen,
               const Sight& sight) const;
  void tell(capnp::DynamicStruct::Reader seen, const Sight& sight, std::string& json) const;

  const Redactor& redactor() const { return redactor_; }

 private:
  Redactor redactor_;
  JsonWriter writer_;
};

}  // namespace htq

// One event as an answer: its type, its sentence and its record, as far as an audience may see them.
#pragma once

#include <optional>
#include <string>

#include "daemon/access/sealing.h"
#include "daemon/doors/outlet.h"
#include "schemas/event.capnp.h"
#include "schemas/sight.h"
#include "schemas/summary.h"

namespace htq {

class Entries {
 public:
  explicit Entries(const Sealing& sealing);

  /// Appends {"type", "summary", "record"}; false, and nothing is appended, if the sight does not cover the
  /// event.
  bool append(Record::Reader record, const Sight& sight, std::string& json) const;
  /// The event's type, as in the union of event.capnp.
  static std::string type_of(Record::Reader record);

 private:
  Outlet outlet_;
  Summaries summaries_;
  OpenHook open_;
};

}  // namespace htq

// What became public, as everyone is told of it: events that are public as such, by the schema; and of a
// case, of which no record is public, that it is listed, in the words of the register.
//
// Any thread.
#pragma once

#include <string>

#include "daemon/doors/outlet.h"
#include "schemas/event.capnp.h"
#include "schemas/summary.h"

namespace htq {

class Publications {
 public:
  explicit Publications(const Sealing& sealing);

  /// {"type", "position", "recordedAt"} with the stream and the event, or with the listings, one for each
  /// occupation; false, and nothing is appended, if the event made nothing public.
  bool append(Record::Reader record, const Sight& sight, std::string& json) const;

 private:
  bool append_listings(Record::Reader record, const Sight& sight, std::string& json) const;
  bool append_event(Record::Reader record, const Sight& sight, std::string& json) const;

  Outlet listings_;
  Outlet events_;
  Summaries summaries_;
};

}  // namespace htq

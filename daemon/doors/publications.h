// What became public, as everyone is told of it: on /v1/events/public and in htq.OFFICE.public.v1 alike. Which
// events those are, policy.h says. Of a cycle or a consultation it is the event, as far as everyone may see
// it; of a case, of which no record is public, the rows of the register that the event leaves.
//
// What is told has left for good: texts that could be opened stay sealed.
//
// Any thread.
#pragma once

#include <optional>
#include <string>

#include "daemon/doors/outlet.h"
#include "daemon/row_view.h"
#include "schemas/event.capnp.h"
#include "schemas/summary.h"

namespace htq {

/// One event that made something public.
struct Publication {
  std::string type;     // as in event.capnp
  std::string subject;  // "cycle/2021", "consultation/…", "register/HTQ-…"
  // No finer than a millisecond, as all that leaves with a sealed position.
  std::int64_t occurred_at = 0;
  std::int64_t recorded_at = 0;
  std::string summary;  // empty: there is none
  std::string data;     // JSON: what became public; of the register {"listings": [...]}
};

class Publications {
 public:
  Publications();

  /// Nothing, if the event made nothing public. `everyone`: the sight of somebody without a role. `now` holds
  /// the record.
  Result<std::optional<Publication>> of(Record::Reader record, const Sight& everyone,
                                        const RowView& now) const;

 private:
  Result<std::string> listings_by(Record::Reader record, const Sight& everyone, const RowView& now) const;

  Outlet events_;
  Outlet listings_;
  Summaries summaries_;
};

}  // namespace htq

// Who did what: where on the log the entries of a person, of a body, and the corrections and supersessions
// stand. What they say is read from the log.
//
// Key: "s" and the subject, "b" and the body it was entered for, or "c" (corrections and supersessions)
// alone; a zero byte; position without its lowest byte (8 bytes, big-endian). Value: the lowest bytes, in
// order. So the entries of one subject among 256 neighbours share a row.
#pragma once

#include <functional>

#include "domain/identity.h"
#include "projections/projection.h"

namespace htq {

class Audit final : public Projection {
 public:
  std::string_view name() const override { return "audit"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

std::string audit_of_subject(std::string_view subject);
std::string audit_of_body(std::string_view body);
std::string audit_of_corrections();

/// Notes the position under a prefix, which ends with a zero byte, in rows of this form. Positions rise.
void note_entry(RowWriter& rows, std::string prefix, std::uint64_t position);

/// Calls `each` with the positions under a prefix that lie after `after`, in order, until it returns false.
Result<> read_audit(const RowSnapshot& rows, Family audit, const std::string& prefix, Position after,
                    const std::function<bool(Position)>& each);

}  // namespace htq

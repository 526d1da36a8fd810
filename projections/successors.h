// Which cases go on from an earlier one: registered later, for the same qualification (edge case 14). The
// later case names the earlier one itself.
//
// Key: reference of the earlier case, '/', reference of the later one:
// "HTQ-7K3M-92QX-5CJD/HTQ-9Q2M-11AB-7KXW". Value: position of the record that registered the later one (8
// bytes, big-endian).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/identity.h"
#include "projections/projection.h"

namespace htq {

class Successors final : public Projection {
 public:
  std::string_view name() const override { return "successors"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

struct Successor {
  std::string reference;
  Position since;
};
/// In the order of their references.
Result<std::vector<Successor>> successors_of(const RowSnapshot& rows, Family successors,
                                             std::string_view reference);

}  // namespace htq

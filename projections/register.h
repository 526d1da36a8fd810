// The public register: approved HTQs, one row for each qualification and occupation (domain.md section 15).
//
// Key: standard, a zero byte, case. Value: an answer::ListedQualification, one canonical segment.
#pragma once

#include "projections/projection.h"

namespace htq {

class Register final : public Projection {
 public:
  std::string_view name() const override { return "register"; }
  std::uint32_t version() const override { return 2; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

}  // namespace htq

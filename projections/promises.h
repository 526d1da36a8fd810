// The days that the office told applicants, case by case: kept, missed or still ahead.
//
// Key: case, a zero byte, kind of promise (1 byte). Value: answer::Promise.
#pragma once

#include "projections/projection.h"

namespace htq {

class Promises final : public Projection {
 public:
  std::string_view name() const override { return "promises"; }
  std::uint32_t version() const override { return 2; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

}  // namespace htq

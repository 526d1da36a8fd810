// Questions to the office: open, answered, and the working days that it took (domain.md section 12: five).
//
// Key: enquiry. Value: answer::Enquiry.
#pragma once

#include "projections/projection.h"

namespace htq {

class Enquiries final : public Projection {
 public:
  std::string_view name() const override { return "enquiries"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

/// Working days in which an enquiry is answered.
inline constexpr int kEnquiryDays = 5;

}  // namespace htq

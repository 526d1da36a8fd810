// Consultations: what is open, on what, until when, and the responses that count, by kind (domain.md section
// 8).
//
// Key: consultation. Value: answer::Consultation. Under a zero byte, the consultation, a zero byte and the
// response: its kind (1 byte), then 1 if it came from an applicant of one of the cases; only responses that
// count have one.
#pragma once

#include "projections/projection.h"

namespace htq {

class Consultations final : public Projection {
 public:
  std::string_view name() const override { return "consultations"; }
  std::uint32_t version() const override { return 1; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;

  static constexpr std::string_view kFirst{"\x01", 1};
};

}  // namespace htq

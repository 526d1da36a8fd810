// Consultations: what is open, on what, until when, and the responses that count, by kind (domain.md section
// 8).
//
// Key: consultation. Value: answer::Consultation, without what is kept beside it under a zero byte and a letter,
// since cases and responses are many and come one by one:
//   n, consultation: the counters of its responses (cells.h)
//   c, consultation, zero byte, case: answer::ConsultedCase of a case that is open in it
//   r, consultation, zero byte, response: its kind (1 byte), then 1 if it came from an applicant of one of the
//      cases; only responses that count have one
#pragma once

#include "projections/projection.h"
#include "schemas/answer.capnp.h"

namespace htq {

class Consultations final : public Projection {
 public:
  std::string_view name() const override { return "consultations"; }
  std::uint32_t version() const override { return 2; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;

  static constexpr std::string_view kFirst{"\x01", 1};
};

/// Fills in what is kept beside the row.
Result<> complete_consultation(answer::Consultation::Builder row, const RowSnapshot& rows, Family family);

}  // namespace htq

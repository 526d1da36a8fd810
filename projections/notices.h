// What must be told to an applicant, since when, and when it was (domain.md section 18). What has not been
// told yet comes first, in the order in which it happened: a mailer reads from there.
//
// Key: "o" (owed) or "t" (told), position of what is told (8 bytes, big-endian), kind of notice (1 byte).
// What was told without being owed stands at its own position. Value: answer::Notice.
#pragma once

#include "projections/projection.h"

namespace htq {

class Notices final : public Projection {
 public:
  std::string_view name() const override { return "notices"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

}  // namespace htq

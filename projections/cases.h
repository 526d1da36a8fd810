// Cases by where they stand: found by cycle, stage, route, standard, organisation and title, and the writer's
// list of those that are still open.
//
// Key: case reference. Value: an answer::CaseRow, one canonical segment.
#pragma once

#include "projections/projection.h"

namespace htq {

class Cases final : public Projection {
 public:
  std::string_view name() const override { return "cases"; }
  std::uint32_t version() const override { return 1; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

}  // namespace htq

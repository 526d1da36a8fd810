// Cases by where they stand: found by cycle, stage, route, standard, organisation and title, and the writer's
// list of those that are still open.
//
// Key: case reference. Value: an answer::CaseRow, one canonical segment.
#pragma once

#include <cstdint>
#include <string>

#include "domain/case_state.h"
#include "projections/projection.h"
#include "schemas/answer.capnp.h"

namespace htq {

class Cases final : public Projection {
 public:
  std::string_view name() const override { return "cases"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

/// The row of a case in that state, whose last record was recorded at that instant.
void write_case_row(const std::string& reference, const CaseState& state, std::int64_t changed_at,
                    answer::CaseRow::Builder row);

}  // namespace htq

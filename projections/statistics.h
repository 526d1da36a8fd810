// The figures of a cycle, exact (domain.md section 15): counters for each group of its cases, kept up as the
// cases move on. What a case adds is figures.h; an answer is put together by read_statistics.
//
// Key: "g", cycle, a zero byte, group (1 byte), its value. Value: cells.h.
//      "h" and a case: its history (figures.h), where it has one.
//      "r", consultation, a zero byte, response: kind of a response that counts (1 byte), and its cycle.
#pragma once

#include "projections/projection.h"
#include "schemas/answer.capnp.h"

namespace htq {

class Statistics final : public Projection {
 public:
  std::string_view name() const override { return "statistics"; }
  std::uint32_t version() const override { return 2; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

/// Reads the figures of a cycle: groups in the order of StatisticsGroup and value. A cycle without cases has
/// none.
Result<> read_statistics(const RowSnapshot& rows, Family statistics, std::string_view cycle,
                         answer::Statistics::Builder out);

}  // namespace htq

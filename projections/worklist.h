// What waits for whom, and the board of deadlines: one row for each item of work, in the order of the days.
//
// Key: due instant (8 bytes, big-endian nanoseconds; ff… where there is none), kind of stream (1), stream, a
// zero byte, kind of work (1), what it is about, a zero byte, person. Value: answer::WorkItem.
// Under a zero byte, the kind of stream and the stream stand the keys of its items, each with its length in
// two bytes: the list of what to take away.
#pragma once

#include "projections/projection.h"

namespace htq {

class Worklist final : public Projection {
 public:
  std::string_view name() const override { return "worklist"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return true; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;

  /// Items from here on; what is below is the projection's own.
  static constexpr std::string_view kFirstItem{"\x01", 1};
  /// Items without a day from here on.
  static constexpr std::string_view kWithoutDay{"\xff", 1};
};

}  // namespace htq

// What the office knows beside its cases: cycles, scope, standards, organisations, bodies, publications, each
// with the instants from which and until which it holds. With as-at it gives the rules as anyone had them.
//
// Key: kind of stream (1 byte) and id; of a publication and of scope, which have a row for each version,
// more:
//   publication: kind, id, a zero byte, number (8 bytes, big-endian)
//   scope: the kind of cycle, a zero byte, cycle, a zero byte, standard, a zero byte, number (8 bytes)
// Value: answer::Cycle, Standard, Organisation, ChainBody, Publication or Scope. The last number of each is
// kept under a zero byte.
#pragma once

#include "projections/projection.h"

namespace htq {

class Reference final : public Projection {
 public:
  std::string_view name() const override { return "reference"; }
  std::uint32_t version() const override { return 1; }
  bool reads_cases() const override { return false; }
  void apply(const AppliedRecord& applied, RowWriter& rows) const override;
};

/// Prefix of the rows of a kind, and of all scope.
std::string reference_prefix(StreamKind kind);
std::string scope_prefix();

}  // namespace htq

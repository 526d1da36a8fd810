#include "projections/memory_rows.h"
#include "tests/projections/rows_conformance.h"

namespace htq {
namespace {

struct MemoryWorld {
  Rows& rows() { return rows_; }
  void crash() { rows_.crash(); }

  MemoryRows rows_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, RowsConformance, MemoryWorld);

}  // namespace
}  // namespace htq

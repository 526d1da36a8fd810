// The simulation's rows are rows like others as long as nothing is made to fail.
#include "tests/projections/rows_conformance.h"
#include "tests/simulation/failing_rows.h"

namespace htq {
namespace {

using simulation::FailingRows;

struct FailingWorld {
  Rows& rows() { return rows_; }
  void crash() { rows_.crash(); }

  simulation::Dice dice_{1};
  FailingRows rows_{dice_, FailingRows::Flushes::when_asked};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Failing, RowsConformance, FailingWorld);

}  // namespace
}  // namespace htq

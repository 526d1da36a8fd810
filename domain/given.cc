#include "domain/given.h"

#include "domain/ensure.h"

namespace htq {

const CycleState& Given::cycle() const {
  const CycleState* cycle = office.cycle(file.cycle);
  ensure(cycle != nullptr, "a case names a cycle that was announced");
  return *cycle;
}

}  // namespace htq

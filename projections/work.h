// What waits for whom, from when until when (domain.md sections 12 and 15): a function of where a case, a
// cycle, a consultation or an enquiry stands. The names of the items are WorkKind's.
//
// Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "domain/case_state.h"
#include "domain/office.h"

namespace htq {

struct Work {
  WorkKind kind = WorkKind::NONE;
  Role waits_for = Role::NOBODY;
  Instant due;         // 0: no day is set
  std::string about;   // number of a request, a regulator, a window, a ground
  std::string person;  // a peer reviewer

  friend bool operator==(const Work&, const Work&) = default;
};

std::vector<Work> work_of(const CaseState& file, const Office& office);
/// Whether what waits can have changed with the case: cheap, and never a wrong no (tests/golden/work_test.cc).
bool concerns_work(const CaseState& before, const CaseState& after);
std::vector<Work> work_of(const CycleState& cycle);
std::vector<Work> work_of(const ConsultationState& consultation);

}  // namespace htq

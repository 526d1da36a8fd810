#include "domain/case_state.h"

#include <algorithm>

namespace htq {

const NamedOccupation* CaseState::occupation(std::string_view standard) const {
  const auto found = std::ranges::find(occupations, standard, &NamedOccupation::standard);
  return found == occupations.end() ? nullptr : &*found;
}

bool CaseState::has_open_request() const {
  return std::ranges::any_of(requests, [](const auto& request) { return request.second.open; });
}

bool is_terminal(Stage stage) {
  switch (stage) {
    case Stage::LAPSED:
    case Stage::INELIGIBLE:  // unless corrected in the window
    case Stage::NOT_APPROVED:
    case Stage::CARRIED_OVER:
    case Stage::WITHDRAWN:
    case Stage::APPROVAL_WITHDRAWN: return true;
    default: return false;
  }
}

}  // namespace htq

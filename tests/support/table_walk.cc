#include "tests/support/table_walk.h"

namespace htq::tests {

std::vector<Action> actions_of(StreamKind kind) {
  std::vector<Action> actions;
  for (std::uint16_t number = 0; number < kActions; ++number)
    if (const auto action = static_cast<Action>(number); kind_of(action) == kind) actions.push_back(action);
  return actions;
}

std::optional<Office> office_with(StreamKind kind, Standing standing) {
  Office office;
  switch (kind) {
    case StreamKind::CYCLE: office.cycles["x"].standing = standing; break;
    case StreamKind::CONSULTATION: office.consultations["x"].standing = standing; break;
    case StreamKind::MEETING: office.meetings["x"].standing = standing; break;
    case StreamKind::PUBLICATION: office.publications["x"].standing = standing; break;
    case StreamKind::ENQUIRY: office.enquiries["x"].standing = standing; break;
    case StreamKind::STANDARD: office.standards["x"].standing = standing; break;
    case StreamKind::ORGANISATION: office.organisations["x"].standing = standing; break;
    case StreamKind::BODY: office.bodies["x"].standing = standing; break;
    case StreamKind::PROCESS_FEEDBACK: office.feedback["x"].standing = standing; break;
    case StreamKind::PERSON:
      if (standing == Standing::open) return std::nullopt;
      if (standing != Standing::none) office.persons["x"].told = {1};
      if (standing == Standing::ended) office.persons["x"].erased = {2};
      break;
    case StreamKind::CALENDAR:
      if (standing != Standing::none) return std::nullopt;
      break;
    case StreamKind::RETENTION:
      if (standing != Standing::none) return std::nullopt;
      break;
    case StreamKind::ROUTE:
      if (standing == Standing::present) office.routes["x"] = "X";
      if (standing != Standing::none && standing != Standing::present) return std::nullopt;
      break;
    // The log is there, and no other stream of its kind.
    case StreamKind::OFFICE:
      if (standing != Standing::none) return std::nullopt;
      break;
    case StreamKind::CASE: return std::nullopt;
  }
  return office;
}

}  // namespace htq::tests

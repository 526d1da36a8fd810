// Who may use a power of the decision chain on a case, at an instant (domain.md section 3; edge case 16): a
// body of the kind that the cycle's edition names, the successor of an abolished one, the body through which
// it exercises the power, or a delegate of one of them.
//
// Pure; any thread. Nothing refers to an argument after the call, except the meeting that is returned: the
// office must outlive it.
#pragma once

#include <expected>
#include <set>
#include <string>

#include "domain/given.h"

namespace htq {

struct Authority {
  std::string body;          // whose power it is
  std::string exercised_by;  // who uses it: the body itself, another, or a delegate
  std::string delegation;    // empty: none was needed
};

/// Bodies that exist at an instant and are of a kind, or follow an abolished body of it.
std::set<std::string> bodies_standing_for(const Office& office, BodyKind kind, Instant at);

/// Whether the actor may use the power on this case now; for the body that the entry is made for, or by a
/// delegation in force.
std::expected<Authority, Refused> authority_to(Power power, const Given& given);

/// A meeting that was held, with the case on its agenda and a quorum of members who may take part in it.
std::expected<const MeetingState*, Refused> meeting_held_on_case(const Given& given, const std::string& id);

}  // namespace htq

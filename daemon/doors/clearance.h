// What a caller may see: how wide, and whose. Fields are judged by the schema's annotations (redact.h); cases
// by this.
#pragma once

#include <string_view>

#include "daemon/access/caller.h"
#include "domain/actor.h"
#include "schemas/policy.capnp.h"

namespace htq {

/// Roles of a caller, as the vocabulary numbers them; names it does not know are left out.
Roles roles_of(const Caller& caller);
/// Whether the vocabulary has a role of this name that a token may carry.
bool is_role(std::string_view name);

/// The widest class of fields that the caller sees of cases it may see at all.
policy::Audience clearance_of(const Caller& caller);
/// Whether the caller may see a case of that organisation at all. A foreign case and a missing one answer the
/// same.
bool may_see_case(const Caller& caller, std::string_view organisation);
/// Whether the caller may follow everything that is recorded.
bool may_see_everything(const Caller& caller);

}  // namespace htq

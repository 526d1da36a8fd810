// Roles of a caller, as the vocabulary numbers them. What they let it see: policy.h.
#pragma once

#include <string_view>

#include "daemon/access/caller.h"
#include "domain/actor.h"

namespace htq {

/// Names that the vocabulary does not know are left out.
Roles roles_of(const Caller& caller);
/// Whether the vocabulary has a role of this name that a token may carry.
bool is_role(std::string_view name);

}  // namespace htq

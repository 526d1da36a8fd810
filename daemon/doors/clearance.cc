#include "daemon/doors/clearance.h"

#include <capnp/schema.h>

#include <optional>

#include "schemas/text.h"

namespace htq {
namespace {

// domain.md section 13: officials, the bodies of the chain and auditors.
constexpr Roles kSeeCases{Role::OFFICIAL,       Role::OFQUAL,         Role::OFS,       Role::ROUTE_PANEL,
                          Role::ASSURANCE_BODY, Role::DECISION_MAKER, Role::SECRETARY, Role::LEGAL_TEAM,
                          Role::EXAMINER,       Role::REVIEW_PANEL,   Role::AUDITOR};

std::optional<Role> role_named(std::string_view name) {
  for (const auto enumerant : capnp::Schema::from<Role>().getEnumerants())
    if (view(enumerant.getProto().getName()) == name) return static_cast<Role>(enumerant.getOrdinal());
  return std::nullopt;
}

}  // namespace

bool is_role(std::string_view name) {
  const auto role = role_named(name);
  return role && *role != Role::NOBODY && *role != Role::SYSTEM;
}

Roles roles_of(const Caller& caller) {
  Roles roles;
  for (const std::string& name : caller.roles)
    if (is_role(name)) roles.add(*role_named(name));
  return roles;
}

policy::Audience clearance_of(const Caller& caller) {
  const Roles roles = roles_of(caller);
  if (!roles.both(kSeeCases).empty()) return policy::Audience::RESTRICTED;
  if (roles.has(Role::APPLICANT)) return policy::Audience::APPLICANT;
  return policy::Audience::PUBLIC;
}

bool may_see_case(const Caller& caller, std::string_view organisation) {
  const Roles roles = roles_of(caller);
  if (!roles.both(kSeeCases).empty()) return true;
  return roles.has(Role::APPLICANT) && !organisation.empty() && caller.organisation == organisation;
}

bool may_see_everything(const Caller& caller) {
  return !roles_of(caller).both({Role::AUDITOR, Role::OFFICIAL}).empty();
}

}  // namespace htq

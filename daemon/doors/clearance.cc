#include "daemon/doors/clearance.h"

#include <capnp/schema.h>

#include <optional>

#include "schemas/text.h"

namespace htq {
namespace {

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

}  // namespace htq

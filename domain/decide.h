// Decides: a command, on what is given, becomes events or one refusal. Order of checks: table (role, stage,
// guards), times, then what the command alone knows. Identity, idempotency and version were checked by the
// caller.
//
// Pure: the same arguments give the same answer. Any thread.
#pragma once

#include <span>

#include "domain/given.h"
#include "domain/workflow.h"

namespace htq {

struct Decided {
  Role role = Role::NOBODY;        // in which the command was taken
  std::optional<Refused> refused;  // nothing: accepted
  // Accepted: the events. Refused: empty, or what the system records of the refusal (a late submission).
  NewEvents events;
};

/// Cases go by the steps of `steps`.
Decided decide(const Given& given, Command::Reader command, std::span<const Step> steps = case_steps());

}  // namespace htq

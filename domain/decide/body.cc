// Bodies of the decision chain: from when until when they exist, who acts for them, who belongs to them
// (domain.md sections 3 and 11, Authority). A body whose end is recorded ahead acts until that instant.
#include <algorithm>

#include "domain/decide/on_record.h"
#include "domain/london_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

const BodyState& acted_on(const Given& given) {
  return given.office.bodies.at(given.target);
}

/// What starts in a body's name starts while it exists.
Verdict exists_from(const Given& given, Moment::Reader from) {
  const BodyState& body = acted_on(given);
  const Instant at{from.getInstant()};
  if (body.exists_at(at)) return accepted();
  if (at < body.from)
    return refuse(Refusal::bad_value, body.name + " exists from " + moment_text(body.from) + ".", "from");
  return refuse(Refusal::abolished,
                body.name + " ended at " + moment_text(body.until) +
                    (body.successor.empty() ? "." : "; its successor is " + body.successor + "."),
                "from");
}

}  // namespace

Verdict establish_body(const Given& given, event::BodyEstablished::Builder event) {
  if (event.getKind() == BodyKind::NONE) return refuse(Refusal::missing_value, "Kind is empty.", "kind");
  HTQ_REQUIRE(required(event.getName(), "name"));
  if (event.getRoute().size() != 0 && event.getKind() != BodyKind::ROUTE_PANEL)
    return refuse(Refusal::bad_value, "Only a route panel has a route.", "route");
  HTQ_REQUIRE(route_on_record(given, event.getRoute(), "route"));
  default_to_receipt(event.getFrom(), given);
  return accepted();
}

// Powers pass at an instant, not with a day: the Institute's at 02:00 on 1 June 2025 (domain.md 1).
Verdict abolish_body(const Given& given, event::BodyAbolished::Builder event) {
  HTQ_REQUIRE(required(event.getFrom().asReader(), "from"));
  HTQ_REQUIRE(required(event.getGround(), "ground"));
  const Instant from{event.getFrom().getInstant()};
  if (from < acted_on(given).from)
    return refuse(Refusal::bad_value, "It was established later: " + moment_text(acted_on(given).from) + ".",
                  "from");
  if (event.getSuccessor().size() == 0) return accepted();
  if (view(event.getSuccessor()) == given.target)
    return refuse(Refusal::bad_value, "A body does not succeed itself.", "successor");
  HTQ_REQUIRE(body_on_record(given, event.getSuccessor(), "successor"));
  const BodyState& successor = given.office.bodies.at(string(event.getSuccessor()));
  if (successor.exists_at(from)) return accepted();
  return refuse(Refusal::body_abolished, successor.name + " does not exist at " + moment_text(from) + ".",
                "successor");
}

// A delegation is cited by its id alone, so the id is used once in the whole office.
Verdict delegate_power(const Given& given, event::PowerDelegated::Builder event) {
  HTQ_REQUIRE(required(event.getDelegation(), "delegation"));
  for (const auto& [id, body] : given.office.bodies)
    if (body.delegations.contains(string(event.getDelegation())))
      return refuse(Refusal::already_exists,
                    "Delegation " + string(event.getDelegation()) + " was made by " + id + ".", "delegation");
  if (event.getPower() == Power::NONE) return refuse(Refusal::missing_value, "Power is empty.", "power");
  HTQ_REQUIRE(required(event.getTo(), "to"));
  if (view(event.getTo()) == given.target)
    return refuse(Refusal::bad_value, "A body does not delegate to itself.", "to");
  HTQ_REQUIRE(cycle_on_record(given, event.getCycle(), "cycle"));
  default_to_receipt(event.getFrom(), given);
  HTQ_REQUIRE(exists_from(given, event.getFrom().asReader()));
  return ends_after(event.getFrom().asReader(), event.getUntil().asReader(), "until");
}

Verdict end_delegation(const Given& given, event::DelegationEnded::Builder event) {
  HTQ_REQUIRE(required(event.getDelegation(), "delegation"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  default_to_receipt(event.getFrom(), given);
  const auto known = acted_on(given).delegations.find(string(event.getDelegation()));
  const Instant from{event.getFrom().getInstant()};
  if (known == acted_on(given).delegations.end() || !known->second.in_force_at(from))
    return refuse(
        Refusal::delegation_unknown,
        "Delegation " + string(event.getDelegation()) + " is not in force at " + moment_text(from) + ".",
        "delegation");
  return accepted();
}

Verdict make_appointment(const Given& given, event::AppointmentMade::Builder event) {
  if (event.getKind() == AppointmentKind::NONE)
    return refuse(Refusal::missing_value, "Kind is empty.", "kind");
  HTQ_REQUIRE(required(event.getPerson(), "person"));
  default_to_receipt(event.getFrom(), given);
  HTQ_REQUIRE(exists_from(given, event.getFrom().asReader()));
  HTQ_REQUIRE(ends_after(event.getFrom().asReader(), event.getUntil().asReader(), "until"));
  const auto known = acted_on(given).appointments.find(string(event.getPerson()));
  if (known != acted_on(given).appointments.end() &&
      known->second.in_force_at({event.getFrom().getInstant()}))
    return refuse(Refusal::already_exists,
                  string(event.getPerson()) + " is appointed already: end that first.", "person");
  return accepted();
}

Verdict end_appointment(const Given& given, event::AppointmentEnded::Builder event) {
  HTQ_REQUIRE(required(event.getPerson(), "person"));
  HTQ_REQUIRE(required(event.getReason(), "reason"));
  default_to_receipt(event.getFrom(), given);
  const auto known = acted_on(given).appointments.find(string(event.getPerson()));
  const Instant from{event.getFrom().getInstant()};
  if (known == acted_on(given).appointments.end() || !known->second.in_force_at(from))
    return refuse(Refusal::appointment_unknown,
                  string(event.getPerson()) + " is not appointed at " + moment_text(from) + ".", "person");
  return accepted();
}

}  // namespace htq

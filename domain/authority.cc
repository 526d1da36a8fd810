#include "domain/authority.h"

#include <algorithm>
#include <optional>

#include "domain/words.h"

namespace htq {
namespace {

bool decides(Power power) {
  return power == Power::DECIDE || power == Power::DETERMINE_COPYRIGHT || power == Power::CONFIRM_CHANGES;
}

BodyKind kind_for(Power power, const EditionState& edition) {
  if (power == Power::RECOMMEND) return edition.recommends;
  if (power == Power::ASSURE) return edition.assures;
  return decides(power) ? edition.decides : BodyKind::NONE;
}

/// Who may decide may also settle what follows from the decision.
bool covers(Power delegated, Power needed) {
  return delegated == needed || (delegated == Power::DECIDE && decides(needed));
}

/// The body, or the one after it, that exists at the instant; nothing if the line ends before it.
std::optional<std::string> in_office(const Office& office, std::string id, Instant at) {
  for (std::size_t steps = 0; steps <= office.bodies.size(); ++steps) {
    const auto found = office.bodies.find(id);
    if (found == office.bodies.end()) return std::nullopt;
    if (found->second.exists_at(at)) return id;
    // Not there yet is no reason to look for a successor.
    if (found->second.until.ns == 0 || at < found->second.until) return std::nullopt;
    id = found->second.successor;
  }
  return std::nullopt;
}

/// Whom the entry is made for.
const std::string& spoken_for(const Actor& actor) {
  return actor.on_behalf_of.empty() ? actor.organisation : actor.on_behalf_of;
}

bool is_delegate(const std::string& to, const Actor& actor) {
  return !to.empty() && (to == actor.subject || to == actor.on_behalf_of || to == actor.organisation);
}

/// The delegation of this body on which the actor may rest; with `cited` only that one.
std::optional<std::string> delegation_of(const BodyState& body, Power power, const Given& given,
                                         const std::string& cited) {
  for (const auto& [id, delegation] : body.delegations) {
    if (!cited.empty() && id != cited) continue;
    const bool for_the_cycle = delegation.cycle.empty() || delegation.cycle == given.file.cycle;
    if (delegation.in_force_at(given.now) && for_the_cycle && covers(delegation.power, power) &&
        is_delegate(delegation.to, given.actor))
      return id;
  }
  return std::nullopt;
}

struct Delegated {
  std::string by;
  std::string delegation;
  std::string to;
};

std::optional<Delegated> find_delegation(const std::set<std::string>& bodies, Power power, const Given& given,
                                         const std::string& cited) {
  for (const std::string& id : bodies) {
    const BodyState& body = given.office.bodies.at(id);
    if (const auto found = delegation_of(body, power, given, cited))
      return Delegated{.by = id, .delegation = *found, .to = body.delegations.at(*found).to};
  }
  return std::nullopt;
}

Refused why_not(const Given& given, BodyKind kind) {
  const std::string& name = spoken_for(given.actor);
  const auto found = given.office.bodies.find(name);
  const std::string needed = "This cycle asks for the " + words_of(kind) + ".";
  if (found == given.office.bodies.end())
    return {.refusal = Refusal::no_power,
            .detail = name.empty() ? "The entry is made for no body. " + needed
                                   : "\"" + name + "\" is no body and holds no delegation. " + needed};
  if (!found->second.exists_at(given.now)) {
    const std::string& successor = found->second.successor;
    return {.refusal = Refusal::body_abolished,
            .detail = successor.empty() ? "\"" + name + "\" names no successor."
                                        : "The successor of \"" + name + "\" is \"" + successor + "\"."};
  }
  return {.refusal = Refusal::wrong_body,
          .detail = "\"" + name + "\" is of the kind " + words_of(found->second.kind) + ". " + needed};
}

}  // namespace

std::set<std::string> bodies_standing_for(const Office& office, BodyKind kind, Instant at) {
  std::set<std::string> found;
  if (kind == BodyKind::NONE) return found;
  for (const auto& [id, body] : office.bodies)
    if (body.kind == kind)
      if (auto standing = in_office(office, id, at)) found.insert(std::move(*standing));
  return found;
}

std::expected<Authority, Refused> authority_to(Power power, const Given& given) {
  const EditionState& edition = given.cycle().edition;
  const BodyKind kind = kind_for(power, edition);
  const auto bodies = bodies_standing_for(given.office, kind, given.now);
  const auto exercising = decides(power) ? bodies_standing_for(given.office, edition.exercised_by, given.now)
                                         : std::set<std::string>();
  const std::string& name = spoken_for(given.actor);
  // The power is that of a body in office: whoever exercises it for one that is gone has nothing to exercise.
  if (bodies.empty()) return std::unexpected(why_not(given, kind));
  const std::string& owner = bodies.contains(name) ? name : *bodies.begin();

  const std::string& cited = given.actor.authority;
  auto delegated = find_delegation(bodies, power, given, cited);
  const bool by_the_owner = delegated.has_value();
  if (!delegated) delegated = find_delegation(exercising, power, given, cited);
  if (!cited.empty() && !delegated)
    return std::unexpected(
        Refused{.refusal = Refusal::delegation_unknown,
                .detail = "\"" + cited + "\" gives you no power to " + words_of(power) + " today."});
  if (cited.empty() && bodies.contains(name))
    return Authority{.body = name, .exercised_by = name, .delegation = {}};
  if (delegated)
    return Authority{.body = by_the_owner ? delegated->by : owner,
                     .exercised_by = delegated->to,
                     .delegation = delegated->delegation};
  if (exercising.contains(name)) return Authority{.body = owner, .exercised_by = name, .delegation = {}};
  return std::unexpected(why_not(given, kind));
}

std::expected<const MeetingState*, Refused> meeting_held_on_case(const Given& given, const std::string& id) {
  const auto refused = [](Refusal refusal, std::string detail) {
    return std::unexpected(Refused{.refusal = refusal, .detail = std::move(detail), .field = "meeting"});
  };
  const auto found = given.office.meetings.find(id);
  if (found == given.office.meetings.end())
    return refused(Refusal::meeting_unknown,
                   id.empty() ? "No meeting is named." : "\"" + id + "\" was never called.");
  const MeetingState& meeting = found->second;
  if (meeting.standing != Standing::open)
    return refused(Refusal::meeting_not_held,
                   "The meeting is " + words_of(StreamKind::MEETING, meeting.standing) + ".");
  if (!meeting.cases.contains(given.target)) return refused(Refusal::not_on_the_agenda, {});
  // Edge case 39: who is recused from a case does not count towards the quorum on it.
  const std::size_t present = meeting.present_for(given.target);
  const std::size_t quorum = std::max<std::size_t>(meeting.quorum, 1);
  if (present < quorum)
    return refused(Refusal::no_quorum, std::to_string(present) +
                                           " present may take part, and the quorum is " +
                                           std::to_string(quorum) + ".");
  return &meeting;
}

}  // namespace htq

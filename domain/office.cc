#include "domain/office.h"

#include <algorithm>

#include "domain/retention.h"

namespace htq {
namespace {

template <typename States>
Standing standing_in(const States& states, const std::string& id) {
  const auto found = states.find(id);
  return found == states.end() ? Standing::none : found->second.standing;
}

}  // namespace

ScopeClass CycleState::scope_of(const std::string& standard, Instant at) const {
  const auto found = scope.find(standard);
  if (found == scope.end()) return ScopeClass::NOT_LISTED;
  ScopeClass known = ScopeClass::NOT_LISTED;
  for (const ScopeFact& fact : found->second)
    if (fact.from <= at) known = fact.scope;
  return known;
}

bool StandardState::has_version(std::string_view name) const {
  return std::ranges::find(versions, name, &StandardVersion::version) != versions.end();
}

const std::string& StandardState::version_at(Instant at) const {
  const StandardVersion* in_force = nullptr;
  for (const StandardVersion& each : versions)
    if (each.from <= at && (in_force == nullptr || in_force->from <= each.from)) in_force = &each;
  return in_force == nullptr ? version : in_force->version;
}

Instant ConsultationState::taken_down_at(const std::string& case_reference,
                                         const std::string& document) const {
  Instant last;
  for (const std::string& what : {document, std::string()})
    if (const auto found = taken_down.find({case_reference, what}); found != taken_down.end())
      last = std::max(last, found->second);
  return last;
}

std::size_t MeetingState::present_for(const std::string& case_reference) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      present, [&](const std::string& member) { return !recused.contains({member, case_reference}); }));
}

const CycleState* Office::cycle(const std::string& id) const {
  const auto found = cycles.find(id);
  return found == cycles.end() ? nullptr : &found->second;
}

Standing Office::standing(StreamKind kind, const std::string& id) const {
  switch (kind) {
    case StreamKind::CYCLE: return standing_in(cycles, id);
    case StreamKind::CONSULTATION: return standing_in(consultations, id);
    case StreamKind::MEETING: return standing_in(meetings, id);
    case StreamKind::PUBLICATION: return standing_in(publications, id);
    case StreamKind::ENQUIRY: return standing_in(enquiries, id);
    case StreamKind::STANDARD: return standing_in(standards, id);
    case StreamKind::ORGANISATION: return standing_in(organisations, id);
    case StreamKind::BODY: return standing_in(bodies, id);
    case StreamKind::PROCESS_FEEDBACK: return standing_in(feedback, id);
    // Bank holidays are many to a division: its stream is always there to add to.
    case StreamKind::CALENDAR: return Standing::none;
    case StreamKind::PERSON: {
      const auto found = persons.find(id);
      return found == persons.end() ? Standing::none : found->second.standing();
    }
    case StreamKind::RETENTION: {
      const auto named = retention_class_named(id);
      return named && retention.contains(*named) ? Standing::present : Standing::none;
    }
    case StreamKind::ROUTE: return routes.contains(id) ? Standing::present : Standing::none;
    // The log is there before its first record.
    case StreamKind::OFFICE: return id == kLogStream ? Standing::present : Standing::none;
    case StreamKind::CASE: break;
  }
  return Standing::none;
}

}  // namespace htq

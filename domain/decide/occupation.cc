#include "domain/decide/occupation.h"

#include <algorithm>

#include "domain/london_text.h"

namespace htq {
namespace {

bool is_level(std::uint8_t level) {
  return level == 4 || level == 5;
}

/// What has become of the standard by that instant; empty if it stands.
std::string end_of(const StandardState& standard, Instant at) {
  if (standard.retired_from.ns != 0 && standard.retired_from <= at)
    return " was retired on " + day_text(day_of(standard.retired_from)) + ".";
  if (standard.merged && standard.merged_from <= at) return " was merged into another standard.";
  if (!standard.replaced_by.empty() && standard.replaced_from <= at)
    return " was replaced by " + standard.replaced_by + ".";
  return {};
}

bool answers_level_question(const EnquiryState& enquiry, const std::string& organisation, Instant before) {
  return enquiry.kind == EnquiryKind::LEVEL_FOUR_AGAINST_FIVE && enquiry.organisation == organisation &&
         enquiry.standing == Standing::ended && enquiry.answered_at <= before;
}

}  // namespace

Verdict available_for_approval(const Office& office, const std::string& cycle_id,
                               const std::string& standard_id, Instant at, std::string_view field) {
  const auto found = office.standards.find(standard_id);
  if (found == office.standards.end() || found->second.standing == Standing::none)
    return refuse(Refusal::standard_unknown, "Standard " + standard_id + " is not on record.",
                  std::string(field));
  const StandardState& standard = found->second;
  if (!standard.published)
    return refuse(Refusal::standard_not_published, standard_id + " is in development.", std::string(field));

  const CycleState& cycle = office.cycles.at(cycle_id);
  const auto out = [&](std::string detail) {
    return refuse(Refusal::standard_out_of_scope, std::move(detail), std::string(field));
  };
  const ScopeClass scope = cycle.scope_of(standard_id, at);
  if (scope == ScopeClass::OUT_OF_SCOPE) return out(standard_id + " is out of scope of the cycle.");
  const bool listed = scope == ScopeClass::IN_SCOPE || scope == ScopeClass::CONTACT_US;
  // A list that puts an old standard in scope is believed: "in delivery" and "available for approval" are two
  // facts (domain.md 5). One that says nothing of it does not revive it.
  if (const std::string end = end_of(standard, at); !listed && !end.empty()) return out(standard_id + end);
  // No list of a cycle in the sources is complete. A standard that it says nothing about is taken; one whose
  // first day in scope is still to come, or that was taken off, is not.
  if (scope == ScopeClass::NOT_LISTED && cycle.scope.contains(standard_id))
    return out(standard_id + " is not on the cycle's list on that day.");
  if (!listed && !standard.route.empty() && !route_in_cycle(office, cycle, standard.route))
    return refuse(Refusal::route_not_in_cycle,
                  standard_id + " is of the route " + standard.route + ", which the cycle does not take.",
                  std::string(field));
  return accepted();
}

Verdict option_of_standard(const Office& office, const std::string& id, std::string_view option) {
  const StandardState& standard = office.standards.at(id);
  const bool has_options = standard.options != 0 || !standard.option_letters.empty();
  if (!has_options)
    return option.empty() ? accepted()
                          : refuse(Refusal::option_unknown, id + " has no options: leave the option out.",
                                   "occupation.option");
  std::string letters;
  for (const std::string& letter : standard.option_letters) letters += (letters.empty() ? "" : ", ") + letter;
  if (option.empty())
    return refuse(Refusal::option_owed,
                  letters.empty() ? id + " has " + std::to_string(standard.options) + " options."
                                  : id + " has the options " + letters + ".",
                  "occupation.option");
  if (standard.option_letters.contains(std::string(option))) return accepted();
  // Until the occupations of the standard are recorded, its options are known by their number only.
  const bool counted = standard.option_letters.empty() && option.size() == 1 && option[0] >= 'A' &&
                       option[0] < 'A' + standard.options;
  if (counted) return accepted();
  return refuse(Refusal::option_unknown,
                id + " has no option " + std::string(option) +
                    (letters.empty() ? "." : ": its options are " + letters + "."),
                "occupation.option");
}

Verdict levels_go_together(LevelPolicy policy, Levels levels, const std::string& standard,
                           std::string_view prior_contact, std::string_view field) {
  const std::string pair = "Level " + std::to_string(levels.qualification) + " against " + standard +
                           " at level " + std::to_string(levels.standard) + ".";
  if (!is_level(levels.qualification) || !is_level(levels.standard))
    return refuse(Refusal::level_not_allowed, pair, std::string(field));
  const bool below = levels.qualification < levels.standard;
  if (below && policy == LevelPolicy::FOUR_AGAINST_FIVE_BY_CONTACT && prior_contact.empty())
    return refuse(Refusal::prior_contact_owed, pair, std::string(field));
  return accepted();
}

std::string prior_contact_of(const Office& office, const std::string& organisation, Instant before) {
  const auto found = std::ranges::find_if(office.enquiries, [&](const auto& enquiry) {
    return answers_level_question(enquiry.second, organisation, before);
  });
  return found == office.enquiries.end() ? std::string() : found->first;
}

Verdict is_prior_contact(const Office& office, const std::string& enquiry, const std::string& organisation,
                         Instant before) {
  const auto found = office.enquiries.find(enquiry);
  // Another's enquiry looks like none.
  if (found == office.enquiries.end() || found->second.organisation != organisation)
    return refuse(Refusal::unknown_reference, "Enquiry " + enquiry + " is not on record.", "priorContact");
  if (answers_level_question(found->second, organisation, before)) return accepted();
  return refuse(Refusal::prior_contact_owed,
                "Enquiry " + enquiry + " is not an answered one on level 4 against level 5.", "priorContact");
}

std::string route_id(const Office& office, std::string_view route) {
  const auto named = std::ranges::find(office.routes, route, [](const auto& each) { return each.second; });
  return named == office.routes.end() ? std::string(route) : named->first;
}

bool route_in_cycle(const Office& office, const CycleState& cycle, std::string_view route) {
  if (cycle.routes.empty()) return true;
  const std::string id = route_id(office, route);
  return std::ranges::any_of(cycle.routes,
                             [&](const std::string& each) { return route_id(office, each) == id; });
}

}  // namespace htq

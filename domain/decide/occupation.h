// Whether an occupation can be named: its standard is available in the cycle on the day, the option is one of
// its own, and the levels go together (domain.md sections 5 and 6).
//
// Pure; any thread. Included by the files of decide/ only.
#pragma once

#include <string>
#include <string_view>

#include "domain/rules.h"

namespace htq {

/// Published, neither retired, merged nor replaced, of a route of the cycle, and not out of its scope.
Verdict available_for_approval(const Office& office, const std::string& cycle, const std::string& standard,
                               Instant at, std::string_view field);

/// A core-and-options standard has its option named, any other has none.
Verdict option_of_standard(const Office& office, const std::string& standard, std::string_view option);

struct Levels {
  std::uint8_t qualification = 0;
  std::uint8_t standard = 0;
};
/// `prior_contact`: the enquiry, or empty.
Verdict levels_go_together(LevelPolicy policy, Levels levels, const std::string& standard,
                           std::string_view prior_contact, std::string_view field);

/// The enquiry that is the organisation's contact with the team on level 4 against 5; empty if it had none.
std::string prior_contact_of(const Office& office, const std::string& organisation, Instant before);
/// Whether the enquiry it names is such a contact.
Verdict is_prior_contact(const Office& office, const std::string& enquiry, const std::string& organisation,
                         Instant before);

/// The route's id, from its id or its name.
std::string route_id(const Office& office, std::string_view route);
/// Whether the cycle takes the route: all, if it lists none.
bool route_in_cycle(const Office& office, const CycleState& cycle, std::string_view route);

}  // namespace htq

// Who may see what (domain.md sections 3 and 13), as two tables: of a case, by what ties somebody to it; of
// all else, by role. Anything absent is not seen. How wide each field is, the schema says ($visibleTo).
//
// Values; any thread.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/actor.h"
#include "schemas/answer.capnp.h"
#include "schemas/event.capnp.h"
#include "schemas/sight.h"

namespace htq {

/// What ties somebody to a case.
enum class Tie : std::uint8_t {
  any_case,                 // whichever case it is
  its_applicant,            // acts for the organisation that applies
  assigned,                 // it was assigned to them
  took_on_its_review,       // was asked for a peer review, and declared no conflict
  recognises_applicant,     // the regulator on whose register its applicant is, once it was submitted
  regulates_an_occupation,  // that it names, by statute, once it was submitted
  papers_of_their_meeting,  // on the agenda of a meeting of theirs whose papers were issued: as it stood then
  on_an_agenda,             // of whichever meeting
  recommended_on,           // by its panel: to be assured, or assured
  assured,                  // to be decided, or decided
  finally_decided,          // or ineligible: what a procedural review may be of
  examines_it,              // of the review panel that has it on its agenda, and took no part in it
};

/// Whoever holds the role and is tied to the case in that way sees its fields up to that class.
struct SightOfCase {
  Role role;
  Tie tie;
  policy::Audience covers;
};
std::span<const SightOfCase> sights_of_cases();

/// What a role sees of everything that is no case.
struct SightOfOffice {
  Role role;
  policy::Audience covers;
  /// Whether positions leave plain: of who sees every record, or is part of the service and sees no case.
  enum class Positions : std::uint8_t { sealed, plain } positions;
};
std::span<const SightOfOffice> sights_of_office();

/// As whom the stream for trusted systems sees (daemon/publish): as an official to whom no case is assigned.
inline constexpr Role kTrustedStreamSeesAs = Role::OFFICIAL;
/// What the public stream tells of, if everyone may see it: what happens to cycles, consultations and the
/// register.
bool is_publication(Body::Which event, StreamKind stream);
/// Of these a case's own record is seen by few; what everyone is told are its rows of the register.
bool changes_the_register(Body::Which event);

/// In words, for people who read the tables.
std::string_view words_of(Tie tie);

/// What a caller's roles come to.
bool sees_plain_positions(Roles roles);
policy::Audience sight_of_office(Roles roles);
/// Whether their sight of a case, once they are tied to it, takes in every event of it: otherwise they count
/// those alone that its applicant may see.
bool counts_every_event(Roles roles);
/// Whether they are told which cases there are, how they ended and until when they are kept, whatever they
/// see of them: GET /v1/records. A "no" to a command on one tells them no more.
bool knows_of_every_case(Roles roles);
/// Of the roles that may see a case at all, whichever it is.
bool sees_every_case(Roles roles);

/// What of a case ties people to it, and what its applicant flagged.
struct CaseTies {
  std::string reference;
  std::string organisation;
  Stage stage = Stage::NONE;
  bool was_submitted = false;
  std::set<std::string, std::less<>> officials;
  std::set<std::string, std::less<>> reviewers;
  std::vector<Regulator> regulators;
  DocumentNames withheld;

  static CaseTies of(answer::CaseRow::Reader row);
};

}  // namespace htq

#include "daemon/doors/policy.h"

#include <algorithm>

#include "domain/event_kind.h"
#include "schemas/text.h"

namespace htq {
namespace {

using enum Role;
using enum Tie;
using See = policy::Audience;
using Positions = SightOfOffice::Positions;

// clang-format off
constexpr SightOfCase kOfCases[] = {
    // who                 is tied to the case by     sees up to
    {AUDITOR,              any_case,                  See::RESTRICTED},
    {OFFICIAL,             any_case,                  See::INTERNAL},
    {OFFICIAL,             assigned,                  See::RESTRICTED},
    {APPLICANT,            its_applicant,             See::APPLICANT},
    {PEER_REVIEWER,        took_on_its_review,        See::APPLICANT},
    {OFQUAL,               recognises_applicant,      See::APPLICANT},
    {OFS,                  recognises_applicant,      See::APPLICANT},
    {STATUTORY_REGULATOR,  regulates_an_occupation,   See::APPLICANT},
    {ROUTE_PANEL,          papers_of_their_meeting,   See::RESTRICTED},
    {ASSURANCE_BODY,       papers_of_their_meeting,   See::RESTRICTED},
    {ASSURANCE_BODY,       recommended_on,            See::RESTRICTED},
    {DECISION_MAKER,       papers_of_their_meeting,   See::RESTRICTED},
    {DECISION_MAKER,       assured,                   See::RESTRICTED},
    {SECRETARY,            on_an_agenda,              See::INTERNAL},
    {LEGAL_TEAM,           finally_decided,           See::INTERNAL},
    {EXAMINER,             examines_it,               See::RESTRICTED},
    {REVIEW_PANEL,         papers_of_their_meeting,   See::RESTRICTED},
};

constexpr SightOfOffice kOfOffice[] = {
    // who                 sees up to                    positions
    {AUDITOR,              See::RESTRICTED,                   Positions::plain},
    {OFFICIAL,             See::INTERNAL,                     Positions::plain},
    {OPERATOR,             See::PUBLIC,                       Positions::plain},
    {STATISTICIAN,         See::PUBLIC,                       Positions::plain},
    {MAILER,               See::PUBLIC,                       Positions::plain},
    {RECORDS_OFFICER,      See::INTERNAL,                     Positions::plain},
    {SECRETARY,            See::INTERNAL,                     Positions::sealed},
    {ROUTE_PANEL,          See::INTERNAL,                     Positions::sealed},
    {ASSURANCE_BODY,       See::INTERNAL,                     Positions::sealed},
    {DECISION_MAKER,       See::INTERNAL,                     Positions::sealed},
    {OFQUAL,               See::APPLICANT,  Positions::sealed},
    {OFS,                  See::APPLICANT,  Positions::sealed},
    {STATUTORY_REGULATOR,  See::APPLICANT,  Positions::sealed},
    {APPLICANT,            See::APPLICANT,  Positions::sealed},
};
// clang-format on

}  // namespace

std::span<const SightOfCase> sights_of_cases() {
  return kOfCases;
}
std::span<const SightOfOffice> sights_of_office() {
  return kOfOffice;
}

bool changes_the_register(Body::Which event) {
  return event == Body::LISTED_PUBLICLY || event == Body::LISTING_CORRECTED ||
         event == Body::EARLIER_APPROVAL_RECORDED;
}

bool is_publication(Body::Which event, StreamKind stream) {
  if (changes_the_register(event)) return true;
  return (stream == StreamKind::CYCLE || stream == StreamKind::CONSULTATION) && is_shown_to_everyone(event);
}

std::string_view words_of(Tie tie) {
  switch (tie) {
    case Tie::any_case: return "any case";
    case Tie::its_applicant: return "acts for its applicant";
    case Tie::assigned: return "it is assigned to them";
    case Tie::took_on_its_review: return "took on its peer review and declared no conflict";
    case Tie::recognises_applicant: return "recognises its applicant, once submitted";
    case Tie::regulates_an_occupation: return "regulates one of its occupations, once submitted";
    case Tie::papers_of_their_meeting:
      return "the papers of their meeting are issued, and it is on the agenda: as it stood when they were "
             "issued last";
    case Tie::on_an_agenda: return "it is on the agenda of a meeting";
    case Tie::recommended_on: return "its panel has recommended";
    case Tie::assured: return "it is assured";
    case Tie::finally_decided: return "a final decision was taken on it, or it was found ineligible";
    case Tie::examines_it:
      return "it is on the agenda of the review panel they are of, and they took no part in it";
  }
  return "";
}

bool sees_plain_positions(Roles roles) {
  return std::ranges::any_of(kOfOffice, [&](const SightOfOffice& row) {
    return roles.has(row.role) && row.positions == Positions::plain;
  });
}

policy::Audience sight_of_office(Roles roles) {
  policy::Audience covers = See::PUBLIC;
  for (const SightOfOffice& row : kOfOffice)
    if (roles.has(row.role)) covers = std::max(covers, row.covers);
  return covers;
}

bool counts_every_event(Roles roles) {
  return sees_plain_positions(roles) || std::ranges::any_of(kOfCases, [&](const SightOfCase& row) {
           return roles.has(row.role) && row.covers >= See::INTERNAL;
         });
}

bool knows_of_every_case(Roles roles) {
  return roles.has(RECORDS_OFFICER);
}

bool sees_every_case(Roles roles) {
  return std::ranges::any_of(
      kOfCases, [&](const SightOfCase& row) { return roles.has(row.role) && row.tie == any_case; });
}

CaseTies CaseTies::of(answer::CaseRow::Reader row) {
  CaseTies ties{.reference = string(row.getCase()),
                .organisation = string(row.getOrganisation()),
                .stage = row.getStage(),
                .was_submitted = row.getSubmittedAt() != 0};
  for (const auto official : row.getOfficials()) ties.officials.insert(string(official));
  for (const auto reviewer : row.getReviewers()) ties.reviewers.insert(string(reviewer));
  for (const auto regulator : row.getRegulators()) ties.regulators.push_back(regulator);
  for (const auto name : row.getWithheld()) ties.withheld.insert(string(name));
  return ties;
}

}  // namespace htq

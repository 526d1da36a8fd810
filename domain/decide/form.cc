// From the registration of interest to a form that can be submitted (domain.md sections 6, 7 and 11).
#include <algorithm>

#include "domain/decide/occupation.h"
#include "domain/decide/on_record.h"
#include "domain/decide/published_texts.h"
#include "domain/london_text.h"
#include "domain/title.h"
#include "domain/title_letters.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// A day that has come.
Verdict day_so_far(const Given& given, capnp::Text::Reader text, std::string_view field) {
  HTQ_REQUIRE(required(text, field));
  const auto day = parse_day(view(text));
  if (!day)
    return refuse(Refusal::bad_value, "A day is written 2024-01-31, not " + string(text) + ".",
                  std::string(field));
  if (*day > day_of(given.now))
    return refuse(Refusal::occurred_in_the_future, day_text(*day) + " is still to come.", std::string(field));
  return accepted();
}

}  // namespace

Verdict register_interest(const Given& given, event::InterestRegistered::Builder event) {
  // Applicants speak for their own organisation; they need not name it.
  const bool applies = given.actor.role == Role::APPLICANT;
  if (applies && event.getOrganisation().size() == 0) event.setOrganisation(text(given.actor.organisation));
  HTQ_REQUIRE(required(event.getOrganisation(), "organisation"));
  const std::string id = string(event.getOrganisation());
  if (applies && id != given.actor.organisation)
    return refuse(Refusal::not_the_applicant, "You act for " + given.actor.organisation + " only.",
                  "organisation");
  const auto organisation = given.office.organisations.find(id);
  if (organisation == given.office.organisations.end() || organisation->second.standing == Standing::none)
    return refuse(Refusal::organisation_unknown, "Organisation " + id + " is not on record.", "organisation");
  if (organisation->second.standing == Standing::ended)
    return refuse(
        Refusal::organisation_unknown,
        "Organisation " + id + " merged into " + organisation->second.merged_into + ": name that one.",
        "organisation");
  // Edge case 25: the history keeps the name of the time.
  event.setOrganisationName(text(organisation->second.name));

  HTQ_REQUIRE(required(event.getCycle(), "cycle"));
  HTQ_REQUIRE(cycle_on_record(given, event.getCycle(), "cycle"));
  const std::string cycle = string(event.getCycle());
  if (given.office.cycles.at(cycle).standing != Standing::present)
    return refuse(Refusal::cycle_closed, "Cycle " + cycle + " is closed.", "cycle");
  CaseState to_be;
  to_be.cycle = cycle;
  if (const auto lapses = lapse_of_draft(given.office, to_be); lapses && *lapses < given.received_at)
    return refuse(Refusal::window_closed,
                  "Every window of cycle " + cycle + " has closed; a draft in it would have lapsed by now.",
                  "cycle");
  if (event.getEarlierCase().size() != 0) {
    const auto earlier = case_reference_of(event.getEarlierCase(), "earlierCase");
    if (!earlier) return std::unexpected(earlier.error());
    // A case that holds a place was submitted and has not ended. Of any other the office knows nothing: the
    // link is taken as it is given.
    if (!cycle_of_case(given.office, *earlier).empty())
      return refuse(Refusal::earlier_case_open, "Case " + *earlier + " is still in its cycle.",
                    "earlierCase");
    event.setEarlierCase(text(*earlier));
  }
  return accepted();
}

Verdict record_support_session(const Given& given, event::SupportSessionHeld::Builder event) {
  return day_so_far(given, event.getOn(), "on");
}

Verdict record_missed_support_session(const Given& given, event::SupportSessionMissed::Builder event) {
  HTQ_REQUIRE(day_so_far(given, event.getOn(), "on"));
  return required(event.getReason(), "reason");
}

Verdict grant_form_access(const Given& given, event::FormAccessGranted::Builder event) {
  const bool session = given.cycle().edition.support_session_required;
  event.setSessionRequired(session);
  // domain.md 11: where a session is required an official opens the form, because an official held it.
  if (session && given.actor.role == Role::SYSTEM)
    return refuse(Refusal::not_your_role, "The cycle asks for a session first: an official opens the form.");
  return accepted();
}

Verdict start_application(const Given& given, event::ApplicationStarted::Builder event) {
  return privacy_notice_shown(given, given.file.cycle, event.getPrivacyNotice());
}

Verdict describe_qualification(const Given& given, event::QualificationDescribed::Builder event) {
  HTQ_REQUIRE(required(event.getTitle(), "title"));
  if (const auto unseen = unseen_character(view(event.getTitle())))
    return refuse(Refusal::bad_value,
                  "The title holds a character that nobody sees, " + *unseen + ": write it without.",
                  "title");
  if (const auto words = words_no_approved_title_may_hold(view(event.getTitle())))
    return refuse(Refusal::title_carries_the_mark, "The title says \"" + *words + "\".", "title");
  if (event.getLevel() != 4 && event.getLevel() != 5)
    return refuse(
        Refusal::level_not_allowed,
        "A Higher Technical Qualification is at level 4 or 5, not " + std::to_string(event.getLevel()) + ".",
        "level");
  for (const NamedOccupation& named : given.file.occupations)
    HTQ_REQUIRE(levels_go_together(given.cycle().edition.levels,
                                   {.qualification = event.getLevel(), .standard = named.level},
                                   named.standard, named.prior_contact, "level"));

  const CycleState& cycle = given.cycle();
  // A cycle of one route leaves nothing to say.
  if (event.getRoute().size() == 0 && cycle.routes.size() == 1) event.setRoute(text(*cycle.routes.begin()));
  HTQ_REQUIRE(required(event.getRoute(), "route"));
  HTQ_REQUIRE(route_on_record(given, event.getRoute(), "route"));
  if (!route_in_cycle(given.office, cycle, view(event.getRoute())))
    return refuse(Refusal::route_not_in_cycle,
                  "Cycle " + given.file.cycle + " does not take the route " + string(event.getRoute()) + ".",
                  "route");
  return accepted();
}

Verdict name_occupation(const Given& given, event::OccupationNamed::Builder event) {
  auto occupation = event.getOccupation();
  HTQ_REQUIRE(required(occupation.getStandard(), "occupation.standard"));
  const std::string id = string(occupation.getStandard());
  HTQ_REQUIRE(
      available_for_approval(given.office, given.file.cycle, id, given.received_at, "occupation.standard"));
  const std::string option = string(occupation.getOption());
  HTQ_REQUIRE(option_of_standard(given.office, id, option));
  const bool twice = std::ranges::any_of(given.file.occupations, [&](const NamedOccupation& named) {
    return named.standard == id && named.option == option;
  });
  if (twice)
    return refuse(Refusal::occupation_named_twice,
                  id + (option.empty() ? "" : " option " + option) + " is named.", "occupation.standard");

  const StandardState& standard = given.office.standards.at(id);
  const EditionState& edition = given.cycle().edition;
  const std::uint8_t level = given.file.qualification->level;
  std::string contact = string(event.getPriorContact());
  if (!contact.empty())
    HTQ_REQUIRE(is_prior_contact(given.office, contact, given.file.organisation, given.received_at));
  else if (level < standard.level && edition.levels == LevelPolicy::FOUR_AGAINST_FIVE_BY_CONTACT)
    contact = prior_contact_of(given.office, given.file.organisation, given.received_at);
  HTQ_REQUIRE(levels_go_together(edition.levels, {.qualification = level, .standard = standard.level}, id,
                                 contact, "occupation.standard"));

  // What the mapping was made for, if the applicant does not say otherwise.
  if (occupation.getVersion().size() == 0)
    occupation.setVersion(text(standard.version_at(given.received_at)));
  event.setTitle(text(standard.title));
  event.setLevel(standard.level);
  event.setRegulator(standard.regulator);
  event.setPriorContact(text(contact));
  return accepted();
}

Verdict drop_occupation(const Given& given, event::OccupationDropped::Builder event) {
  HTQ_REQUIRE(required(event.getStandard(), "standard"));
  const bool named = std::ranges::any_of(given.file.occupations, [&](const NamedOccupation& each) {
    return each.standard == view(event.getStandard()) &&
           (event.getOption().size() == 0 || each.option == view(event.getOption()));
  });
  if (named) return accepted();
  return refuse(Refusal::occupation_not_named,
                "The case does not name " + string(event.getStandard()) +
                    (event.getOption().size() == 0 ? "" : " option " + string(event.getOption())) + ".",
                "standard");
}

Verdict give_recognition_number(const Given& given, event::RecognitionNumberGiven::Builder event) {
  const auto recognition = event.getRecognition().asReader();
  if (recognition.getRegulator() == Regulator::NONE)
    return refuse(Refusal::missing_value, "No regulator is named.", "recognition.regulator");
  HTQ_REQUIRE(required(recognition.getNumber(), "recognition.number"));
  // The instant at which a number was first given counts for the gate: to say it again must not move it.
  const auto known = given.file.recognitions.find(recognition.getRegulator());
  if (known != given.file.recognitions.end() && known->second == view(recognition.getNumber()))
    return refuse(Refusal::nothing_to_change);
  return accepted();
}

Verdict accept_conditions_of_application(const Given& given,
                                         event::ConditionsOfApplicationAccepted::Builder event) {
  HTQ_REQUIRE(required(event.getVersion(), "version"));
  // What is accepted is the text in force, not one that it replaced.
  std::string current;
  for (const PublicationState* publication :
       texts_for(given.office, given.file.cycle, PublicationKind::CONDITIONS_OF_APPLICATION))
    if (const PublicationVersion* version = version_on(*publication, given.received_at)) {
      current = version->version;
      if (current == view(event.getVersion())) break;
    }
  if (current.empty() || current != view(event.getVersion()))
    return not_published(PublicationKind::CONDITIONS_OF_APPLICATION, event.getVersion(), current);
  if (given.file.conditions_of_application == current) return refuse(Refusal::nothing_to_change);
  return accepted();
}

}  // namespace htq

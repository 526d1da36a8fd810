// Who plays what: each case gets its applicant, analyst, reviewer and standards, drawn from the seed.
#include "daemon/ctl/demo/casting.h"

#include <algorithm>

namespace htq::ctl::demo {
namespace {

constexpr const char* kDental = "generalDentalCouncil";
constexpr const char* kNursing = "nursingAndMidwiferyCouncil";
constexpr const char* kHearing = "healthAndCareProfessionsCouncil";

std::optional<NamedStandard> regulated_for(const OnRecord& record, Fate fate) {
  switch (fate) {
    case Fate::regulated: return record.regulated_by(kDental);
    case Fate::regulator_silent: return record.regulated_by(kNursing);
    case Fate::ineligible_corrected: return record.regulated_by(kHearing);
    default: return std::nullopt;
  }
}

/// A route of the cycle that has standards to name.
std::string drawn_route(const OnRecord& record, Fate fate, Seeded& random) {
  std::vector<std::string> routes;
  for (const std::string& route : record.routes) {
    const auto standards = record.of_route(route);
    const bool has_level_five = std::ranges::count(standards, 5, &NamedStandard::level) != 0;
    if (standards.size() < 2) continue;
    if (fate == Fate::level_four_against_five && !has_level_five) continue;
    routes.push_back(route);
  }
  return random.one_of(routes);
}

void cast_standards(const OnRecord& record, Story& story) {
  if (const auto regulated = regulated_for(record, story.fate())) {
    story.standards = {*regulated};
    story.route = regulated->route;
    story.level = regulated->level;
    return;
  }
  story.route = drawn_route(record, story.fate(), story.random);
  std::vector<NamedStandard> choice = record.of_route(story.route);
  if (story.fate() == Fate::level_four_against_five)
    std::erase_if(choice, [](const NamedStandard& each) { return each.level != 5; });
  story.standards = {story.random.one_of(choice)};
  if (story.fate() == Fate::occupation_dropped) {
    std::erase_if(choice, [&](const NamedStandard& each) {
      return each.reference == story.standards.front().reference;
    });
    story.standards.push_back(story.random.one_of(choice));
  }
  const auto highest = std::ranges::max(story.standards, {}, &NamedStandard::level).level;
  story.level = highest == 5 || story.random.chance(45) ? 5 : 4;
  if (story.fate() == Fate::level_four_against_five) story.level = 4;
}

}  // namespace

int organisations_for(int cases) {
  return std::max(3, cases / 3);
}

std::string what_is_missing(const OnRecord& record, const std::string& cycle) {
  if (record.routes.empty() || !record.has_window)
    return "cycle " + cycle + " is not on record with its routes and window";
  if (record.was_played) return "a demonstration was played in this office before";
  if (record.holidays.in_order().empty()) return "no bank holidays are on record";
  for (const char* regulator : {kDental, kNursing, kHearing})
    if (!record.regulated_by(regulator))
      return "no standard that a statute regulates (" + std::string(regulator) +
             ") is on record for the cycle";
  Seeded any(0);
  for (const std::string& route : record.routes)
    if (record.of_route(route).size() >= 2) {
      const auto has_five = [&](const std::string& each) {
        return std::ranges::count(record.of_route(each), 5, &NamedStandard::level) != 0;
      };
      if (std::ranges::any_of(record.routes, has_five)) return {};
    }
  return "the routes of the cycle have too few standards on record";
}

void cast(Show& show, int cases) {
  int number = 0;
  for (const Plan& plan : plans(cases, show.random.apart("fates"))) {
    ++number;
    Story story{
        .number = number, .plan = plan, .random = show.random.apart("case " + std::to_string(number))};
    // The first organisation is recognised by nobody.
    const std::vector<Person>& applicants = show.people.applicants;
    story.applicant = plan.fate == Fate::ineligible
                          ? applicants.data()
                          : applicants.data() + 1 + story.random.below(applicants.size() - 1);
    story.analyst = &story.random.one_of(show.people.analysts);
    story.reviewer = &story.random.one_of(show.people.reviewers);
    if (plan.incidents.is_early) story.round = &kEarly;
    cast_standards(show.record, story);
    show.stories.push_back(std::move(story));
  }
}

}  // namespace htq::ctl::demo

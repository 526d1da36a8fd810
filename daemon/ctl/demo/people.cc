#include "daemon/ctl/demo/people.h"

#include <cstdio>

#include "daemon/access/tokens.h"
#include "daemon/clock.h"
#include "daemon/doors/clearance.h"
#include "daemon/random.h"

namespace htq::ctl::demo {
namespace {

constexpr int kAnalysts = 4;
constexpr int kReviewers = 6;
constexpr int kRespondents = 6;
constexpr const char* kStatutory[] = {"gdc", "nmc", "hcpc"};

std::vector<Person> many(const std::string& what, const std::string& role, int count) {
  std::vector<Person> people;
  for (int number = 1; number <= count; ++number)
    people.push_back({.subject = pseudonym(what, number), .roles = {role}});
  return people;
}

}  // namespace

std::string pseudonym(const std::string& what, int number) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "-%02d", number);
  return what + digits;
}

std::string initials_of(const std::string& regulator) {
  if (regulator == "generalDentalCouncil") return "gdc";
  return regulator == "nursingAndMidwiferyCouncil" ? "nmc" : "hcpc";
}

People::People(int organisations)
    : analysts(many("analyst", "official", kAnalysts)),
      reviewers(many("reviewer", "peerReviewer", kReviewers)),
      respondents(many("respondent", "respondent", kRespondents)) {
  for (const char* initials : kStatutory)
    statutory.push_back({.subject = std::string(initials) + "-01",
                         .roles = {"statutoryRegulator"},
                         .organisation = initials});
  for (int number = 1; number <= organisations; ++number)
    applicants.push_back({.subject = pseudonym("applicant", number),
                          .roles = {"applicant"},
                          .organisation = pseudonym("organisation", number)});
}

const Person& People::of_regulator(const std::string& regulator) const {
  const std::string initials = initials_of(regulator);
  for (const Person& person : statutory)
    if (person.organisation == initials) return person;
  return statutory.front();
}

std::vector<Person*> everyone(People& people) {
  std::vector<Person*> all{&people.official, &people.secretary, &people.assurer, &people.decider,
                           &people.deputy,   &people.mailer,    &people.mover,   &people.auditor,
                           &people.ofqual,   &people.ofs};
  for (std::vector<Person>* group : {&people.analysts, &people.panels, &people.statutory, &people.reviewers,
                                     &people.respondents, &people.applicants})
    for (Person& person : *group) all.push_back(&person);
  return all;
}

Result<> give_tokens(const std::string& file, const std::vector<Person*>& to) {
  const SystemClock clock;
  SystemRandom random;
  for (Person* person : to) {
    if (!person->token.empty()) continue;
    auto made = create_token(file,
                             {.subject = person->subject,
                              .roles = person->roles,
                              .organisation = person->organisation,
                              .not_after = {},
                              .note = "demonstration"},
                             is_role, clock, random);
    if (!made) return std::unexpected(std::move(made).error());
    person->token = std::move(made->text);
  }
  return {};
}

}  // namespace htq::ctl::demo

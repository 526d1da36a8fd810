// Recognition that is lost in the middle of the review and given again: the office holds what rests on it,
// and an official releases it (edge case 10).
#include <algorithm>

#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

constexpr const char* kLost = "2021-10-20T10:00";
constexpr const char* kGivenAgain = "2021-10-22T10:00";

bool is_held_anyway(const Story& story) {
  return story.plan.incidents.is_held || story.fate() == Fate::regulator_silent;
}

/// An applicant with a case in the main round, and none that is held for another reason.
const Person* whose_recognition(const Show& show) {
  for (const Story& story : show.stories) {
    if (story.fate() != Fate::approved || story.round != &kMain) continue;
    const bool is_free = std::ranges::none_of(show.stories, [&](const Story& other) {
      return other.applicant == story.applicant && is_held_anyway(other);
    });
    if (is_free) return story.applicant;
  }
  return nullptr;
}

void give_again(Show& show, const Person& applicant) {
  const int number = static_cast<int>(&applicant - show.people.applicants.data());
  const bool awards = is_awarding_organisation(number);
  show.play.send(awards ? show.people.ofqual : show.people.ofs, "record-recognition",
                 body({{"organisation", applicant.organisation},
                       {"regulator", awards ? "ofqual" : "officeForStudents"},
                       {"number", "made-up-" + std::to_string(2000 + number)},
                       {"from", "2021-10-22"}}));
  for (const Story& story : show.stories)
    if (story.applicant == &applicant && story.is_under_review && !story.has_ended)
      show.tell(show.people.official, "release-case", story, {{"reason", "It is recognised again."}});
}

void lose(Show& show, const Person& applicant) {
  const int number = static_cast<int>(&applicant - show.people.applicants.data());
  const bool awards = is_awarding_organisation(number);
  show.play.send(awards ? show.people.ofqual : show.people.ofs, "record-lost-recognition",
                 body({{"organisation", applicant.organisation},
                       {"regulator", awards ? "ofqual" : "officeForStudents"},
                       {"reason", "Registration was suspended. Made up."}}));
}

}  // namespace

void plan_lost_recognition(Show& show) {
  const Person* applicant = whose_recognition(show);
  if (applicant == nullptr) return;
  show.play.at(london(kLost), [&show, applicant] { lose(show, *applicant); });
  show.play.at(london(kGivenAgain), [&show, applicant] { give_again(show, *applicant); });
}

}  // namespace htq::ctl::demo

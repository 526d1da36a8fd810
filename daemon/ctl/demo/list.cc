// Conditions accepted, the public list, and what ends the cycle: the final list, what applicants say of the
// process, its evaluation.
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

void list_publicly(Show& show, Story& story) {
  show.tell(show.people.official, "list-publicly", story, {{"title", story.title + " (HTQ)"}});
  story.is_listed = true;
}

void list_all(Show& show) {
  for (Story& story : show.stories)
    if (story.is_live && !story.is_listed) list_publicly(show, story);
}

void correct_one(Show& show) {
  for (Story& story : show.stories) {
    if (!story.is_listed) continue;
    show.play.refused(show.people.official, "correct-listing",
                      story.body({{"title", "Another title"}, {"reason", "A slip."}}), "title_of_listing");
    show.tell(show.people.official, "correct-listing", story,
              {{"title", story.title}, {"reason", "The applicant lists it without the mark in its title."}});
    return;
  }
}

void publish_final_list(Show& show) {
  std::vector<std::string> references;
  for (const Story& story : show.stories)
    if (story.is_listed) references.push_back(story.reference);
  if (references.empty()) return;
  show.play.send(show.people.official, "publish-final-list",
                 body({{"cycle", show.cycle}, {"cases", references}}));
}

void ask_about_the_process(Show& show) {
  int number = 0;
  for (const Person& applicant : show.people.applicants) {
    if (++number > 6) return;
    const std::string id = "feedback-" + applicant.organisation;
    show.play.send(
        show.people.official, "invite-feedback",
        body({{"processFeedback", id}, {"organisation", applicant.organisation}, {"cycle", show.cycle}}));
    if (number % 2 == 0) continue;
    Seeded random = show.random.apart(id);
    show.play.at(show.timetable.after(show.play.now(), 2, 8, random), [&show, &applicant, id] {
      show.play.send(
          applicant, "give-feedback",
          body({{"processFeedback", id}, {"text", "The form was clear, the wait was long. Made up."}}));
    });
  }
}

void close(Show& show) {
  show.play.send(
      show.people.official, "record-evaluation",
      body({{"cycle", show.cycle}, {"finding", "Consultation told the panels something new. Made up."}}));
  show.play.send(show.people.official, "close-cycle",
                 body({{"cycle", show.cycle}, {"reason", "Every case is settled."}}));
}

}  // namespace

void accept_conditions(Show& show, Story& story) {
  if (story.fate() == Fate::transfer_accepted) {
    show.play.refused(*story.applicant, "accept-conditions-of-approval", story.body({{"version", "1"}}),
                      "copyright_owed");
    show.tell(*story.applicant, "accept-copyright-transfer", story, {});
  }
  show.tell(*story.applicant, "accept-conditions-of-approval", story, {{"version", "1"}});
  story.is_live = true;
}

void plan_list(Show& show) {
  show.play.at(london("2021-12-20T10:00"), [&show] {
    show.play.send(show.people.official, "set-resubmission-date",
                   body({{"cycle", show.cycle}, {"by", kMain.resubmit_by}}));
  });
  show.play.at(london(kListing), [&show] { list_all(show); });
  show.play.at(london(kListing) + std::chrono::hours(3), [&show] { correct_one(show); });
  show.play.at(london(kFinalList), [&show] { publish_final_list(show); });
  // Edge case 22: who accepts after the list is out is listed later.
  show.play.at(london(kLastListing), [&show] { list_all(show); });
  show.play.at(london("2022-03-07T10:00"), [&show] { ask_about_the_process(show); });
  show.play.at(london(kEnd), [&show] { close(show); });
}

}  // namespace htq::ctl::demo

// Questions to the team before and during the window: answered within five working days, but for one.
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

struct Asked {
  const char* id;
  const char* kind;
  const char* on;
  int answered_after;  // working days
  const char* question;
};
constexpr Asked kAsked[] = {
    {"enquiry-1", "general", "2021-05-17", 2, "Which evidence of employers' engagement is enough?"},
    {"enquiry-2", "standardNotOnTheList", "2021-05-26", 4, "Our standard is not on the list: may we apply?"},
    {"enquiry-3", "occupationInNoMap", "2021-06-08", 5, "The occupation is in no map: what can we do?"},
    {"enquiry-4", "earlySubmission", "2021-06-21", 1, "May we agree a timeline of our own?"},
    {"enquiry-5", "accessibility", "2021-07-01", 3, "Is the form to be had in large print?"},
    {"enquiry-6", "general", "2021-08-09", 9, "When shall we hear?"}};  // late: five days are promised

void ask(Show& show, const Asked& asked, Seeded random) {
  const Person& who = random.one_of(show.people.applicants);
  show.play.send(who, "receive-enquiry",
                 body({{"enquiry", asked.id},
                       {"kind", asked.kind},
                       {"cycle", show.cycle},
                       {"enquirer", body({{"person", who.subject}, {"text", "A person, made up"}})},
                       {"question", asked.question}}));
  const Instant answered =
      show.timetable.after(show.play.now(), asked.answered_after, asked.answered_after, random);
  show.play.at(answered, [&show, &asked] {
    show.play.send(show.people.official, "answer-enquiry",
                   body({{"enquiry", asked.id}, {"answer", "An answer, made up."}}));
  });
}

}  // namespace

void plan_enquiries(Show& show) {
  for (const Asked& asked : kAsked) {
    Seeded random = show.random.apart(asked.id);
    show.play.at(show.timetable.between(asked.on, asked.on, random),
                 [&show, &asked, random] { ask(show, asked, random); });
  }
}

}  // namespace htq::ctl::demo

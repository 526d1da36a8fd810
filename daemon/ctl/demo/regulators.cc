// The regulators' part in a case: Ofqual or the Office for Students where appropriate, and the statutory
// regulator of its occupation, one of which keeps silent.
#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

bool is_of_awarding_organisation(const Show& show, const Story& story) {
  return is_awarding_organisation(static_cast<int>(story.applicant - show.people.applicants.data()));
}

void advise_by_statute(Show& show, Story& story) {
  const std::string& regulator = story.standards.front().regulator;
  show.tell(show.people.of_regulator(regulator), "record-statutory-advice", story,
            {{"regulator", regulator}, {"advice", "It meets the standards of proficiency. Made up."}});
  if (story.fate() != Fate::regulator_silent) return;
  show.tell(show.people.official, "release-case", story, {{"reason", "The regulator has advised."}});
  complete_advice(show, story);
}

void hold_for_regulator(Show& show, Story& story) {
  // Its review cannot be waived: the case waits for it (domain.md 11).
  const Entry held =
      show.tell(show.people.official, "hold-case", story,
                {{"ground", "statutoryRegulatorSilent"}, {"reason", "No answer in four weeks."}});
  show.notify(story, "hold", held.position);
  show.play.refused(show.people.official, "complete-advice", story.body({{"summary", "Too soon."}}),
                    "case_is_held");
  story.round = &kLast;
  show.at(london(kLast.advice) + std::chrono::hours(11), story, advise_by_statute);
}

}  // namespace

void ask_regulator(Show& show, Story& story) {
  if (story.random.chance(40)) {
    show.tell(show.people.official, "record-regulator-advice-not-needed", story,
              {{"reason", "Regulated, and nothing is known that needs advice."}});
    return;
  }
  const bool awards = is_of_awarding_organisation(show, story);
  show.tell(show.people.official, "request-regulator-advice", story,
            {{"regulator", awards ? "ofqual" : "officeForStudents"}});
  show.later(story, 3, 9, [](Show& all, Story& mine) {
    const bool by_ofqual = is_of_awarding_organisation(all, mine);
    const Person& who = by_ofqual ? all.people.ofqual : all.people.ofs;
    const char* regulator = by_ofqual ? "ofqual" : "officeForStudents";
    if (mine.random.chance(25))
      all.tell(who, "record-regulator-meeting", mine,
               {{"regulator", regulator}, {"on", iso_text(day_of(all.play.now()))}, {"note", "Made up."}});
    all.tell(who, "record-regulator-advice", mine,
             {{"regulator", regulator}, {"advice", "Nothing stands against it. Made up."}});
  });
}

void ask_statutory(Show& show, Story& story) {
  const std::string& regulator = story.standards.front().regulator;
  show.tell(show.people.official, "request-statutory-advice", story, {{"regulator", regulator}});
  if (story.fate() == Fate::regulator_silent) return show.later(story, 20, 20, hold_for_regulator);
  show.later(story, 6, 12, advise_by_statute);
}

}  // namespace htq::ctl::demo

// After the feedback: required changes made, not possible or never sent; the conditions accepted or not.
#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/verdicts.h"

namespace htq::ctl::demo {
namespace {

void say_it_is_carried_over(Show& show, Story& story) {
  show.tell(show.people.official, "issue-feedback", story,
            {{"text", "The changes were not made in this cycle."},
             {"nextSteps", "Approval in the next process that covers the route."}});
  story.has_ended = true;
  if (story.fate() != Fate::changes_not_possible || show.record.next_cycle.empty()) return;
  // Edge case 14: a new case in the next cycle, linked to this one.
  show.play.at(show.timetable.after(show.play.now(), 3, 9, story.random), [&show, &story] {
    show.play.send(*story.applicant, "register-interest",
                   body({{"cycle", show.record.next_cycle}, {"earlierCase", story.reference}}));
  });
}

void settle(Show& show, Story& story) {
  if (story.fate() == Fate::changes_not_possible) {
    show.play.refused(show.people.official, "confirm-changes", story.body({}), "change_not_done",
                      {.on_behalf_of = "chief-executive"});
    const Entry refused = show.tell(show.people.official, "refuse-changes", story,
                                    {{"reasons", "One item is not possible in this cycle."}},
                                    {.on_behalf_of = "chief-executive"});
    show.notify(story, "changesOutcome", refused.position);
    return show.later(story, 1, 2, say_it_is_carried_over);
  }
  const Entry confirmed =
      show.tell(show.people.deputy, "confirm-changes", story, {}, {.authority = "confirm-changes-2"});
  show.notify(story, "changesOutcome", confirmed.position);
  show.later(story, 2, 12, accept_conditions);
}

void resubmit(Show& show, Story& story) {
  const bool possible = story.fate() != Fate::changes_not_possible;
  Json::Array answers{body({{"number", 1}, {"done", true}, {"documentHash", made_up_hash(story.random)}})};
  if (possible)
    answers.push_back(body({{"number", 2}, {"done", true}, {"documentHash", made_up_hash(story.random)}}));
  else
    answers.push_back(
        body({{"number", 2}, {"done", false}, {"reason", "The units are owned by another body."}}));
  Json resubmission = story.body({{"answers", list(std::move(answers))}});
  if (story.fate() == Fate::occupation_dropped)
    resubmission.at("dropped") = list({Value(story.standards.back().reference)});
  show.play.send(*story.applicant, "resubmit", resubmission);
  show.later(story, 2, 3, settle);
}

void warn(Show& show, Story& story) {
  show.notify(story, "conditionsDue", 0);
}

void lapse_acceptance(Show& show, Story& story) {
  show.tell(show.people.official, "lapse-acceptance", story, {{"reason", "No answer, though warned."}});
  show.notify(story, "lapse", 0);
  story.has_ended = true;
}

void decline_transfer(Show& show, Story& story) {
  show.tell(*story.applicant, "withdraw-application", story, {{"reason", "We keep our copyright."}});
  story.has_ended = true;
}

}  // namespace

void follow_decision(Show& show, Story& story) {
  const std::string outcome = decided_outcome(story.fate());
  if (outcome == "notApproved" || outcome == "carriedOver") {
    story.has_ended = true;
    return;
  }
  switch (story.fate()) {
    case Fate::changes_made:
    case Fate::changes_not_possible:
    case Fate::occupation_dropped: return show.later(story, 6, 12, resubmit);
    case Fate::resubmission_lapsed:
      // The system lapses it the moment its date has passed.
      return show.at(show.timetable.after(london(story.round->resubmit_by), 1, 2, story.random), story,
                     say_it_is_carried_over);
    case Fate::transfer_declined: return show.later(story, 3, 6, decline_transfer);
    case Fate::never_accepted:
      show.later(story, 15, 15, warn);
      return show.later(story, 21, 22, lapse_acceptance);
    default: return show.later(story, 2, 12, accept_conditions);
  }
}

}  // namespace htq::ctl::demo

// From the submission to the gates, and what runs beside the consultation: peer review, regulators,
// questions.
#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {
namespace {

using Question = Incidents::Question;
using PeerReview = Incidents::PeerReview;

void withdraw(Show& show, Story& story) {
  show.tell(*story.applicant, "withdraw-application", story, {{"reason", "Our plans have changed."}});
  story.has_ended = true;
}

// Questions to the applicant

void ask_again(Show& show, Story& story) {
  // What comes after the day lapses with the request.
  show.play.refused(*story.applicant, "provide-information",
                    story.body({{"request", 1}, {"answer", "Too late, made up."}}), "not_at_this_stage");
  show.tell(show.people.official, "request-information", story,
            {{"question", "Once more: who endorses it?"}});
  ++story.questions;
  show.later(story, 2, 3, [](Show& all, Story& mine) {
    all.tell(*mine.applicant, "provide-information", mine,
             {{"request", 2}, {"answer", "Three employers do; their letters are with the form."}});
  });
}

void answer(Show& show, Story& story) {
  if (story.plan.incidents.question == Question::cancelled) {
    show.tell(show.people.official, "cancel-information-request", story,
              {{"request", 1}, {"reason", "The form says it already."}});
    return;
  }
  show.tell(*story.applicant, "provide-information", story,
            {{"request", 1}, {"answer", "Forty places a year, made up."}});
}

void ask(Show& show, Story& story) {
  const std::string due = show.timetable.day_after(show.play.now(), 5);
  const Entry asked = show.tell(show.people.official, "request-information", story,
                                {{"question", "How many learners will there be?"}, {"due", due}});
  ++story.questions;
  show.notify(story, "informationRequest", asked.position);
  switch (story.plan.incidents.question) {
    case Question::answered:
    case Question::cancelled: return show.later(story, 1, 4, answer);
    case Question::late: return show.later(story, 7, 8, ask_again);
    case Question::lapsed:
    case Question::none: return;
  }
}

// Peer review

void receive_review(Show& show, Story& story) {
  if (story.plan.incidents.peer_review == PeerReview::declined) {
    show.tell(*story.reviewer, "decline-peer-review", story, {{"reason", "No time before the day."}});
    return;
  }
  show.tell(*story.reviewer, "accept-peer-review", story, {{"noConflict", true}});
  show.tell(*story.reviewer, "submit-peer-review", story,
            {{"noConflict", true}, {"comment", "It leads to the occupation. Made up."}});
}

void commission_review(Show& show, Story& story) {
  if (story.plan.incidents.peer_review == PeerReview::waived) {
    show.tell(show.people.official, "waive-peer-review", story,
              {{"reason", "The occupation is well known."}});
    return;
  }
  show.tell(show.people.official, "commission-peer-review", story, {{"reviewer", story.reviewer->subject}});
  show.later(story, 5, 9, receive_review);
}

void hold_a_while(Show& show, Story& story) {
  const Entry held = show.tell(show.people.official, "hold-case", story,
                               {{"ground", "legalAdvice"}, {"reason", "Who owns the rights?"}});
  show.notify(story, "hold", held.position);
  show.later(story, 3, 5, [](Show& all, Story& mine) {
    all.tell(all.people.official, "release-case", mine, {{"reason", "The rights are clear."}});
  });
}

void review(Show& show, Story& story) {
  show.later(story, 1, 3, ask_regulator);
  if (!story.standards.front().regulator.empty()) show.later(story, 1, 2, ask_statutory);
  if (story.plan.incidents.peer_review != PeerReview::none) show.later(story, 2, 4, commission_review);
  if (story.plan.incidents.question != Question::none) show.later(story, 3, 6, ask);
  if (story.plan.incidents.is_held) show.later(story, 5, 8, hold_a_while);
  if (story.fate() == Fate::withdrawn_in_review)
    return show.at(london(story.round->consultation) + std::chrono::hours(100), story, withdraw);
  // While its regulator is silent, there is no advice to complete.
  if (story.fate() != Fate::regulator_silent)
    show.at(show.timetable.after(london(story.round->advice), 1, 3, story.random), story, complete_advice);
}

// The gates

void confirm(Show& show, Story& story) {
  const Entry confirmed = show.tell(show.people.official, "confirm-eligibility", story, {});
  story.is_under_review = true;
  show.notify(story, "eligibility", confirmed.position);
  review(show, story);
}

void refuse(Show& show, Story& story, const char* refusal, const char* gate, const char* reasons) {
  show.play.refused(show.people.official, "confirm-eligibility", story.body({}), refusal);
  const Entry refused = show.tell(show.people.official, "refuse-eligibility", story,
                                  {{"gates", list({Value(gate)})}, {"reasons", reasons}});
  show.tell(show.people.official, "issue-feedback", story,
            {{"text", reasons}, {"nextSteps", "You may correct it while the window is open."}});
  show.notify(story, "eligibility", refused.position);
}

void correct(Show& show, Story& story) {
  show.tell(*story.applicant, "correct-application", story,
            {{"what", "The number of the regulator's recognition."},
             {"recognitions", list({body({{"regulator", story.standards.front().regulator},
                                          {"number", "made-up-" + std::to_string(story.number)}})})}});
  show.later(story, 3, 5, confirm);
}

void check_gates(Show& show, Story& story) {
  if (story.fate() == Fate::ineligible) {
    refuse(show, story, "recognition_owed", "regulatedApplicant",
           "Neither Ofqual nor the Office for Students regulates the applicant.");
    story.has_ended = true;
  } else if (story.fate() == Fate::ineligible_corrected) {
    refuse(show, story, "regulator_recognition_owed", "statutoryRegulator",
           "The statutory regulator's recognition is missing.");
    show.later(story, 4, 8, correct);
  } else {
    confirm(show, story);
  }
}

void confirm_receipt(Show& show, Story& story) {
  const Entry receipt =
      show.tell(show.people.official, "confirm-receipt", story, {{"feedbackBy", story.round->promised}});
  show.notify(story, "receipt", receipt.position);
  if (story.plan.incidents.is_early) {
    const Entry agreed =
        show.tell(show.people.official, "agree-timeline", story,
                  {{"feedbackBy", "2021-11-26"}, {"reason", "Submitted in the first month."}});
    show.notify(story, "timeline", agreed.position);
  }
  show.tell(show.people.official, "assign-case", story, {{"official", story.analyst->subject}});
}

}  // namespace

void begin_review(Show& show, Story& story) {
  show.later(story, 1, 2, confirm_receipt);
  if (story.fate() == Fate::withdrawn_when_submitted) return show.later(story, 2, 3, withdraw);
  show.later(story, 3, 9, check_gates);
}

}  // namespace htq::ctl::demo

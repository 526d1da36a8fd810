// The decision, its copyright determination and the feedback on it.
#include "daemon/ctl/demo/verdicts.h"

namespace htq::ctl::demo {
namespace {

const char* outcome_of(const Story& story, const NamedStandard& standard, By by) {
  const bool is_second = &standard != &story.standards.front();
  if (story.fate() == Fate::occupation_dropped) return is_second ? "notApproved" : "approved";
  if (story.fate() == Fate::panel_overruled && by == By::panel) return "approvedWithRequiredChanges";
  return decided_outcome(story.fate());
}

Json required_changes(const Story& story) {
  Json::Array changes;
  const NamedStandard& of = story.standards.back();
  for (const char* criterion : {"assessment", "ksbCoverage"})
    changes.push_back(body({{"number", changes.size() + 1},
                            {"criterion", criterion},
                            {"standard", of.reference},
                            {"document", "assessment"},
                            {"change", "Show how it is assessed. Made up."}}));
  return list(std::move(changes));
}

void ask_for_what_is_missing(Show& show, Story& story) {
  show.tell(show.people.official, "request-information", story,
            {{"question", "Which employers were asked?"}});
  ++story.questions;
  show.later(story, 1, 2, [](Show& all, Story& mine) {
    all.tell(*mine.applicant, "provide-information", mine,
             {{"request", mine.questions}, {"answer", "Six. Made up."}});
  });
}

void defer(Show& show, Story& story) {
  show.tell(show.people.decider, "defer-decision", story,
            {{"missing", "Evidence of demand."}, {"feedbackBy", "2022-02-25"}});
  story.round = &kLast;
  story.is_judged = false;
  story.is_advised = false;
  show.later(story, 0, 0, ask_for_what_is_missing);
  show.later(story, 3, 3, complete_advice);
}

void feed_back(Show& show, Story& story) {
  const std::string outcome = decided_outcome(story.fate());
  const bool is_approval = outcome == "approved" || wants_changes(story.fate());
  if (is_approval) {
    const bool transfers = story.fate() == Fate::transfer_accepted || story.fate() == Fate::transfer_declined;
    show.tell(
        show.people.official, "determine-copyright", story,
        {{"transfer", transfers},
         {"reasons", transfers ? "The only one for a vulnerable market." : "The market is not vulnerable."}},
        {.on_behalf_of = "chief-executive"});
  }
  Json feedback = story.body(
      {{"text", "What was found, criterion by criterion. Made up."},
       {"nextSteps", is_approval ? "See the days that follow." : "You may apply in a later cycle."}});
  // The cycle's own date holds for the main round.
  if (wants_changes(story.fate()) && story.round != &kMain)
    feedback.at("resubmitBy") = {std::string(story.round->resubmit_by)};
  const Entry told = show.play.send(show.people.official, "issue-feedback", feedback);
  show.notify(story, "decisionAndFeedback", told.position);
  follow_decision(show, story);
}

}  // namespace

bool wants_changes(Fate fate) {
  return fate == Fate::changes_made || fate == Fate::changes_not_possible ||
         fate == Fate::resubmission_lapsed || fate == Fate::occupation_dropped;
}

const char* decided_outcome(Fate fate) {
  if (wants_changes(fate)) return "approvedWithRequiredChanges";
  if (fate == Fate::not_approved) return "notApproved";
  return fate == Fate::carried_over ? "carriedOver" : "approved";
}

Json verdicts(const Story& story, By by) {
  Json::Array all;
  for (const NamedStandard& standard : story.standards)
    all.push_back(body({{"standard", standard.reference},
                        {"outcome", outcome_of(story, standard, by)},
                        {"reasons", "As it was rated. Made up."}}));
  return list(std::move(all));
}

void decide(Show& show, Story& story) {
  if (story.fate() == Fate::deferred && story.round == &kMain) return defer(show, story);
  Json decision = story.body({{"outcome", decided_outcome(story.fate())},
                              {"verdicts", verdicts(story, By::decider)},
                              {"reasons", "The evidence and the advice. Made up."}});
  if (wants_changes(story.fate())) decision.at("requiredChanges") = required_changes(story);
  if (story.fate() == Fate::panel_overruled || story.fate() == Fate::occupation_dropped) {
    show.play.refused(show.people.decider, "take-decision", decision, "departure_needs_a_reason");
    decision.at("departureReason") = {std::string("Every criterion is met for what remains. Made up.")};
  }
  show.play.send(show.people.decider, "take-decision", decision);
  const Instant told = london(story.round->feedback);
  show.at(show.timetable.after(std::max(told, show.play.now()), 1, 3, story.random), story, feed_back);
}

}  // namespace htq::ctl::demo

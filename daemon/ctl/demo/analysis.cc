// The analysis of a case and the advice to its panel.
#include "daemon/ctl/demo/names.h"
#include "daemon/ctl/demo/verdicts.h"

namespace htq::ctl::demo {
namespace {

constexpr const char* kCriteria[] = {"alignment",      "levelMatch",           "ksbCoverage",
                                     "assessment",     "additionalContent",    "employerEngagement",
                                     "employerDemand", "statutoryOutcomesTest"};

const char* rating_of(const Story& story, const NamedStandard& standard, std::string_view criterion) {
  const bool is_second = &standard != &story.standards.front();
  if (story.fate() == Fate::not_approved && criterion == "employerDemand") return "notMet";
  if (story.fate() == Fate::occupation_dropped && is_second && criterion == "ksbCoverage") return "notMet";
  const bool falls_short = wants_changes(story.fate()) || story.fate() == Fate::carried_over;
  if (falls_short && story.fate() != Fate::occupation_dropped &&
      (criterion == "assessment" || criterion == "ksbCoverage"))
    return "partlyMet";
  return "met";
}

void analyse(Show& show, Story& story) {
  for (const NamedStandard& standard : story.standards)
    for (const char* criterion : kCriteria)
      show.tell(*story.analyst, "assess-criterion", story,
                {{"criterion", criterion},
                 {"standard", standard.reference},
                 {"rating", rating_of(story, standard, criterion)},
                 {"reasons", "As the papers show. Made up."}});
  show.tell(*story.analyst, "complete-analysis", story, {});
}

void advise(Show& show, Story& story) {
  show.tell(show.people.official, "complete-advice", story,
            {{"summary", "What was found, for the panel. Made up."},
             {"papers", list({Value(made_up_hash(story.random)), Value(made_up_hash(story.random))})}});
  story.is_advised = true;
}

/// Something came out about the reviewer after the advice was complete: it goes back (edge case 19).
void discount_review(Show& show, Story& story) {
  show.tell(
      show.people.official, "discount-peer-review", story,
      {{"reviewer", story.reviewer->subject}, {"reason", "The reviewer advised the applicant last year."}});
  story.is_advised = false;
  show.later(story, 1, 1, advise);
}

}  // namespace

void complete_advice(Show& show, Story& story) {
  analyse(show, story);
  show.later(story, 1, 1, advise);
  if (story.fate() == Fate::review_discounted) show.later(story, 3, 3, discount_review);
}

}  // namespace htq::ctl::demo

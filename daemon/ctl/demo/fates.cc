#include "daemon/ctl/demo/fates.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace htq::ctl::demo {
namespace {

using enum Fate;

constexpr Fate kEachOnce[] = {approved,
                              changes_made,
                              not_approved,
                              late_refused,
                              late_admitted,
                              changes_not_possible,
                              resubmission_lapsed,
                              ineligible,
                              ineligible_corrected,
                              withdrawn_in_review,
                              deferred,
                              regulated,
                              regulator_silent,
                              draft_lapsed,
                              never_accepted,
                              transfer_accepted,
                              transfer_declined,
                              quorum_broken,
                              carried_over,
                              occupation_dropped,
                              panel_overruled,
                              advice_returned,
                              review_discounted,
                              level_four_against_five,
                              withdrawn_as_draft,
                              withdrawn_when_submitted,
                              interest_only};

struct Share {
  Fate fate;
  unsigned percent;
};
constexpr Share kShares[] = {
    {approved, 46},           {changes_made, 20},        {not_approved, 9},  {draft_lapsed, 5},
    {carried_over, 3},        {withdrawn_in_review, 3},  {ineligible, 3},    {regulated, 3},
    {resubmission_lapsed, 3}, {changes_not_possible, 3}, {never_accepted, 2}};

Fate drawn(Seeded& random) {
  unsigned left = static_cast<unsigned>(random.below(100));
  for (const Share& share : kShares) {
    if (left < share.percent) return share.fate;
    left -= share.percent;
  }
  return approved;
}

using Question = Incidents::Question;
using PeerReview = Incidents::PeerReview;
constexpr Question kQuestions[] = {Question::answered, Question::lapsed, Question::late, Question::cancelled};
constexpr PeerReview kPeerReviews[] = {PeerReview::received, PeerReview::declined, PeerReview::waived};

/// `turn` counts the cases that are reviewed: the first ones have each incident once.
Incidents incidents_of(Fate fate, std::size_t turn, Seeded& random) {
  Incidents all;
  all.question = turn < std::size(kQuestions) ? kQuestions[turn]
                 : random.chance(30)          ? random.one_of(kQuestions)
                                              : Question::none;
  all.peer_review = turn < std::size(kPeerReviews) ? kPeerReviews[turn]
                    : random.chance(35)            ? random.one_of(kPeerReviews)
                                                   : PeerReview::none;
  if (fate == review_discounted) all.peer_review = PeerReview::received;
  all.is_held = turn == 4 || random.chance(4);
  all.is_flagged = turn == 1 || random.chance(4);
  all.notice_fails = turn == 0 || random.chance(5);
  all.has_session = turn % 3 == 0;
  all.misses_session = turn % 12 == 3;
  const bool may_be_early = fate == approved || fate == changes_made || fate == not_approved;
  all.is_early = may_be_early && (turn == 0 || random.chance(20));
  return all;
}

}  // namespace

bool is_reviewed(Fate fate) {
  switch (fate) {
    case late_refused:
    case ineligible:
    case draft_lapsed:
    case withdrawn_as_draft:
    case withdrawn_when_submitted:
    case interest_only: return false;
    default: return true;
  }
}

std::vector<Plan> plans(int cases, Seeded random) {
  std::vector<Plan> all;
  std::size_t turn = 0;
  for (std::size_t at = 0; at < static_cast<std::size_t>(cases); ++at) {
    const Fate fate = at < std::size(kEachOnce) ? kEachOnce[at] : drawn(random);
    Plan plan{.fate = fate, .incidents = {}};
    if (is_reviewed(fate)) plan.incidents = incidents_of(fate, turn++, random);
    all.push_back(plan);
  }
  return all;
}

}  // namespace htq::ctl::demo

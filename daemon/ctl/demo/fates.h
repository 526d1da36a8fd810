// How each case of the demonstration is meant to go. Values; any thread.
#pragma once

#include <string>
#include <vector>

#include "daemon/ctl/demo/seeded.h"

namespace htq::ctl::demo {

enum class Fate {
  approved,
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
  interest_only,
};

/// What happens on the way besides.
struct Incidents {
  enum class Question { none, answered, late, lapsed, cancelled };
  enum class PeerReview { none, received, declined, waived };
  bool is_early = false;
  Question question = Question::none;
  PeerReview peer_review = PeerReview::none;
  bool is_held = false;
  bool is_flagged = false;  // while the consultation is open
  bool notice_fails = false;
  bool has_session = false;
  bool misses_session = false;
};

struct Plan {
  Fate fate = Fate::approved;
  Incidents incidents;
};

/// One of each fate first, the most telling ones leading, then by fixed shares.
std::vector<Plan> plans(int cases, Seeded random);

/// Whether it comes to be analysed and judged.
bool is_reviewed(Fate fate);

}  // namespace htq::ctl::demo

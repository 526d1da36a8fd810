// The history of the office that fuzzers meet: three cycles, standards, bodies and organisations of
// tests/support/ready_office.h, and cases at the stages from a registered interest to the public list. The first
// cycle's window is still open, so that a form may be filled in and submitted.
#pragma once

#include "tests/support/reviewed_case.h"

namespace htq::fuzz {

struct Story : tests::ReviewedCase {
  Story() {
    // An organisation submits a title for an occupation once.
    recommended = recommended_case({.title = "Higher National Certificate in Recommended Works"});
    live = live_case({.title = "Higher National Certificate in Live Works"});
    to_change = case_with_changes();
    registered = registered_case();
    started = started_case();
    drafted = drafted_case({.title = "Higher National Certificate in Drafted Works"});
    submitted = submitted_case({.title = "Higher National Certificate in Submitted Works"});
    under_review = case_under_review({.title = "Higher National Certificate in Reviewed Works"});
  }

  std::string registered, started, drafted, submitted, under_review, recommended, live, to_change;
};

}  // namespace htq::fuzz

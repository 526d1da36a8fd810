// What is said of each occupation of a case, by the panel and by who decides. Values; one thread.
#pragma once

#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {

enum class By { panel, decider };

/// An outcome for each occupation.
Json verdicts(const Story& story, By by);
/// Of the case as a whole.
const char* decided_outcome(Fate fate);
bool wants_changes(Fate fate);

}  // namespace htq::ctl::demo

// Who plays what: each case with its fate, applicant, analyst and standards. One thread.
#pragma once

#include <string>

#include "daemon/ctl/demo/show.h"

namespace htq::ctl::demo {

int organisations_for(int cases);
/// Why the demonstration cannot begin on what is on record; empty if it can.
std::string what_is_missing(const OnRecord& record, const std::string& cycle);
void cast(Show& show, int cases);

}  // namespace htq::ctl::demo

// An entry of a timeline or of the event stream, as columns for people. Pure; any thread.
#pragma once

#include <string>

#include "daemon/ctl/json.h"

namespace htq::ctl {

struct EntryText {
  std::string when;      // it happened, in London
  std::string who;       // "official olive for chief-executive"
  std::string sentence;  // and, if it was recorded later than it happened, when that was
};

EntryText text_of_entry(const Json& entry);

}  // namespace htq::ctl

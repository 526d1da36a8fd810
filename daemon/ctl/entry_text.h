// An entry of a timeline or of the event stream, as columns for people. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "daemon/ctl/json.h"

namespace htq::ctl {

struct EntryText {
  std::string when;      // it happened, in London
  std::string who;       // "official olive for chief-executive"
  std::string sentence;  // and, if it was recorded later than it happened, when that was
};

EntryText text_of_entry(const Json& entry);

/// Why the stream ends here though there is more, if that is what this line of it says.
std::optional<std::string> broken_off(const Json& line);

}  // namespace htq::ctl

// Times on the command line and in its tables: what people type and read is London, what is sent is UTC.
//
// Pure, but for the reason on stderr; any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "daemon/ctl/exit.h"
#include "domain/instant.h"
#include "domain/london_times.h"

namespace htq::ctl {

inline constexpr const char* kMeansWhen = kHowTimesAreWritten;

/// What `option` says, or the exit code after the reason was printed.
std::expected<Instant, Exit> instant_asked(std::string_view option, std::string_view text,
                                           DayMeans day_means);
/// The same as the daemon reads it in ?asAt=, where it may be a position, too. A day alone means its end: how
/// things stood that evening. Nothing stays nothing.
std::expected<std::string, Exit> as_at_asked(const std::string& text);

/// An instant of a document as a table shows it: "2021-07-06 09:00:00.120 BST", "end of 2021-09-17" for the
/// last of a day. Cut to the millisecond as in the daemon's own sentences, and finer where that would hide
/// that it is not the whole second: what came late by a microsecond does not look as if it had come in time.
std::string london(std::string_view rfc3339);

}  // namespace htq::ctl

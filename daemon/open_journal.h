// Opens the access journal in the data directory. One that is damaged is set aside, with a warning, and a new
// one begins with an entry that says so: a journal that cannot be read must not close the office.
//
//   DATA/journal/           a log as of log/embedded_log.h
//   DATA/journal-damaged-N  set aside
//
// At the start, on the caller's thread.
#pragma once

#include <memory>

#include "daemon/access/journal.h"
#include "daemon/clock_jumps.h"
#include "daemon/config.h"
#include "daemon/log/embedded_log.h"
#include "daemon/logging.h"

namespace htq {

struct OpenedJournal {
  std::unique_ptr<EmbeddedLog> log;
  std::unique_ptr<AccessJournal> journal;
};

/// `jumps`: of the clock, if anybody looks for them. It outlives the journal.
Result<OpenedJournal> open_journal(const Config& config, const Clock& clock, ClockJumps* jumps,
                                   const Logger& logger);

}  // namespace htq

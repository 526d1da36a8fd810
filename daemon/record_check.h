// Whether one record may follow another on a log. Any thread.
#pragma once

#include "daemon/log/event_log.h"

namespace htq {

/// It holds the hash of the one before.
Result<> check_chain(const StoredRecord& previous, const StoredRecord& next);
/// The same of what comes over a network, which may not even be a record: its position and its epoch, too.
Result<> check_record(const StoredRecord& previous, const StoredRecord& next);

}  // namespace htq

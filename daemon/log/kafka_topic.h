// The topic of a log: made with the settings that its promises need, or checked for them. Before anything is
// read or written; on the caller's thread.
#pragma once

#include "daemon/log/kafka_settings.h"
#include "projections/fault.h"

namespace htq {

/// A fault names what is wrong and the command that mends it.
Result<> prepare_topic(const KafkaSettings& settings);

}  // namespace htq

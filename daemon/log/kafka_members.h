// Who takes part in the election of a log's writer, by the names that they go by (KafkaSettings::address).
// On the caller's thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <vector>

#include "daemon/log/kafka_settings.h"
#include "projections/fault.h"

namespace htq {

/// The same of a client that is there. None, if no broker answers in time.
std::vector<std::string> members_of_group(rd_kafka_t* client, const std::string& group);
/// Of the log of these settings. A fault: no broker says.
Result<std::vector<std::string>> members_of_group(const KafkaSettings& log);

}  // namespace htq

// How the brokers are reached, from what the configuration says. At the start, on the caller's thread.
#pragma once

#include <string>

#include "daemon/config.h"
#include "daemon/log/kafka_settings.h"
#include "daemon/logging.h"
#include "projections/fault.h"

namespace htq {

/// Of the office's log: htq.OFFICE.log.v1. `member`: of this daemon. The logger must outlive who uses them.
Result<KafkaSettings> kafka_settings_of(const Config& config, const std::string& member,
                                        const Logger* logger);

/// Where other daemons reach this one.
std::string address_of(const Config& config);

}  // namespace htq

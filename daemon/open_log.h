// Opens the log that the configuration names. Nothing but the wiring knows which it is. At the start, on the
// caller's thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/cluster_secret.h"
#include "daemon/config.h"
#include "daemon/executor.h"
#include "daemon/log/embedded_log.h"
#include "daemon/log/event_log.h"
#include "daemon/log/kafka_log.h"
#include "daemon/logging.h"

namespace htq {

struct OpenedLog {
  std::unique_ptr<EventLog> log;
  EmbeddedLog* own = nullptr;      // the same, if no other daemon may write it
  KafkaLog* shared = nullptr;      // the same, if other daemons may, too
  std::function<void(Work)> pass;  // sends a sign the way of a record to this machine's disk
};

/// `incarnation`: of the data directory. `goes_on` is asked while a topic is read, which may take long.
Result<OpenedLog> open_log(const Config& config, const std::string& incarnation, const Logger& logger,
                           std::function<bool(Position)> goes_on);

}  // namespace htq

// A log in memory that holds what a process has recorded.
#pragma once

#include <string>

#include "daemon/log/memory_log.h"
#include "schemas/event.capnp.h"
#include "tests/support/postponed.h"

namespace htq::tests {

class Process;

std::string stored_bytes(Record::Reader record);

/// Appends what the process recorded since the last call.
class RecordedLog {
 public:
  void take(const Process& process);
  MemoryLog& log() { return log_; }

 private:
  Postponed executor_;
  MemoryLog log_{executor_};
};

}  // namespace htq::tests

// The one port of the log: append a batch and learn when it is durable; read from a position; follow.
// Implementations: RocksDB (embedded_log.h), Apache Kafka (kafka_log.h), memory (memory_log.h); a simulated one with
// faults in tests.
// One conformance suite runs against each (tests/log/event_log_conformance.h).
//
// The log stores bytes. It knows positions, which have no gap, and nothing of what a record means.
// Threads: append by one thread, never a second before the first is done; everything else from any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/identity.h"
#include "projections/fault.h"

namespace htq {

/// Records that become durable together, all or none. Record i stands at position first + i.
struct Batch {
  Position first;
  std::vector<std::string> records;

  Position last() const { return {first.value + records.size() - 1}; }
};
using SharedBatch = std::shared_ptr<const Batch>;

struct StoredRecord {
  Position position;
  std::string_view bytes;  // aligned to 8; until the next call to next()
};

class LogScan {
 public:
  virtual ~LogScan() = default;
  /// The next record; nothing at the end. A gap or a missing record is FaultKind::corrupted.
  virtual Result<std::optional<StoredRecord>> next() = 0;
};

/// Ends the subscription when destroyed; after that the follower is not called again.
class Following {
 public:
  virtual ~Following() = default;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  /// Position of the last durable record; 0 for an empty log.
  virtual Position end() const = 0;

  /// Makes a batch durable. `batch->first` must be end() + 1 and the batch must not be empty (ensured).
  /// `done` is called exactly once, on a thread of the log's: nothing in the batch is durable if it brings a fault of
  /// kind no_space; after any other fault it is unknown whether the batch is durable. After one of kind unavailable
  /// this process writes no more until the log says that it may, as one of several that share a log; after any other
  /// the log accepts no further append, and the process must end.
  virtual void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) = 0;

  /// Durable records from `from` to the end as of this call. Must not outlive the log.
  virtual std::unique_ptr<LogScan> scan(Position from) const = 0;

  /// One durable record; FaultKind::bad_input if the position is 0 or after the end.
  virtual Result<std::string> read(Position position) const = 0;

  /// Why nothing that others record gets here for now, where several processes share the log; it goes on by
  /// itself when that is over. Any thread.
  virtual std::optional<Fault> trouble() const { return std::nullopt; }

  /// Calls `follower` with every batch that becomes durable from now on, in order, before its append is reported done.
  /// It is called on a thread of the log's and must return soon.
  virtual std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)> follower) = 0;
};

}  // namespace htq

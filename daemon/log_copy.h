// Moving out: copies the log of this daemon to Kafka while the office goes on, checks what is there record by
// record, and at last has the engine close the log with the event that says where the office went.
//
//   read what is in the topic → fence whoever wrote to it → (copy, read back, compare)* → keys
//     → logMoved → the rest, that record included → keys
//
// Records are copied and not meanings: same bytes, same positions, so the same hashes. Everything that is
// told as copied has been read back from the brokers and compared with this log, whenever it came to be
// there. A copy that ended in its midst goes on the next time; a topic that holds anything else is refused
// before anything is written. Of two copies the later one fences the other, as a writer does.
//
// What must be at hand on the other side moves with it: the keys of persons, wrapped, and the office's own
// key, with which digests of commands are made. The access journal stays.
//
// One at a time; begin() may be called from any thread. What is handed in must outlive it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/access/file_key_store.h"
#include "daemon/access/kafka_key_topic.h"
#include "daemon/clock.h"
#include "daemon/engine.h"
#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/log/kafka_producer.h"
#include "daemon/log/kafka_reader.h"
#include "daemon/log/kafka_settings.h"
#include "daemon/logging.h"
#include "daemon/projector.h"
#include "daemon/standing.h"

namespace htq {

class LogCopy {
 public:
  struct Parts {
    const EventLog& log;
    Projector& projector;
    Engine& engine;
    const Clock& clock;
    const FileKeyStore& keys;
    bool master_key_is_beside_the_keys;
    std::string office_key;  // 32 bytes
    KafkaSettings to;
    const Logger& logger;
  };
  struct Asked {
    bool moves = false;   // the office, once everything is there; else this is a rehearsal
    std::string address;  // where callers find it from then on; may be empty
    std::string by;       // who asks
  };
  struct Report {
    Position end;              // the last record that is there
    std::uint64_t copied = 0;  // this time
    std::uint64_t bytes = 0;   // of all records
    std::string last_hash;     // SHA-256 of the last record: the chain's end
    std::string digest;        // BLAKE2b-256 of all records, in order, as read back
    std::uint64_t keys = 0;
    std::uint64_t destroyed_keys = 0;
    bool has_moved = false;
    std::vector<ProjectionStanding> standings;  // of this daemon's rows, at `end` if it has moved
  };
  /// How far one has come; shared between whoever does it and whoever waits.
  struct Running {
    std::atomic<std::uint64_t> compared{0};  // records that were read from the topic
    std::atomic<std::uint64_t> end{0};       // of this log
    std::atomic<bool> is_cancelled{false};   // heeded until the office has moved
    std::atomic<bool> is_done{false};
    Result<Report> outcome;  // once done
  };

  explicit LogCopy(Parts parts);
  ~LogCopy();

  /// Nothing: one is under way already.
  std::shared_ptr<Running> begin(Asked asked);
  /// "kafka:htq.OFFICE.log.v1": the name of the log that it goes to.
  std::string destination() const { return name_of(parts_.to); }
  const KafkaSettings& settings() const { return parts_.to; }

  static std::string name_of(const KafkaSettings& log) { return "kafka:" + log.topic; }

 private:
  class Target;
  Result<Report> run(const Asked& asked, Running& running);
  using StillWanted = KafkaKeyTopic::StillWanted;
  Result<> copy_until_level(Target& target, const StillWanted& is_wanted);
  Result<> copy_up_to_the_end(Target& target, const StillWanted& is_wanted);
  Result<bool> is_left_for_it() const;
  Result<> leave(const Asked& asked);
  Result<> wait_for_rows(Position position);
  /// Those with a number below `end`.
  Result<> copy_keys(KafkaKeyTopic& topic, std::uint64_t end, Report& report,
                     const StillWanted& is_wanted) const;

  Parts parts_;
  std::mutex mutex_;
  std::shared_ptr<Running> running_;
  ThreadExecutor executor_;  // last: it ends before what it works on
};

}  // namespace htq

// The access journal: who read what is narrow, and who was refused. A log of its own (log/event_log.h), with
// an order, a chain and a time for which entries are kept; schemas/journal.capnp has what an entry says.
//
// A read waits until it is durable: many share one synced write. What need not wait (refusals, counts) goes
// with the next write, or with the next look_after(), so that it costs the disk of the office's own log no
// sync. A crash loses the refusals since then, and no read.
//
// Threads: any. Log and clock outlive it; `done` is called on a thread of the log's, or at once.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/clock.h"
#include "daemon/clock_jumps.h"
#include "daemon/log/event_log.h"
#include "domain/actor.h"
#include "schemas/disclosed.h"
#include "schemas/journal.capnp.h"

namespace htq {

/// An entry before it has its place.
struct AccessNote {
  journal::EntryKind kind = journal::EntryKind::NONE;
  std::string subject{};
  Roles roles{};
  std::string organisation{};
  std::string purpose{};
  std::string method{};
  std::string path{};
  std::string command{};
  Disclosed disclosed{};
  bool every_case = false;
  int status = 0;
  std::string refusal{};
  std::uint64_t count = 0;
  std::string note{};
};

class AccessJournal {
 public:
  using Done = std::move_only_function<void(Result<>)>;

  struct Options {
    Duration keep{};                  // entries older than this are disposed of; 0: none
    std::size_t most_waiting = 4096;  // entries, for the disk
    /// Of a log that can drop its oldest; else nothing is disposed of.
    std::function<Position()> first{};
    std::function<void(Position, Done)> drop_before{};
    /// Whether the clock can be believed: nothing is disposed of while it cannot. None: it always can.
    ClockJumps* clock_jumps = nullptr;
    /// It cannot be written. Said once, until it could be again.
    std::function<void(const Fault&)> on_fault{};
  };

  /// A new one begins with an entry that says why, `begun`.
  static Result<std::unique_ptr<AccessJournal>> open(EventLog& log, const Clock& clock, Options options,
                                                     const std::string& begun);
  ~AccessJournal();
  AccessJournal(const AccessJournal&) = delete;
  AccessJournal& operator=(const AccessJournal&) = delete;

  /// Calls `done` once the entry is durable, and all that were handed in before; or cannot be.
  void record(AccessNote note, Done done);
  /// Without waiting. What cannot be written is counted, and the count is written when it can be.
  void note(AccessNote note);
  /// Somebody whom nobody knows was refused: a count, whatever they send.
  void count_stranger();
  /// Now and then: writes what waits, disposes of what is old.
  void look_after();
  /// Writes what waits, and returns when it is done.
  void finish();

  const EventLog& log() const { return log_; }
  Position first() const { return options_.first ? options_.first() : Position{1}; }
  /// The first entry of an instant or later; behind the end: none is.
  Result<Position> first_at(Instant at) const;

 private:
  struct Waiting {
    AccessNote note;
    Done done;  // may be empty
  };
  using Lock = std::unique_lock<std::mutex>;

  AccessJournal(EventLog& log, const Clock& clock, Options options, std::string begun);
  Result<> read_end();
  /// Hands what waits to the log, if that is free and it is time. It lets go of the lock for that.
  void append(Lock& lock);
  std::string bytes_of(const AccessNote& note);
  void appended(const SharedBatch& batch, std::vector<Waiting> written, const Result<>& result);
  void count_as_unrecorded(const AccessNote& note);
  void flush();
  void dispose_of_old();

  EventLog& log_;
  const Clock& clock_;
  const Options options_;
  const std::string begun_;

  std::mutex mutex_;
  std::condition_variable idle_;
  std::vector<Waiting> waiting_;
  std::uint64_t strangers_ = 0;
  std::uint64_t unrecorded_ = 0;
  bool is_urgent_ = false;  // what waits is to be written
  bool is_appending_ = false;
  int telling_ = 0;            // threads that call those who wait
  bool is_failing_ = false;    // and that has been said
  std::optional<Fault> over_;  // why nothing can be written until the daemon is started again
  // Of the entry that was built last:
  Position last_;
  std::string hash_;
  Instant at_;
  std::optional<Instant> disposed_at_;  // the last look; the thread that looks after it
};

}  // namespace htq

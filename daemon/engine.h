// The one writer: takes commands in one order, decides them, appends what they lead to, and answers when the
// state that an answer rests on is durable. Read engine.cc first: it is the line of the design written in
// code (engine_turns.cc: where it begins; engine_clock.cc: what falls due; engine_by_hand.cc: with a clock
// that is moved by hand).
//
//   submit → identity, idempotency, version → decide → record → append → answer
//
// Batch k+1 is decided while batch k is being made durable. submit may be called from any thread; everything
// else runs on the engine's executor, and so do the answers. The parts handed in must outlive it.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "daemon/access/key_store.h"
#include "daemon/agenda.h"
#include "daemon/answered_commands.h"
#include "daemon/case_cache.h"
#include "daemon/clock.h"
#include "daemon/clock_jumps.h"
#include "daemon/clock_steps.h"
#include "daemon/executor.h"
#include "daemon/inbox.h"
#include "daemon/last_hour.h"
#include "daemon/log/event_log.h"
#include "daemon/order.h"
#include "daemon/person_keys.h"
#include "daemon/projector.h"
#include "daemon/random.h"
#include "daemon/record_writer.h"
#include "daemon/turned_away.h"
#include "daemon/versions.h"
#include "domain/case_state.h"
#include "domain/decide.h"
#include "domain/office.h"

namespace htq {

class Engine {
 public:
  struct Options {
    /// Commands waiting to be decided. Submissions in the last hour of their window have a quarter more, and
    /// come first (inbox.h); not in manual mode, where the order of a log hangs on nothing but the commands.
    std::size_t queue_length = 4'096;
    std::size_t batch_records = 512;  // most records of one append
    /// Records that the rows may be behind: commands beyond are answered 429, but for the system's. What the
    /// rows do not hold yet is kept in memory.
    std::uint64_t unapplied_records = 100'000;
    std::size_t cached_streams = 20'000;  // states kept beyond those
    std::string digest_key;               // 32 bytes: keys the digest of commands
    std::string incarnation;              // id of the data directory
    std::string address;                  // of this writer
    std::string log_name;                 // of its log, as a log that is left for it calls it
    PersonKeys::Options person_keys = {};
    /// Whether the clock can be believed: nothing falls due while it cannot. None: it always can.
    ClockJumps* clock_jumps = nullptr;
    /// Manual mode: the clock, which the engine moves. Then it decides one thing at a time, and what is due
    /// before what was sent, so that neither threads nor the size of a batch shows in the log.
    ManualClock* by_hand = nullptr;
    /// Told where the manual clock has come to, before that is answered. On the engine's executor.
    std::function<Result<>(Instant)> on_clock_moved = [](Instant) { return Result<>(); };
    /// Told of each system command that was refused: a defect. On the engine's executor.
    std::function<void(const Due&, const Refused&)> on_system_refused;
    /// Told once of each that met a fault: it is tried again at each look at the clock. On the engine's
    /// executor.
    std::function<void(const Due&, const Fault&)> on_system_failed = [](const Due&, const Fault&) {};
    /// Told once of each time that the machine's clock falls behind the last record, and by how much. On the
    /// engine's executor; not in manual mode.
    std::function<void(Duration)> on_clock_stepped_back;
  };

  Engine(Executor& executor, EventLog& log, Projector& projector, const Clock& clock, Random& random,
         KeyStore& keys, Options options);
  ~Engine();

  /// Folds what the log holds, and writes WriterElected if the incarnation is new. The projector must have
  /// caught up. Before the first submit, on the caller's thread.
  Result<> start();
  /// Where several processes share a log, in place of start(): nothing is decided before begin_turn(), and
  /// again after a rest(). Meanwhile commands are answered with `why`. Any thread.
  void rest(Fault why);
  /// This process is the one that writes. Folds what the log holds and writes WriterElected with a new epoch,
  /// as soon as the rows hold all of it. Any thread.
  void begin_turn();
  /// For a shutdown: from here on nothing is taken, nor does a turn begin; what waits is answered with a
  /// fault. Calls `done`, on the executor, once everything that was decided is recorded, and nothing more is
  /// appended then. Any thread.
  void finish(Work done);

  /// Hands in a command. `answering` is called exactly once: with a Fault of kind unavailable at once if the
  /// queue is full, otherwise on the engine's executor. Any thread.
  void submit(Order order, Answering answering);

  /// Manual mode: moves the clock forward through every instant at which something is due, in turn. Answers
  /// with ClockStands when all of it is decided and durable. Any thread.
  void move_clock(Instant to, Answering answering);

  /// Looks whether something is due. Called now and then, and when the clock was moved. Any thread.
  void look_at_the_clock();

  /// Whether the log is held up: meanwhile nothing new is taken, and what was taken waits. Any thread.
  void set_stalled(std::optional<Fault> why);
  std::optional<Fault> stalled() const;

  /// Why it writes no more, if it does not. Any thread.
  std::optional<Fault> stopped() const;
  /// Commands waiting. Any thread.
  std::size_t queued() const;
  /// How often each refusal was given since the start. Any thread.
  std::map<Refusal, std::uint64_t> refusals() const;
  /// How often the machine's clock fell behind the last record since the start. Any thread.
  std::uint64_t clock_steps() const { return clock_steps_.count(); }

 private:
  struct Move {
    Instant to;
    Answering answering;
  };
  struct Owed {
    Position rests_on;
    Answering answering;
    Reply reply;
  };

  void schedule();
  void step();
  bool clock_is_behind(Instant shown) const;
  void look_for_a_step_of_the_clock();
  void take(Waiting waiting);
  void let_it_come_first(Waiting& waiting);
  void take_what_was_sent(const RowView& rows);
  std::size_t take_what_is_due(const RowView& rows, std::size_t most);
  /// Whether something is due now that may be done.
  bool is_due() const;
  /// What the clock says, if it can be believed.
  std::optional<Instant> believed_now() const;
  void record_what_was_turned_away(const RowView& rows);
  void take_one_by_one(const RowView& rows);
  void begin_to_move(Waiting waiting);
  void move_on();
  std::optional<Waiting> next_waiting();
  void look_again_at_cases(const RowView& rows);
  void handle(Waiting waiting, const RowView& rows);
  Receipt record(Decided& decided, const Order& order, const std::string& key, const std::string& digest,
                 StreamKind kind, const std::string& stream, Version version, Instant now);
  void fold(std::string_view bytes, StreamKind kind, const std::string& stream);
  std::vector<DaemonReport> reports_of_daemons(const Order& order) const;
  Versions versions_of(StreamKind kind, const std::string& stream) const;
  void answer(Answering answering, Reply reply);
  std::size_t room() const;
  void append();
  void appended(std::uint64_t turn, Position last, Result<> done);
  void tell_if_finished();
  void due_is_done(const Deadlines::Entry& entry, const Reply& reply);
  void release_answers();
  void release(Position applied);
  void forget_what_was_lost(const Fault& why);
  enum class Election { if_the_incarnation_is_new, always };
  Result<> start_at(Position end, Election election);
  void start_again(Election election, Position end);
  void start_turn(std::uint64_t turn, Position end);
  void begin_this_turn_again();
  Result<> load_office();
  bool is_left() const;

  Executor& executor_;
  EventLog& log_;
  Projector& projector_;
  const Clock& clock_;
  Options options_;
  PersonKeys person_keys_;
  RecordWriter writer_;

  mutable std::mutex mutex_;
  Inbox inbox_;
  bool scheduled_ = false;
  std::map<Refusal, std::uint64_t> refusals_;
  std::optional<Fault> stopped_;     // for good
  std::optional<Fault> recovering_;  // until what was lost is forgotten, or the next turn begins
  std::uint64_t turn_ = 0;           // counts what begins and ends one
  std::optional<Fault> stalled_;     // until the log goes on
  std::optional<Fault> finishing_;   // from finish() on

  LastHour last_hour_;
  TurnedAway turned_away_;

  // State as of the last record decided, durable or not.
  Office office_;
  std::unordered_map<std::string, Versions> office_versions_;  // by timeline prefix
  CaseCache cases_;
  AnsweredCommands answered_;
  Agenda agenda_;
  std::atomic<std::int64_t> next_due_{0};       // nanoseconds; 0: nothing is due
  std::atomic<bool> some_failed_{false};        // of what was due
  std::atomic<bool> tries_again_{false};        // those
  std::atomic<std::int64_t> last_recorded_{0};  // nanoseconds; 0: nothing yet
  ClockSteps clock_steps_;
  std::optional<Move> moving_;  // the manual clock, while it moves

  std::shared_ptr<Batch> building_;
  bool in_flight_ = false;
  Work finished_;  // whom to tell
  Position durable_;
  std::deque<Owed> owed_;
  std::uint64_t begun_turn_ = 0;
};

}  // namespace htq

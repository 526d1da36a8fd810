// The real engine, domain, projections and record writer on simulated ports: one thread, one seed. A run with
// the same seed takes the same steps.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/access/memory_key_store.h"
#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "daemon/projector.h"
#include "tests/simulation/failing_rows.h"
#include "tests/simulation/justified.h"
#include "tests/simulation/scheduler.h"

namespace htq::simulation {

/// What a client knows of a command that it sent.
struct Sent {
  std::string subject;
  std::string command_id;
  std::function<void(Command::Builder)> fill;
  Actor actor;
  std::optional<Version> expected;
  std::string content;  // of the command, canonical
  bool answered = false;
  bool given_up = false;  // the client does not listen any more
};

struct Counts {
  std::uint64_t steps = 0;
  std::uint64_t commands = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t refused = 0;
  std::uint64_t repeated = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t given_up = 0;
  std::uint64_t reads = 0;
  std::uint64_t restarts = 0;
  std::uint64_t failed_appends = 0;
  std::uint64_t failed_rows = 0;    // writes and flushes
  std::uint64_t failed_starts = 0;  // the process died while it caught up
  std::uint64_t rebuilds = 0;       // that took over
  std::uint64_t records = 0;
  std::uint64_t disposed = 0;  // cases

  friend bool operator==(const Counts&, const Counts&) = default;
};

class World {
 public:
  explicit World(std::uint64_t seed);
  ~World();

  /// Takes one step: a client acts, work runs, the clock moves, or the process dies and starts again.
  void step();
  /// Lets everything finish, checks everything, and starts again once more.
  void finish();

  const Counts& counts() const { return counts_; }
  /// What is told of everyone.
  static constexpr const char* kWords = "Words about somebody";

  /// What a check found; empty: nothing.
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  void start();
  bool comes_up();
  void crash();
  void client_acts();
  void client_hurries();
  void client_gives_up();
  void ask(std::function<void(Command::Builder)> fill, Actor actor);
  void ask_again(std::size_t number);
  void arrive();
  void deliver(std::size_t number);
  void heard(std::size_t number, const Reply& reply, Asked asked, std::size_t clock_seen);
  void heard_receipt(std::size_t number, const Receipt& receipt);
  void read_after(std::size_t number, const Receipt& receipt);
  void read_anything();
  void wait_and_read(Position after, std::function<void(const RowView&)> look);
  void move_clock(Duration by);
  void fail_an_append();
  void fail_the_rows();
  void go_on_rebuilding();
  std::unique_ptr<Applier> take_over(const Applier& live);
  Applier::Options some_options();
  void check_log();
  void check_persons();
  void check_erased(const std::string& person, Position at);
  void check_disposed(const std::string& reference, Position at);
  void check_texts();
  void check_rebuild();
  void check_nothing_is_overdue();
  void expect(bool holds, const std::string& what);
  std::function<void(Command::Builder)> some_command(Actor& actor);
  static std::function<void(Command::Builder)> about_keeping(const std::string& reference,
                                                             std::uint64_t number);
  std::function<void(Command::Builder)> about_a_case(const std::string& reference, std::uint64_t what,
                                                     Actor& actor);

  Dice dice_;
  Scheduler scheduler_{dice_};
  Scheduler::Lane& log_lane_;
  Scheduler::Lane& engine_lane_;
  Scheduler::Lane& projector_lane_;
  ManualClock clock_;
  SeededRandom random_;
  MemoryKeyStore keys_;
  MemoryLog log_;
  AtOnce beside_;  // the second lane of the projections
  std::shared_ptr<FailingRows> rows_ = std::make_shared<FailingRows>(dice_);
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;
  /// Rows that are built again beside the live ones.
  struct Rebuilding {
    std::shared_ptr<FailingRows> rows;
    std::unique_ptr<Applier> fresh;
    bool is_meeting = false;
  };
  std::optional<Rebuilding> rebuilding_;

  std::vector<Sent> sent_;
  std::vector<std::size_t> unanswered_;
  std::vector<std::size_t> on_the_way_;  // numbers of commands: they arrive in any order, also after a crash
  using Key = std::pair<std::string, std::string>;  // subject, command id
  struct Acknowledged {
    Receipt receipt;
    std::string content;
  };
  std::map<Key, Acknowledged> acknowledged_;
  std::map<Key, std::set<std::string>> contents_;  // of all commands that were sent under a key
  std::size_t owed_ = 0;                           // answers, since the last start
  std::size_t reads_owed_ = 0;                     // the same, of reads
  std::uint64_t incarnation_ = 0;
  std::vector<Instant> clock_showed_;
  Folded durable_;
  std::vector<std::string> cases_;
  Counts counts_;
  std::vector<std::string> violations_;
};

}  // namespace htq::simulation

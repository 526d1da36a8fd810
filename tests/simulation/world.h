// The real engine, domain, projections and record writer on simulated ports: one thread, one seed. A run with
// the same seed takes the same steps.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "daemon/projector.h"
#include "projections/memory_rows.h"
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
};

struct Counts {
  std::uint64_t steps = 0;
  std::uint64_t commands = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t refused = 0;
  std::uint64_t repeated = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t read_after = 0;
  std::uint64_t restarts = 0;
  std::uint64_t failed_appends = 0;
  std::uint64_t lost_unacknowledged = 0;
  std::uint64_t records = 0;
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
  /// What a check found; empty: nothing.
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  void start();
  void crash();
  void client_acts();
  void send(std::size_t number);
  void heard(std::size_t number, const Reply& reply, Asked asked, std::size_t clock_seen);
  void heard_receipt(std::size_t number, const Receipt& receipt);
  void read_after(std::size_t number, const Receipt& receipt);
  void move_clock(Duration by);
  void fail_an_append();
  void check_log();
  void check_rebuild();
  void check_nothing_is_overdue();
  void expect(bool holds, const std::string& what);
  std::function<void(Command::Builder)> some_command(Actor& actor);

  Dice dice_;
  Scheduler scheduler_{dice_};
  Scheduler::Lane& log_lane_;
  Scheduler::Lane& engine_lane_;
  Scheduler::Lane& projector_lane_;
  ManualClock clock_;
  SeededRandom random_;
  Sealing sealing_;
  MemoryLog log_;
  std::shared_ptr<MemoryRows> rows_ = std::make_shared<MemoryRows>();
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;

  std::vector<Sent> sent_;
  std::vector<std::size_t> unanswered_;
  using Key = std::pair<std::string, std::string>;  // subject, command id
  struct Acknowledged {
    Receipt receipt;
    std::string content;
  };
  std::map<Key, Acknowledged> acknowledged_;
  std::map<Key, std::set<std::string>> contents_;  // of all commands that were sent under a key
  std::size_t owed_ = 0;                           // answers, since the last start
  std::uint64_t incarnation_ = 0;
  std::vector<Instant> clock_showed_;
  Folded durable_;
  std::vector<std::string> cases_;
  Counts counts_;
  std::vector<std::string> violations_;
};

}  // namespace htq::simulation

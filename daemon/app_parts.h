// What the daemon consists of, in the order in which it is built: each part may use those before it.
// Destruction in reverse is the shutdown, after close(). The main thread's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/access/gate.h"
#include "daemon/access/identity.h"
#include "daemon/access/sealing.h"
#include "daemon/access/statement_key.h"
#include "daemon/app.h"
#include "daemon/clock_jumps.h"
#include "daemon/cluster.h"
#include "daemon/cluster_secret.h"
#include "daemon/data_directory.h"
#include "daemon/doors/cluster_doors.h"
#include "daemon/doors/door.h"
#include "daemon/doors/event_feed.h"
#include "daemon/doors/opening_doors.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/sealed_positions.h"
#include "daemon/doors/streams_doors.h"
#include "daemon/doors/the_public.h"
#include "daemon/engine.h"
#include "daemon/http/loop.h"
#include "daemon/http/server.h"
#include "daemon/log/directory_lock.h"
#include "daemon/log_copy.h"
#include "daemon/open_journal.h"
#include "daemon/open_keys.h"
#include "daemon/open_log.h"
#include "daemon/past.h"
#include "daemon/projector.h"
#include "daemon/rebuild.h"
#include "daemon/row_directories.h"
#include "daemon/watchdog.h"
#include "daemon/way_to_daemons.h"

namespace htq {

struct App::Parts {
  Config config;
  const Logger& logger;
  const Supervisor& supervisor;
  std::function<bool()> goes_on;            // with the start
  std::unique_ptr<Clock> clock;             // the office's
  ManualClock* by_hand = nullptr;           // the same, in manual mode
  std::unique_ptr<ClockJumps> clock_jumps;  // of the machine's, otherwise
  std::unique_ptr<Random> random;
  std::unique_ptr<DirectoryLock> lock;
  DataDirectory directory;
  std::string digest_key;  // of commands, and what else is derived for callers
  std::unique_ptr<Tokens> tokens;
  std::unique_ptr<Callers> callers;
  SystemClock machine;  // of what the daemon does for itself, whatever the office's clock
  std::unique_ptr<OidcTokens> provider;
  std::unique_ptr<Identity> identity;
  std::unique_ptr<Random> random_of_keys;
  OpenedKeys keys;
  std::chrono::steady_clock::time_point segments_closed = std::chrono::steady_clock::now();
  std::unique_ptr<Sealing> sealing;
  std::unique_ptr<ThreadExecutor> making_keys;
  std::unique_ptr<EventLog> log;
  EmbeddedLog* own_log = nullptr;  // the log, if no other daemon may write it
  KafkaLog* shared = nullptr;      // the log, if other daemons may, too
  std::function<void(Work)> pass;
  std::unique_ptr<EmbeddedLog> accesses;
  std::unique_ptr<AccessJournal> journal;
  http::Loop loop;
  http::Signal applied{loop};
  std::unique_ptr<RowDirectories> row_directories;
  std::unique_ptr<ThreadExecutor> projecting;
  std::unique_ptr<Projector> projector;
  std::unique_ptr<ThreadExecutor> reading;
  std::unique_ptr<Past> past;
  std::unique_ptr<ThreadExecutor> answering;
  std::unique_ptr<Reading> reads;
  std::unique_ptr<ThreadExecutor> rendering;
  std::unique_ptr<EventFeed> events;
  std::unique_ptr<Rebuild> rebuild;
  std::unique_ptr<ThreadExecutor> deciding;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<LogCopy> copy;
  std::unique_ptr<SealedPositions> positions;
  std::unique_ptr<Pseudonyms> pseudonyms;
  std::unique_ptr<StatementKey> statements;
  std::unique_ptr<Doors> doors;
  // Where other daemons share the log:
  std::optional<ClusterSecret> secret;
  std::unique_ptr<Cluster> cluster;
  std::unique_ptr<WayToDaemons> way;
  http::Signal writer_changed{loop};
  std::unique_ptr<Forwarder> forwarder;
  std::unique_ptr<ForwardedCheck> forwarded;
  std::unique_ptr<OtherDaemons> others;
  std::unique_ptr<ClusterDoors> cluster_doors;
  std::unique_ptr<ConsumerGroups> groups;
  std::unique_ptr<Publisher> publisher;
  std::unique_ptr<Followed> followed;
  Opening opening;
  http::Router opening_router;  // until everything below it is open
  http::Router router;
  std::unique_ptr<Gate> gate;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
  std::unique_ptr<Watchdog> watchdog;
  bool is_closed = false;

  Parts(const Config& with, const Logger& to, const Supervisor& by, std::function<bool()> until)
      : config(with), logger(to), supervisor(by), goes_on(std::move(until)) {}
  ~Parts() { (void)close(); }

  // Each opens what stands beside its name, and needs what those before it opened (app_open.cc).
  Result<> open_directory();  // clock, random numbers, the data directory and its lock
  Result<> listen();          // from here on its doors say that it starts
  Result<> open_access();     // keys, and who may call
  Result<> open_logs();       // records, and accesses to them
  Result<> open_office();     // rows and engine; rows that are damaged are built again
  Result<> open_reads();      // what answers are read with, and the copy of the log
  Result<> open_doors();      // (app_doors.cc)
  void let_in();

  /// From the doors inwards: nothing is asked of a part that is gone.
  Result<> close();

  Result<> read_certificates();
  void watch();
  Result<> take_part();
  void let_key_segments_close();
  void look_for_other_callers();

 private:
  /// Tells whoever waits for the start that it gets on, which takes as long as it takes; whether it is to go on.
  bool gets_on(const std::string& status);
  Result<> open_engine(Result<std::shared_ptr<Rows>> rows);
  Result<> join_cluster();
  void add_doors();
  Result<> publish();
};

}  // namespace htq

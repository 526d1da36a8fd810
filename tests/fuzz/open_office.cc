#include "tests/fuzz/open_office.h"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <future>
#include <optional>

#include "daemon/access/identity.h"
#include "daemon/access/journal.h"
#include "daemon/access/memory_key_store.h"
#include "daemon/access/sealing.h"
#include "daemon/access/statement_key.h"
#include "daemon/access/tokens.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/door.h"
#include "daemon/doors/event_feed.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/sealed_positions.h"
#include "daemon/doors/the_public.h"
#include "daemon/engine.h"
#include "daemon/http/server.h"
#include "daemon/log/memory_log.h"
#include "daemon/logging.h"
#include "daemon/past.h"
#include "daemon/projector.h"
#include "daemon/random.h"
#include "daemon/rebuild.h"
#include "domain/due.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
#include "tests/fuzz/story.h"
#include "tests/fuzz/target.h"
#include "tests/log/temporary_directory.h"
#include "tests/support/recorded_log.h"

namespace htq::fuzz {
namespace {

/// Turns of the loop without news after which nothing is under way but waiting: a command takes ten of them.
constexpr int kQuietTurns = 40;
constexpr std::size_t kMostReadsWaiting = 256;

class Silent final : public LogSink {
 public:
  void write(const LogLine&) override {}
};

/// Tokens and their file, made once.
struct Callers {
  Callers() {
    const ManualClock clock(Instant{0});
    SeededRandom random(1);
    for (KnownCaller& caller : all) {
      const auto made = create_token(file(),
                                     {.subject = caller.subject,
                                      .roles = caller.roles,
                                      .organisation = caller.organisation,
                                      .not_after = std::nullopt,
                                      .note = {}},
                                     is_role, clock, random);
      require(made.has_value(), "a token can be made");
      caller.token = made->text;
    }
  }
  std::filesystem::path file() const { return directory.path() / "tokens"; }

  TemporaryDirectory directory;
  std::vector<KnownCaller> all{
      {"olive", {"official"}, "", ""},
      {"ann.example-college", {"applicant"}, "example-college", ""},
      {"paula", {"routePanel"}, "", ""},
      {"sid", {"secretary"}, "", ""},
      {"amir", {"assuranceBody"}, "", ""},
      {"dora", {"decisionMaker"}, "", ""},
      {"rita", {"peerReviewer"}, "", ""},
      {"audrey", {"auditor"}, "", ""},
      {"oscar", {"operator"}, "", ""},
      {"mary", {"mailer"}, "", ""},
      {"stan", {"statistician"}, "", ""},
      {"ben.example-awarding", {"applicant"}, "example-awarding", ""},
      {"nora", {"statutoryRegulator"}, "nursing-and-midwifery-council", ""},
      {"max", {"official", "secretary", "routePanel", "assuranceBody", "decisionMaker", "ofqual", "ofs"}, "", ""},
  };
};

const Callers& known_callers() {
  static const Callers callers;
  return callers;
}

const Story& story() {
  static const Story told;
  return told;
}

/// A log of which nobody reads anything: however much is written, it holds nothing.
class Forgetful final : public EventLog {
 public:
  explicit Forgetful(Executor& executor) : executor_(executor) {}

  Position end() const override { return {end_.load()}; }
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override {
    executor_.post([this, batch = std::move(batch), done = std::move(done)]() mutable {
      end_ = batch->last().value;
      done({});
    });
  }
  std::unique_ptr<LogScan> scan(Position) const override { return nullptr; }
  Result<std::string> read(Position) const override { return fault(FaultKind::bad_input, "It is forgotten."); }
  std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)>) override { return nullptr; }

 private:
  Executor& executor_;
  std::atomic<std::uint64_t> end_ = 0;
};

/// The other end of the connection. It works on the loop, too, a step between any two pieces of the server's work: a
/// thread of its own would wait for that one at each step.
class Client {
 public:
  Client(http::Loop& loop, int socket, std::string_view bytes, std::size_t first, Exchange& exchange)
      : loop_(loop),
        socket_(socket),
        piece_(bytes.substr(0, first)),
        rest_(bytes.substr(piece_.size())),
        exchange_(exchange) {}
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void run() {
    loop_.post([this] { step(); });
    done_->get_future().wait();
  }

 private:
  void step() {
    ++quiet_;
    say();
    hear();
    if (!exchange_.is_ended && (!is_all_said_ || quiet_ < kQuietTurns)) return loop_.post([this] { step(); });
    // Shared, because the loop may still be inside set_value() when run() returns.
    const auto done = done_;
    done->set_value();
  }

  void say() {
    if (!piece_.empty()) {
      const ssize_t sent = ::send(socket_, piece_.data(), piece_.size(), MSG_NOSIGNAL);
      if (sent > 0) piece_.remove_prefix(static_cast<std::size_t>(sent));
      if (sent > 0) quiet_ = 0;
      if (sent < 0 && errno != EAGAIN) piece_ = rest_ = {};  // it has heard enough
    } else if (!rest_.empty()) {
      if (quiet_ >= kQuietTurns) std::swap(piece_, rest_);
    } else if (!is_all_said_) {
      ::shutdown(socket_, SHUT_WR);
      is_all_said_ = true;
      quiet_ = 0;
    }
  }

  void hear() {
    char piece[16384];
    const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
    if (got > 0) exchange_.bytes.append(piece, static_cast<std::size_t>(got));
    if (got > 0) quiet_ = 0;
    exchange_.is_ended = got == 0 || (got < 0 && errno != EAGAIN);
  }

  http::Loop& loop_;
  const int socket_;
  std::string_view piece_;  // being said
  std::string_view rest_;
  Exchange& exchange_;
  bool is_all_said_ = false;
  int quiet_ = 0;  // steps without news
  const std::shared_ptr<std::promise<void>> done_ = std::make_shared<std::promise<void>>();
};

}  // namespace

/// What a history changes is made anew in its place, so that the doors, whose plans take long to compile, stay.
struct OpenOffice::Parts {
  explicit Parts(http::Loop& loop) : accesses(loop), applied(loop) {}

  std::optional<ManualClock> clock;
  std::optional<SeededRandom> random;
  MemoryKeyStore keys;
  const Sealing sealing{keys};
  // The same bytes have the same answer, sealed positions included.
  const SealedPositions positions{std::string(32, 'k'),
                                  [](void* into, std::size_t bytes) { std::memset(into, 7, bytes); }};
  const Pseudonyms pseudonyms{std::string(32, 'k')};
  const StatementKey statements{std::string(32, 'k')};
  const SystemClock machine;
  const Logger logger{std::make_unique<Silent>(), LogLevel::critical, machine};
  std::optional<MemoryLog> log;
  Forgetful accesses;
  std::unique_ptr<AccessJournal> journal;
  http::Signal applied;
  std::unique_ptr<Tokens> tokens;
  std::unique_ptr<Identity> identity;
  std::optional<Projector> projector;
  std::optional<Past> past;
  std::optional<Reading> reads;
  std::optional<EventFeed> events;
  // Not asked for anything: what compares and rebuilds rows needs a disk.
  RowDirectories directories{{.directory = {}, .cache = nullptr}};
  std::optional<Rebuild> rebuild;
  std::optional<Engine> engine;
  std::optional<Doors> doors;
  http::Router router;
  std::vector<std::string> defects;  // commands of the system that were refused
};

const std::vector<KnownCaller>& OpenOffice::callers() {
  return known_callers().all;
}

OpenOffice& OpenOffice::fresh() {
  static OpenOffice office;
  if (office.has_changed()) {
    office.forget();
    office.begin();
  }
  return office;
}

OpenOffice::OpenOffice() : parts_(std::make_unique<Parts>(loop_)) {
  begin();
  open_the_doors();
}
OpenOffice::~OpenOffice() {
  forget();
  parts_.reset();
}

Position OpenOffice::end() const {
  return parts_->log->end();
}
bool OpenOffice::has_changed() const {
  return end() != begun_at_ || parts_->clock->now() != story().now();
}

void OpenOffice::settle() {
  auto settled = std::make_shared<std::promise<void>>();
  turn(kQuietTurns, settled);
  settled->get_future().wait();
}

void OpenOffice::turn(int left, std::shared_ptr<std::promise<void>> done) {
  loop_.post([this, left, done] {
    if (left == 0) return done->set_value();
    turn(left - 1, done);
  });
}

void OpenOffice::begin() {
  Parts& parts = *parts_;
  parts.clock.emplace(story().now());
  parts.random.emplace(1);
  parts.log.emplace(loop_);
  auto history = std::make_shared<Batch>();
  history->first = {1};
  for (std::uint64_t at = 1; at <= story().records().size(); ++at)
    history->records.push_back(tests::stored_bytes(story().record_at({at})));
  parts.log->append(std::move(history), [](const Result<>&) {});
  settle();
  parts.projector.emplace(
      std::move(*Applier::open(all_projections(), *parts.log, std::make_shared<MemoryRows>())), loop_, *parts.clock,
      Projector::Options{});
  require(parts.projector->catch_up(*parts.log, [](Position, Position) {}).has_value(), "the rows hold the history");
  parts.projector->follow(*parts.log, [&parts] { parts.applied.notify_all(); });
  parts.past.emplace(*parts.log, *parts.projector, loop_);
  parts.reads.emplace(loop_, kMostReadsWaiting);
  parts.events.emplace(*parts.log, *parts.projector, parts.sealing, loop_);
  parts.engine.emplace(
      loop_, *parts.log, *parts.projector, *parts.clock, *parts.random, parts.keys,
      Engine::Options{.digest_key = std::string(32, 'k'),
                      .incarnation = "one",
                      .address = "here",
                      .by_hand = &*parts.clock,
                      .on_system_refused = [&parts](const Due& due, const Refused& refused) {
                        parts.defects.push_back(command_id_of(due) + ": " +
                                                std::string(text_of(refused.refusal).name));
                      }});
  require(parts.engine->start().has_value(), "the engine starts");
  settle();
  begun_at_ = parts.log->end();
}

void OpenOffice::open_the_doors() {
  Parts& parts = *parts_;
  auto tokens = Tokens::load(known_callers().file(), is_role, parts.machine);
  require(tokens.has_value(), "the tokens can be read");
  parts.tokens = std::move(*tokens);
  parts.identity = std::make_unique<Identity>(*parts.tokens);
  parts.journal = *AccessJournal::open(parts.accesses, *parts.clock, {}, "New.");
  parts.rebuild.emplace(*parts.log, *parts.projector, parts.directories);
  parts.doors.emplace(Doors{.engine = *parts.engine,
                            .log = *parts.log,
                            .projector = *parts.projector,
                            .identity = *parts.identity,
                            .clock = *parts.clock,
                            .sealing = parts.sealing,
                            .positions = parts.positions,
                            .pseudonyms = parts.pseudonyms,
                            .statements = parts.statements,
                            .logger = parts.logger,
                            .applied = parts.applied,
                            .past = *parts.past,
                            .reading = *parts.reads,
                            .events = *parts.events,
                            .rebuild = *parts.rebuild,
                            .journal = *parts.journal,
                            .office = "office",
                            .clock_mode = ClockMode::manual});
  add_health_doors(parts.router, *parts.doors);
  add_command_door(parts.router, *parts.doors);
  add_case_doors(parts.router, *parts.doors);
  add_list_doors(parts.router, *parts.doors);
  add_cycle_doors(parts.router, *parts.doors);
  add_rules_door(parts.router, *parts.doors);
  add_audit_door(parts.router, *parts.doors);
  // Without that of the journal, which grows with each read: the same bytes have the same answer.
  add_event_door(parts.router, *parts.doors);
  add_clock_door(parts.router, *parts.doors);
  add_openapi_door(parts.router);
  attest(parts.router, *parts.doors);
}

void OpenOffice::forget() {
  settle();
  // On the loop, where these may be at work.
  const auto done = std::make_shared<std::promise<void>>();
  loop_.post([this, done] {
    parts_->engine.reset();
    parts_->past.reset();
    parts_->reads.reset();
    parts_->events.reset();
    done->set_value();
  });
  done->get_future().wait();
  settle();
  parts_->projector.reset();
  parts_->log.reset();
  parts_->defects.clear();
}

Exchange OpenOffice::exchange(std::string_view bytes, std::size_t first) {
  Exchange exchange;
  http::Server server(loop_, parts_->router, *parts_->clock, {.body_bytes = 64 << 10},
                      [&exchange](const http::Answered& answered) {
                        exchange.told.push_back({.method = std::string(answered.method),
                                                 .route = std::string(answered.route),
                                                 .status = answered.status,
                                                 .failure = std::string(answered.failure)});
                      });
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0, "sockets can be made");
  server.serve(ends[1]);
  Client client(loop_, ends[0], bytes, first, exchange);
  client.run();
  server.stop(Duration(0));
  parts_->journal->finish();  // at the exit of the process there is no hash to be had any more
  for (const std::string& defect : parts_->defects)
    require(false, "the system's own command is refused: " + defect);
  return exchange;
}

}  // namespace htq::fuzz

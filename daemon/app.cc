#include "daemon/app.h"

#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <utility>
#include <vector>

#include "daemon/access/gate.h"
#include "daemon/access/identity.h"
#include "daemon/access/sealing.h"
#include "daemon/cluster.h"
#include "daemon/data_directory.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/clearance.h"
#include "daemon/doors/cluster_doors.h"
#include "daemon/doors/door.h"
#include "daemon/engine.h"
#include "daemon/exit_code.h"
#include "daemon/http/loop.h"
#include "daemon/http/server.h"
#include "daemon/kafka_settings_of.h"
#include "daemon/log/directory_lock.h"
#include "daemon/log_copy.h"
#include "daemon/open_files.h"
#include "daemon/open_journal.h"
#include "daemon/open_keys.h"
#include "daemon/open_log.h"
#include "daemon/projector.h"
#include "daemon/rebuild.h"
#include "daemon/row_directories.h"
#include "daemon/watchdog.h"
#include "domain/calendar.h"
#include "projections/all.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {

struct App::Parts {
  Config config;
  const Logger& logger;
  const Supervisor& supervisor;
  std::unique_ptr<Clock> clock;  // the office's
  std::unique_ptr<Random> random;
  std::unique_ptr<DirectoryLock> lock;
  DataDirectory directory;
  std::unique_ptr<Tokens> tokens;
  std::unique_ptr<Callers> callers;
  SystemClock machine;  // of what the daemon does for itself, whatever the office's clock
  std::unique_ptr<OidcTokens> provider;
  std::unique_ptr<Identity> identity;
  std::unique_ptr<Random> random_of_keys;
  std::unique_ptr<KeyStore> keys;
  KafkaKeyStore* shared_keys = nullptr;  // the same, if other daemons have it, too
  std::chrono::steady_clock::time_point segments_closed = std::chrono::steady_clock::now();
  std::unique_ptr<Sealing> sealing;
  std::unique_ptr<ThreadExecutor> making_keys;
  std::unique_ptr<EventLog> log;
  KafkaLog* shared = nullptr;  // the log, if other daemons may write it, too
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
  std::unique_ptr<Cluster> cluster;
  http::Signal writer_changed{loop};
  std::unique_ptr<Forwarder> forwarder;
  std::unique_ptr<ForwardedCheck> forwarded;
  std::unique_ptr<ClusterDoors> cluster_doors;
  http::Router router;
  std::unique_ptr<Gate> gate;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
  std::unique_ptr<Watchdog> watchdog;
  bool is_closed = false;

  Parts(const Config& with, const Logger& to, const Supervisor& by)
      : config(with), logger(to), supervisor(by) {}
  ~Parts() { (void)close(); }

  /// From the doors inwards: nothing is asked of a part that is gone.
  Result<> close() {
    if (std::exchange(is_closed, true)) return {};
    if (server) server->stop(std::chrono::seconds(5));
    server.reset();
    if (forwarder) forwarder->stop();  // it is told still who writes
    rebuild.reset();
    copy.reset();
    reading.reset();
    answering.reset();
    rendering.reset();
    if (watchdog) watchdog->closing();
    if (shared != nullptr) shared->leave();  // no turn begins from now on
    if (engine) {
      std::promise<void> finished;
      engine->finish([&finished] { finished.set_value(); });
      finished.get_future().wait();
    }
    if (journal) journal->finish();
    journal.reset();
    accesses.reset();
    deciding.reset();  // decides what was taken in, and is done
    making_keys.reset();
    log.reset();         // completes the append in flight
    projecting.reset();  // applies it
    Result<> flushed;
    if (projector) flushed = projector->flush();
    if (!flushed) logger.error("rows_not_flushed", {}, flushed.error().what);
    watchdog.reset();
    return flushed;
  }

  Result<> read_certificates();
  void watch();
  Result<> join_cluster(const ClusterSecret& secret);
  Result<> take_part();
  void let_key_segments_close();
};

Result<> App::Parts::read_certificates() {
  auto tls = http::TlsContext::for_server(
      {.certificate = config.tls.certificate, .key = config.tls.key, .client_ca = config.tls.client_ca});
  HTQ_TRY(tls);
  server->use_tls(*std::move(tls));
  return {};
}

namespace {

constexpr std::size_t kMostReadsWaiting = 256;

/// Every record, to the end.
Result<> read_through(const EventLog& log) {
  const auto scan = log.scan({1});
  while (true) {
    const auto record = scan->next();
    if (!record) return std::unexpected(record.error());
    if (!*record) return {};
  }
}

/// A manual clock stands where it stood when the daemon ended: it was told to people.
Result<> set_to_where_it_stood(ManualClock& clock, const std::filesystem::path& directory,
                               const EventLog& log) {
  const auto kept = read_manual_clock(directory);
  if (!kept) return std::unexpected(kept.error());
  if (*kept) clock.move_to(**kept);
  if (log.end().value == 0) return {};
  const auto bytes = log.read(log.end());
  if (!bytes) return std::unexpected(bytes.error());
  StoredEvent last(*bytes);
  clock.move_to({last.record().getReceivedAt()});
  return {};
}

}  // namespace

/// The way of a command: the engine's thread, the log's, and whether the watermark is held up.
void App::Parts::watch() {
  constexpr std::chrono::milliseconds kMostSeldom{1000}, kMostOften{10};
  std::chrono::milliseconds every = std::clamp(config.log.stall_after / 8, kMostOften, kMostSeldom);
  if (const auto patience = supervisor.patience())
    every =
        std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(*patience / 4), kMostOften, every);
  watchdog = std::make_unique<Watchdog>(Watchdog::Options{
      .stall_after = config.log.stall_after,
      .every = every,
      .send =
          [this](Work arrived) {
            deciding->post([this, arrived = std::move(arrived)]() mutable { pass(std::move(arrived)); });
          },
      .on_beat = [this] { supervisor.tell("WATCHDOG=1"); },
      .on_stalled =
          [this](std::chrono::milliseconds since) {
            const std::string why = "What is to be recorded has got nowhere for " +
                                    std::to_string(since.count()) + " ms: a write or a sync of " +
                                    (config.data.directory / "log").string() + " hangs. Look at its disk.";
            if (engine) engine->set_stalled(Fault{FaultKind::unavailable, why});
            supervisor.tell("STATUS=" + why);
            logger.error("stalled", {{"ms", since.count()}}, why);
          },
      .on_going_on =
          [this] {
            engine->set_stalled(std::nullopt);
            supervisor.tell("STATUS=");
            logger.warn("goes_on", {}, "What is to be recorded gets on again.");
          },
      .on_lost =
          [this] {
            const std::string why =
                "What is to be recorded has got nowhere for twice log.stall_after_ms. What was "
                "acknowledged is on the disk. Look at the disk, then start the daemon again.";
            supervisor.tell("STATUS=" + why);
            logger.critical("cannot_go_on", {{"exit_code", int{kExitStalled}}}, why);
            // No thread that hangs in the kernel can be waited for, and nothing may be flushed to that disk.
            ::_exit(kExitStalled);
          }});
}

/// What the doors need to know of the other daemons.
Result<> App::Parts::join_cluster(const ClusterSecret& secret) {
  constexpr std::size_t kForwardedAtOnce = 16;
  cluster = std::make_unique<Cluster>(*shared, address_of(config));
  const RowView rows = projector->view();
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(StreamKind::OFFICE),
                        [&](Record::Reader, std::string_view bytes) {
                          cluster->note(bytes);
                          return true;
                        }));
  const std::string key = secret.key_for("signatures of forwarded commands");
  forwarder = std::make_unique<Forwarder>(kForwardedAtOnce, key);
  forwarder->turn_to(cluster->other_writer().value_or(""));
  forwarded = std::make_unique<ForwardedCheck>(key, cluster->own_address());
  cluster_doors = std::make_unique<ClusterDoors>(ClusterDoors{.doors = *doors,
                                                              .take_here = commands_taken_here(*doors),
                                                              .cluster = *cluster,
                                                              .forwarder = *forwarder,
                                                              .check = *forwarded,
                                                              .writer_changed = writer_changed});
  return {};
}

/// Of several daemons on one log: this one may be elected to write from now on.
Result<> App::Parts::take_part() {
  return shared->begin(
      {.on_elected =
           [this] {
             logger.info("elected", {{"position", log->end()}}, "This daemon writes from now on.");
             engine->begin_turn();
           },
       .on_lost =
           [this](const Fault& why) {
             logger.warn("turn_over", {{"reason", why.what}}, "This daemon does not write any more.");
             engine->rest(why);
           },
       .on_ignored =
           [this](Position first, std::uint64_t term) {
             logger.warn(
                 "batch_ignored", {{"position", first}, {"term", term}},
                 "A batch came too late into the topic, from a daemon that had been replaced: every daemon "
                 "ignores it, and nobody was told that it was recorded.");
           },
       .on_new_term =
           [this](const SharedBatch& batch) {
             cluster->note(batch->records.front());
             forwarder->turn_to(cluster->other_writer().value_or(""));
             writer_changed.notify_all();
           }});
}

/// So that brokers forget what was destroyed (kafka_key_topic.h).
void App::Parts::let_key_segments_close() {
  constexpr auto kEvery = std::chrono::minutes(15);
  const auto now = std::chrono::steady_clock::now();
  if (shared_keys == nullptr || !shared->writes() || now - segments_closed < kEvery) return;
  segments_closed = now;
  making_keys->post([this] {
    if (const Result<> done = shared_keys->let_segments_close(); !done)
      logger.warn("key_segments_stay_open", {{"reason", done.error().what}},
                  "Destroyed keys of persons may stay with the brokers for longer than usual.");
  });
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;
std::uint16_t App::port() const {
  return parts_->port;
}

std::optional<Fault> App::stopped() const {
  if (auto why = parts_->engine->stopped()) return why;
  if (parts_->shared != nullptr)
    if (auto why = parts_->shared->stopped()) return why;
  if (parts_->shared_keys != nullptr)
    if (auto why = parts_->shared_keys->stopped()) return why;
  return parts_->projector->stopped();
}

Result<> App::stop() {
  return parts_->close();
}

void App::reload() {
  if (parts_->config.tls.certificate.empty()) return;
  if (const Result<> renewed = parts_->read_certificates(); !renewed)
    parts_->logger.error("certificates_not_read", {},
                         renewed.error().what + "; the certificates read before stay in use");
  else
    parts_->logger.info("certificates_read", {}, "Who connects from now on is shown the new certificate.");
}

void App::look_after() {
  parts_->engine->look_at_the_clock();
  parts_->journal->look_after();
  parts_->let_key_segments_close();
  const auto reloaded = parts_->tokens->reload_if_changed();
  if (!reloaded)
    parts_->logger.error("tokens_not_read", {}, reloaded.error().what);
  else if (*reloaded == Tokens::Reloaded::yes)
    parts_->logger.info("tokens_read", {{"tokens", parts_->tokens->size()}}, "The tokens have changed.");
  if (const auto again = parts_->callers->reload_if_changed(); !again)
    parts_->logger.error("callers_not_read", {}, again.error().what);
  else if (*again == Tokens::Reloaded::yes)
    parts_->logger.info("callers_read", {}, "The callers without tokens have changed.");
  if (!parts_->provider) return;
  if (const auto again = parts_->provider->reload_if_changed(); !again)
    parts_->logger.error("keys_not_read", {}, again.error().what);
  else if (*again == Tokens::Reloaded::yes)
    parts_->logger.info("keys_read", {}, "The keys of the provider of tokens have changed.");
}

Result<std::unique_ptr<App>> App::start(const Config& config, const Logger& logger,
                                        const Supervisor& supervisor) {
  if (sodium_init() < 0) return fault(FaultKind::io, "the cryptographic library does not start");
  if (const auto trouble = time_zone_trouble()) return fault(FaultKind::bad_input, *trouble);
  HTQ_TRY(allow_open_files(config.http.max_connections));
  auto parts = std::make_unique<Parts>(config, logger, supervisor);
  const bool manual = config.clock.mode == ClockMode::manual;
  ManualClock* by_hand = nullptr;
  if (manual) {
    auto clock = std::make_unique<ManualClock>(*config.clock.start);
    by_hand = clock.get();
    parts->clock = std::move(clock);
    parts->random = std::make_unique<SeededRandom>(config.random.seed.value_or(0));
    parts->random_of_keys = std::make_unique<SeededRandom>(config.random.seed.value_or(0));
  } else {
    parts->clock = std::make_unique<SystemClock>();
    parts->random = std::make_unique<SystemRandom>();
    parts->random_of_keys = std::make_unique<SystemRandom>();
  }

  auto lock = DirectoryLock::take(config.data.directory);
  if (!lock) return std::unexpected(std::move(lock).error());
  parts->lock = std::move(*lock);
  auto directory = DataDirectory::open(config.data.directory, *parts->random);
  if (!directory) return std::unexpected(std::move(directory).error());
  parts->directory = std::move(*directory);
  auto keys = open_keys(config, *parts->random_of_keys, logger);
  if (!keys) return std::unexpected(std::move(keys).error());
  parts->keys = std::move(keys->keys);
  parts->shared_keys = keys->shared;
  parts->sealing = std::make_unique<Sealing>(*parts->keys);
  parts->making_keys = std::make_unique<ThreadExecutor>("keys");
  auto tokens = Tokens::load(config.tokens.file, is_role, *parts->clock);
  if (!tokens) return std::unexpected(std::move(tokens).error());
  parts->tokens = std::move(*tokens);
  auto callers = Callers::load(config.callers.file, is_role);
  if (!callers) return std::unexpected(std::move(callers).error());
  parts->callers = *std::move(callers);
  if (!config.oidc.jwks.empty()) {
    auto provider = OidcTokens::load({.jwks = config.oidc.jwks,
                                      .issuer = config.oidc.issuer,
                                      .audience = config.oidc.audience,
                                      .subject_claim = config.oidc.subject_claim,
                                      .subject_prefix = config.oidc.subject_prefix,
                                      .roles_claim = config.oidc.roles_claim,
                                      .organisation_claim = config.oidc.organisation_claim,
                                      .leeway = config.oidc.leeway},
                                     is_role, parts->machine);
    if (!provider) return std::unexpected(std::move(provider).error());
    parts->provider = *std::move(provider);
  }
  parts->identity = std::make_unique<Identity>(*parts->tokens, parts->callers.get(), parts->provider.get());
  if (parts->tokens->size() == 0)
    logger.warn("no_tokens", {{"file", config.tokens.file.string()}},
                "Nobody can call: make a token with htqctl token create.");

  auto opened = open_log(config, parts->directory.incarnation, logger);
  if (!opened) return std::unexpected(std::move(opened).error());
  parts->log = std::move(opened->log);
  parts->shared = opened->shared;
  parts->pass = std::move(opened->pass);

  std::string digest_key = parts->directory.digest_key;
  std::optional<ClusterSecret> secret;
  if (parts->shared != nullptr) {
    auto read = ClusterSecret::read(config.cluster.secret_file);
    if (!read) return std::unexpected(std::move(read).error());
    secret = std::move(*read);
    // A command that is sent again to another daemon is the same command there.
    digest_key = secret->key_for("digests of commands");
    // Of an office that moved here: its callers' ids, positions and names stay what they were.
    if (auto brought = parts->shared_keys->office_key()) digest_key = *std::move(brought);
    parts->shared_keys->writes_while([shared = parts->shared] { return shared->writes(); });
  }

  if (manual) HTQ_TRY(set_to_where_it_stood(*by_hand, config.data.directory, *parts->log));

  auto opened_journal = open_journal(config, *parts->clock, logger);
  if (!opened_journal) return std::unexpected(std::move(opened_journal).error());
  parts->accesses = std::move(opened_journal->log);
  parts->journal = std::move(opened_journal->journal);

  parts->row_directories = std::make_unique<RowDirectories>(
      RocksRowsOptions{.directory = config.data.directory / "projections",
                       .cache = nullptr,
                       .cache_bytes = config.projections.cache_bytes,
                       .write_buffer_bytes = config.projections.write_buffer_bytes});
  parts->projecting = std::make_unique<ThreadExecutor>("projections");
  parts->deciding = std::make_unique<ThreadExecutor>("engine");
  const auto open_office = [&](Result<std::shared_ptr<Rows>> rows) -> Result<> {
    if (!rows) return std::unexpected(std::move(rows).error());
    auto applier = Applier::open(all_projections(), *parts->log, std::move(*rows), nullptr, {.lanes = 2});
    if (!applier) return std::unexpected(std::move(applier).error());
    parts->projector = std::make_unique<Projector>(
        std::move(*applier), *parts->projecting, parts->machine,
        Projector::Options{.flush_every_records = config.projections.flush_every_records,
                           .flush_every = config.projections.flush_every});
    HTQ_TRY(parts->projector->catch_up(*parts->log, [&](Position applied, Position end) {
      logger.info("catching_up", {{"position", applied.value}, {"end", end.value}},
                  "The projections read the log.");
    }));
    HTQ_TRY(miss_no_keys(config, parts->projector->view(), *parts->keys, logger));
    parts->projector->follow(*parts->log, [signal = &parts->applied] { signal->notify_all(); });

    parts->engine = std::make_unique<Engine>(
        *parts->deciding, *parts->log, *parts->projector, *parts->clock, *parts->random, *parts->keys,
        Engine::Options{.queue_length = config.engine.queue_length,
                        .batch_records = config.engine.max_batch_records,
                        .digest_key = digest_key,
                        .incarnation = parts->directory.incarnation,
                        // Where it listens is no part of what a seed and its commands lead to.
                        .address = manual && parts->shared == nullptr ? std::string() : address_of(config),
                        .log_name = parts->shared == nullptr ? std::string()
                                                             : LogCopy::name_of(parts->shared->settings()),
                        .person_keys = {.beside = parts->making_keys.get()},
                        .by_hand = by_hand,
                        .on_clock_moved = [directory = config.data.directory](
                                              Instant now) { return keep_manual_clock(directory, now); },
                        .on_system_refused =
                            [&logger](const Due& due, const Refused& refused) {
                              logger.error(
                                  "system_command_refused",
                                  {{"command", command_id_of(due)},
                                   {"refusal", text_of(refused.refusal).name},
                                   {"detail", refused.detail}},
                                  "A command of the system was refused and is parked: this is a defect.");
                            }});
    if (parts->shared == nullptr) return parts->engine->start();
    parts->engine->rest({FaultKind::unavailable, "No daemon has been elected to write yet."});
    return {};
  };
  if (Result<> opened = open_office(parts->row_directories->open_current()); !opened) {
    if (opened.error().kind != FaultKind::corrupted) return std::unexpected(std::move(opened).error());
    // Rows are thrown away for a log alone that can be read.
    HTQ_TRY(read_through(*parts->log));
    logger.warn("rows_damaged", {{"reason", opened.error().what}},
                "The rows are damaged: they are built again from the log, which is whole.");
    parts->engine.reset();
    parts->projector.reset();
    HTQ_TRY(open_office(parts->row_directories->create_beside()));
    HTQ_TRY(parts->projector->flush());
    HTQ_TRY(parts->row_directories->switch_over());
  }

  parts->reading = std::make_unique<ThreadExecutor>("past");
  parts->past = std::make_unique<Past>(*parts->log, *parts->projector, *parts->reading);
  parts->answering = std::make_unique<ThreadExecutor>("reads");
  parts->reads = std::make_unique<Reading>(*parts->answering, kMostReadsWaiting);
  parts->rendering = std::make_unique<ThreadExecutor>("events");
  parts->events =
      std::make_unique<EventFeed>(*parts->log, *parts->projector, *parts->sealing, *parts->rendering);
  parts->rebuild = std::make_unique<Rebuild>(*parts->log, *parts->projector, *parts->row_directories);
  if (keys->file != nullptr && !config.kafka.bootstrap_servers.empty()) {
    auto to = kafka_settings_of(config, "", &logger);
    if (!to) return std::unexpected(std::move(to).error());
    parts->copy =
        std::make_unique<LogCopy>(LogCopy::Parts{.log = *parts->log,
                                                 .projector = *parts->projector,
                                                 .engine = *parts->engine,
                                                 .clock = *parts->clock,
                                                 .keys = *keys->file,
                                                 .master_key_is_beside_the_keys = keys->master_is_beside_them,
                                                 .office_key = digest_key,
                                                 .to = *std::move(to),
                       .logger = logger});
  }
  parts->positions = std::make_unique<SealedPositions>(digest_key);
  parts->pseudonyms = std::make_unique<Pseudonyms>(digest_key);
  parts->statements = std::make_unique<StatementKey>(digest_key);
  parts->doors = std::make_unique<Doors>(
      Doors{.engine = *parts->engine,
            .log = *parts->log,
            .projector = *parts->projector,
            .identity = *parts->identity,
            .clock = *parts->clock,
            .sealing = *parts->sealing,
            .positions = *parts->positions,
            .pseudonyms = *parts->pseudonyms,
            .statements = *parts->statements,
            .logger = logger,
            .applied = parts->applied,
            .past = *parts->past,
            .reading = *parts->reads,
            .events = *parts->events,
            .rebuild = *parts->rebuild,
            .journal = *parts->journal,
            .office = config.office.name,
            .clock_mode = config.clock.mode,
            .copy = parts->copy.get(),
            .data_directory = config.data.directory.string(),
            .destroyed_keys_gone_within = parts->shared_keys != nullptr
                                              ? std::chrono::seconds(kDestroyedKeysAreGoneWithin)
                                              : std::chrono::seconds(0),
            .needs_purpose = config.journal.purpose == Purpose::required});
  add_health_doors(parts->router, *parts->doors);
  if (parts->shared == nullptr) {
    add_command_door(parts->router, *parts->doors);
  } else {
    HTQ_TRY(parts->join_cluster(*secret));
    add_forwarding(parts->router, *parts->cluster_doors);
    add_cluster_door(parts->router, *parts->cluster_doors);
  }
  add_case_doors(parts->router, *parts->doors);
  add_disclosure_door(parts->router, *parts->doors);
  add_list_doors(parts->router, *parts->doors);
  add_cycle_doors(parts->router, *parts->doors);
  add_rules_door(parts->router, *parts->doors);
  add_audit_door(parts->router, *parts->doors);
  add_journal_door(parts->router, *parts->doors);
  add_projection_doors(parts->router, *parts->doors);
  add_event_door(parts->router, *parts->doors);
  add_clock_door(parts->router, *parts->doors);
  add_log_door(parts->router, *parts->doors);
  add_copy_door(parts->router, *parts->doors);
  add_openapi_door(parts->router);
  attest(parts->router, *parts->doors);

  const auto& limits = config.limits;
  parts->gate = std::make_unique<Gate>(
      *parts->identity,
      Gate::Options{.callers = {.per_second = static_cast<double>(limits.requests_per_second),
                                .burst = static_cast<double>(limits.burst)},
                    .anonymous = {.per_second = static_cast<double>(limits.anonymous_requests_per_second),
                                  .burst = static_cast<double>(limits.anonymous_burst)},
                    .anonymous_body_bytes = limits.anonymous_body_bytes,
                    .streams = limits.streams,
                    .was_counted = [raw = parts.get()](const http::Request& request) {
                      return raw->forwarded && raw->forwarded->has_a_signed_head(request, raw->machine.now());
                    }});
  parts->server = std::make_unique<http::Server>(
      parts->loop, parts->router, *parts->clock,
      http::Limits{.body_bytes = config.http.max_body_bytes, .connections = config.http.max_connections},
      http::OnAnswered{}, parts->gate.get());
  if (!config.tls.certificate.empty()) HTQ_TRY(parts->read_certificates());
  if (!config.http.listen.empty()) {
    const std::size_t colon = config.http.listen.rfind(':');
    auto port = parts->server->listen_tcp(
        config.http.listen.substr(0, colon),
        static_cast<std::uint16_t>(std::stoul(config.http.listen.substr(colon + 1))));
    if (!port) return std::unexpected(std::move(port).error());
    parts->port = *port;
  }
  if (!config.http.socket.empty())
    HTQ_TRY(parts->server->listen_unix(config.http.socket, config.http.socket_mode.bits));
  parts->watch();
  if (parts->shared != nullptr) HTQ_TRY(parts->take_part());
  logger.info(
      "ready",
      {{"port", parts->port}, {"socket", config.http.socket.string()}, {"position", parts->log->end().value}},
      "The office is open.");
  return std::unique_ptr<App>(new App(std::move(parts)));
}

}  // namespace htq

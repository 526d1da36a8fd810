#include "daemon/app_parts.h"
#include "daemon/doors/clearance.h"
#include "daemon/kafka_settings_of.h"
#include "projections/all.h"
#include "projections/stored_record.h"
#include "schemas/json_text.h"

namespace htq {
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

std::unique_ptr<ClockJumps> look_for_jumps(const Clock& clock, const Logger& logger) {
  return std::make_unique<ClockJumps>(
      clock, ClockJumps::Options{.on_news = [&logger](const ClockJumps::Told& told) {
        const std::string expected = format_instant(told.expected.ns);
        const std::string now = format_instant(told.now.ns);
        switch (told.news) {
          case ClockJumps::News::jumped:
            return logger.error(
                "clock_jumped_ahead", {{"expected", expected}, {"clock", now}},
                "The machine's clock has jumped ahead. Nothing falls due and nothing is disposed of "
                "until it has come back, or has stayed so for ten minutes. Look at what sets it.");
          case ClockJumps::News::came_back:
            return logger.warn("clock_came_back", {{"expected", expected}, {"clock", now}},
                               "The machine's clock has come back: what is due falls due again.");
          case ClockJumps::News::stayed:
            return logger.warn(
                "clock_believed", {{"expected", expected}, {"clock", now}},
                "The machine's clock has stayed ahead: it is taken to be right, and what is due by it "
                "falls due.");
        }
      }});
}

}  // namespace

bool App::Parts::gets_on(const std::string& status) {
  // Systemd ends what is not ready in time, unless it hears that it still gets on.
  supervisor.tell("EXTEND_TIMEOUT_USEC=120000000\nSTATUS=" + status);
  return goes_on();
}

Result<> App::Parts::open_directory() {
  if (config.clock.mode == ClockMode::manual) {
    auto manual = std::make_unique<ManualClock>(*config.clock.start);
    by_hand = manual.get();
    clock = std::move(manual);
    random = std::make_unique<SeededRandom>(config.random.seed.value_or(0));
    random_of_keys = std::make_unique<SeededRandom>(config.random.seed.value_or(0));
  } else {
    clock = std::make_unique<SystemClock>();
    clock_jumps = look_for_jumps(*clock, logger);
    random = std::make_unique<SystemRandom>();
    random_of_keys = std::make_unique<SystemRandom>();
  }
  auto taken = DirectoryLock::take(config.data.directory);
  if (!taken) return std::unexpected(std::move(taken).error());
  lock = *std::move(taken);
  auto opened = DataDirectory::open(config.data.directory, *random);
  if (!opened) return std::unexpected(std::move(opened).error());
  directory = *std::move(opened);
  digest_key = directory.digest_key;
  return {};
}

Result<> App::Parts::open_access() {
  auto opened = open_keys(config, *random_of_keys, logger);
  if (!opened) return std::unexpected(std::move(opened).error());
  keys = *std::move(opened);
  sealing = std::make_unique<Sealing>(*keys.keys);
  making_keys = std::make_unique<ThreadExecutor>("keys");
  auto with_tokens = Tokens::load(config.tokens.file, is_role, *clock);
  if (!with_tokens) return std::unexpected(std::move(with_tokens).error());
  tokens = *std::move(with_tokens);
  auto without_tokens = Callers::load(config.callers.file, is_role, machine);
  if (!without_tokens) return std::unexpected(std::move(without_tokens).error());
  callers = *std::move(without_tokens);
  if (!config.oidc.jwks.empty()) {
    auto of_provider = OidcTokens::load({.jwks = config.oidc.jwks,
                                         .issuer = config.oidc.issuer,
                                         .audience = config.oidc.audience,
                                         .subject_claim = config.oidc.subject_claim,
                                         .subject_prefix = config.oidc.subject_prefix,
                                         .roles_claim = config.oidc.roles_claim,
                                         .organisation_claim = config.oidc.organisation_claim,
                                         .leeway = config.oidc.leeway},
                                        is_role, machine);
    if (!of_provider) return std::unexpected(std::move(of_provider).error());
    provider = *std::move(of_provider);
  }
  identity = std::make_unique<Identity>(*tokens, callers.get(), provider.get());
  if (tokens->size() == 0)
    logger.warn("no_tokens", {{"file", config.tokens.file.string()}},
                "Nobody can call: make a token with htqctl token create.");
  return {};
}

Result<> App::Parts::open_logs() {
  auto opened = open_log(config, directory.incarnation, logger, [this](Position position) {
    opening.reads_the_topic();
    logger.info("reading_topic", {{"position", position}}, "The log is read from the brokers.");
    return gets_on("Reads the log from the brokers: position " + std::to_string(position.value) + ".");
  });
  if (!opened) return std::unexpected(std::move(opened).error());
  log = std::move(opened->log);
  own_log = opened->own;
  shared = opened->shared;
  pass = std::move(opened->pass);
  if (shared != nullptr) {
    auto read = ClusterSecret::read(config.cluster.secret_file);
    if (!read) return std::unexpected(std::move(read).error());
    secret = *std::move(read);
    // A command that is sent again to another daemon is the same command there.
    digest_key = secret->key_for("digests of commands");
    // Of an office that moved here: its callers' ids, positions and names stay what they were.
    if (auto brought = keys.shared->office_key()) digest_key = *std::move(brought);
    keys.shared->writes_while([this] { return shared->writes(); });
  }
  if (by_hand != nullptr) HTQ_TRY(set_to_where_it_stood(*by_hand, config.data.directory, *log));
  auto of_accesses = open_journal(config, *clock, clock_jumps.get(), logger);
  if (!of_accesses) return std::unexpected(std::move(of_accesses).error());
  accesses = std::move(of_accesses->log);
  journal = std::move(of_accesses->journal);
  return {};
}

Result<> App::Parts::open_office() {
  row_directories = std::make_unique<RowDirectories>(
      RocksRowsOptions{.directory = config.data.directory / "projections",
                       .cache = nullptr,
                       .cache_bytes = config.projections.cache_bytes,
                       .write_buffer_bytes = config.projections.write_buffer_bytes});
  projecting = std::make_unique<ThreadExecutor>("projections");
  deciding = std::make_unique<ThreadExecutor>("engine");
  const Result<> opened = open_engine(row_directories->open_current());
  if (opened || opened.error().kind != FaultKind::corrupted) return opened;
  // Rows are thrown away for a log alone that can be read.
  HTQ_TRY(read_through(*log));
  logger.warn("rows_damaged", {{"reason", opened.error().what}},
              "The rows are damaged: they are built again from the log, which is whole.");
  engine.reset();
  projector.reset();
  HTQ_TRY(open_engine(row_directories->create_beside()));
  HTQ_TRY(projector->flush());
  return row_directories->switch_over();
}

Result<> App::Parts::open_engine(Result<std::shared_ptr<Rows>> rows) {
  if (!rows) return std::unexpected(std::move(rows).error());
  auto applier = Applier::open(all_projections(), *log, std::move(*rows), nullptr, {.lanes = 2});
  if (!applier) return std::unexpected(std::move(applier).error());
  projector = std::make_unique<Projector>(
      std::move(*applier), *projecting, machine,
      Projector::Options{.flush_every_records = config.projections.flush_every_records,
                         .flush_every = config.projections.flush_every});
  bool is_to_go_on = true;
  HTQ_TRY(projector->catch_up(
      *log,
      [&](Position applied, Position end) {
        opening.has_applied(applied, end);
        logger.info("catching_up", {{"position", applied.value}, {"end", end.value}},
                    "The projections read the log.");
        is_to_go_on = gets_on("The projections read the log: " + std::to_string(applied.value) + " of " +
                              std::to_string(end.value) + ".");
      },
      [&] { return is_to_go_on; }));
  HTQ_TRY(miss_no_keys(config, projector->view(), *keys.keys, logger));
  projector->follow(*log, [this] { applied.notify_all(); });

  engine = std::make_unique<Engine>(
      *deciding, *log, *projector, *clock, *random, *keys.keys,
      Engine::Options{
          .queue_length = config.engine.queue_length,
          .batch_records = config.engine.max_batch_records,
          .digest_key = digest_key,
          .incarnation = directory.incarnation,
          // Where it listens is no part of what a seed and its commands lead to.
          .address = by_hand != nullptr && shared == nullptr ? std::string() : address_of(config),
          .log_name = shared == nullptr ? std::string() : LogCopy::name_of(shared->settings()),
          .person_keys = {.beside = making_keys.get()},
          .by_hand = by_hand,
          .on_clock_moved =
              [directory = config.data.directory](Instant now) { return keep_manual_clock(directory, now); },
          .on_system_refused =
              [this](const Due& due, const Refused& refused) {
                logger.error("system_command_refused",
                             {{"command", command_id_of(due)},
                              {"refusal", text_of(refused.refusal).name},
                              {"detail", refused.detail}},
                             "A command of the system was refused and is parked: this is a defect.");
              },
          .on_clock_stepped_back =
              [this](Duration behind) {
                logger.warn("clock_stepped_back",
                            {{"seconds", std::chrono::duration<double>(behind).count()}},
                            "The machine's clock is earlier than the last record. Records go on a "
                            "nanosecond apart, and deadlines wait, until it has caught up.");
              }});
  if (shared == nullptr) return engine->start();
  engine->rest({FaultKind::unavailable, "No daemon has been elected to write yet."});
  return {};
}

Result<> App::Parts::open_reads() {
  reading = std::make_unique<ThreadExecutor>("past");
  past = std::make_unique<Past>(*log, *projector, *reading);
  answering = std::make_unique<ThreadExecutor>("reads");
  reads = std::make_unique<Reading>(*answering, kMostReadsWaiting);
  rendering = std::make_unique<ThreadExecutor>("events");
  events = std::make_unique<EventFeed>(*log, *projector, *sealing, *rendering);
  rebuild = std::make_unique<Rebuild>(*log, *projector, *row_directories);
  positions = std::make_unique<SealedPositions>(digest_key);
  pseudonyms = std::make_unique<Pseudonyms>(digest_key);
  statements = std::make_unique<StatementKey>(digest_key);
  if (keys.file == nullptr || config.kafka.bootstrap_servers.empty()) return {};
  auto to = kafka_settings_of(config, "", &logger);
  if (!to) return std::unexpected(std::move(to).error());
  copy = std::make_unique<LogCopy>(LogCopy::Parts{.log = *log,
                                                  .projector = *projector,
                                                  .engine = *engine,
                                                  .clock = *clock,
                                                  .keys = *keys.file,
                                                  .master_key_is_beside_the_keys = keys.master_is_beside_them,
                                                  .office_key = digest_key,
                                                  .to = *std::move(to),
                                                  .logger = logger});
  return {};
}

}  // namespace htq

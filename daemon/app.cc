#include "daemon/app.h"

#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <utility>

#include "daemon/app_parts.h"
#include "daemon/exit_code.h"
#include "daemon/open_files.h"
#include "domain/calendar.h"

namespace htq {

Result<std::unique_ptr<App>> App::start(const Config& config, const Logger& logger,
                                        const Supervisor& supervisor, std::function<bool()> goes_on) {
  if (sodium_init() < 0) return fault(FaultKind::io, "the cryptographic library does not start");
  if (const auto trouble = time_zone_trouble()) return fault(FaultKind::bad_input, *trouble);
  HTQ_TRY(allow_open_files(config.http.max_connections));
  auto parts = std::make_unique<Parts>(config, logger, supervisor, std::move(goes_on));
  HTQ_TRY(parts->open_directory());
  HTQ_TRY(parts->listen());
  logger.info("starting", {{"port", parts->port}, {"socket", config.http.socket.string()}},
              "The doors say that the office is not open yet.");
  HTQ_TRY(parts->open_access());
  HTQ_TRY(parts->open_logs());
  HTQ_TRY(parts->open_office());
  HTQ_TRY(parts->open_reads());
  HTQ_TRY(parts->open_doors());
  parts->let_in();
  parts->watch();
  if (parts->shared != nullptr) HTQ_TRY(parts->take_part());
  logger.info(
      "ready",
      {{"port", parts->port}, {"socket", config.http.socket.string()}, {"position", parts->log->end().value}},
      "The office is open.");
  return std::unique_ptr<App>(new App(std::move(parts)));
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;
std::uint16_t App::port() const {
  return parts_->port;
}

std::optional<Fault> App::stopped() const {
  if (auto why = parts_->engine->stopped()) return why;
  if (parts_->own_log != nullptr)
    if (auto why = parts_->own_log->failure()) return why;
  if (parts_->shared != nullptr)
    if (auto why = parts_->shared->stopped()) return why;
  if (parts_->keys.shared != nullptr)
    if (auto why = parts_->keys.shared->stopped()) return why;
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
  const std::uint64_t before = parts_->identity->changes();
  parts_->look_for_other_callers();
  // Streams look again who reads them.
  if (parts_->identity->changes() != before) parts_->applied.notify_all();
}

void App::Parts::look_for_other_callers() {
  const auto reloaded = tokens->reload_if_changed();
  if (!reloaded)
    logger.error("tokens_not_read", {}, reloaded.error().what);
  else if (*reloaded == Tokens::Reloaded::yes)
    logger.info("tokens_read", {{"tokens", tokens->size()}}, "The tokens have changed.");
  if (const auto again = callers->reload_if_changed(); !again)
    logger.error("callers_not_read", {}, again.error().what);
  else if (*again == Tokens::Reloaded::yes)
    logger.info("callers_read", {}, "The callers without tokens have changed.");
  if (!provider) return;
  if (const auto again = provider->reload_if_changed(); !again)
    logger.error("keys_not_read", {}, again.error().what);
  else if (*again == Tokens::Reloaded::yes)
    logger.info("keys_read", {}, "The keys of the provider of tokens have changed.");
}

Result<> App::Parts::close() {
  if (std::exchange(is_closed, true)) return {};
  if (server) server->stop(std::chrono::seconds(5));
  server.reset();
  if (forwarder) forwarder->stop();  // it is told still who writes
  others.reset();
  rebuild.reset();
  copy.reset();
  groups.reset();
  publisher.reset();
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
  deciding.reset();
  making_keys.reset();
  Result<> noted;
  if (own_log != nullptr) noted = std::exchange(own_log, nullptr)->finish();
  if (!noted) logger.error("watermark_not_written", {}, noted.error().what);
  log.reset();         // completes the append in flight
  projecting.reset();  // applies it
  Result<> flushed;
  if (projector) flushed = projector->flush();
  if (!flushed) logger.error("rows_not_flushed", {}, flushed.error().what);
  watchdog.reset();
  return noted ? flushed : noted;
}

Result<> App::Parts::read_certificates() {
  auto tls = http::TlsContext::for_server(
      {.certificate = config.tls.certificate, .key = config.tls.key, .client_ca = config.tls.client_ca});
  HTQ_TRY(tls);
  if (way) HTQ_TRY(way->read_again());
  server->use_tls(*std::move(tls));
  return {};
}

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
       .on_trouble =
           [this](const std::optional<Fault>& why) {
             if (why)
               logger.error("log_not_read", {}, why->what);
             else
               logger.info("log_read_again", {}, "What is recorded by whoever writes is read again.");
           },
       .on_not_taken_over =
           [this](const Fault& why) {
             logger.error("not_taken_over", {{"reason", why.what}},
                          "This daemon is the one to write, and cannot. It tries again.");
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
  if (keys.shared == nullptr || !shared->writes() || now - segments_closed < kEvery) return;
  segments_closed = now;
  making_keys->post([this] {
    if (const Result<> done = keys.shared->let_segments_close(); !done)
      logger.warn("key_segments_stay_open", {{"reason", done.error().what}},
                  "Destroyed keys of persons may stay with the brokers for longer than usual.");
  });
}

}  // namespace htq

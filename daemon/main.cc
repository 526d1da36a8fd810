// htqd: the daemon. See htqd --help.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/app.h"
#include "daemon/config.h"
#include "daemon/exit_code.h"
#include "daemon/logging.h"
#include "daemon/open_keys.h"
#include "daemon/repair.h"
#include "daemon/supervisor.h"
#include "daemon/version.h"

namespace {

constexpr const char* kDefaultConfig = "/etc/htqd/htqd.toml";

/// By a signal that waits, since every thread keeps them blocked.
bool is_asked_to_stop() {
  sigset_t waiting;
  sigpending(&waiting);
  return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1;
}

int run(const htq::Config& config, const htq::Logger& logger, const sigset_t& asked_to_stop) {
  const auto supervisor = htq::Supervisor::from_environment();
  auto app = htq::App::start(config, logger, supervisor, [] { return !is_asked_to_stop(); });
  if (!app && app.error().kind == htq::FaultKind::unavailable && is_asked_to_stop()) {
    logger.info("stopped", {}, "Stopped before it was open.");
    return htq::kExitDone;
  }
  if (!app) {
    logger.critical("cannot_start", {}, app.error().what);
    return htq::kExitCannotStart;
  }
  supervisor.tell("READY=1\nSTATUS=");
  while (true) {
    constexpr timespec kLookAfter{.tv_sec = 0, .tv_nsec = 200'000'000};
    const int signal = sigtimedwait(&asked_to_stop, nullptr, &kLookAfter);
    if (const auto why = (*app)->stopped()) {
      logger.critical("cannot_go_on", {}, why->what);
      // Without the shutdown's flushes and answers: what is durable is durable, and nothing else may be
      // promised.
      std::_Exit(htq::kExitDiskFailed);
    }
    if (signal == SIGTERM || signal == SIGINT) {
      supervisor.tell("STOPPING=1");
      logger.info("stopping", {}, "Asked to stop.");
      // What was acknowledged is on the disk whatever this says. But a disk that fails is told, not passed
      // over.
      const auto stopped = (*app)->stop();
      app->reset();
      if (stopped)
        logger.info("stopped", {}, "Stopped.");
      else
        logger.critical(
            "stopped", {},
            "Stopped. Everything acknowledged is there, and not all that is beside it was kept: " +
                stopped.error().what);
      return stopped ? htq::kExitDone : htq::kExitDiskFailed;
    }
    if (signal == SIGHUP) (*app)->reload();
    (*app)->look_after();
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App line{
      "The memory of an approvals office: keeps every submission, response and decision as an event on a "
      "log, "
      "and answers from it."};
  htq::ConfigInput input;
  bool check = false;
  bool print = false;
  line.add_option("--config", input.files, "Configuration file (TOML); a later one overrides an earlier one")
      ->type_name("FILE");
  line.add_option("--set", input.settings, "One setting, such as http.listen=127.0.0.1:7707")
      ->type_name("KEY=VALUE");
  line.add_flag("--check-config", check, "Read the configuration, say what is wrong with it, and end");
  line.add_flag("--print-config", print, "Print every setting with where it comes from, and end");
  line.set_version_flag("--version", "htqd " + std::string(htq::kProgramVersion));
  line.footer(std::string("Without --config it reads ") + kDefaultConfig + ", if that is there.\n\n" +
              htq::kExitCodes);
  CLI::App& repair = *line.add_subcommand(
      "repair",
      "Mends a damaged data directory: says what would be lost, and does it when that is confirmed. The "
      "daemon must not run");
  std::optional<std::string> lose_after;
  repair
      .add_option("--lose-after", lose_after,
                  "Confirms that what is after this position is lost: the one it printed")
      ->type_name("POSITION");
  repair.fallthrough();
  CLI::App& keys = *line.add_subcommand("keys", "The keys that seal what is recorded about persons");
  CLI::App& rotate = *keys.add_subcommand("rotate",
                                          "Wraps the keys of persons with another master key; the log stays "
                                          "as it is. No daemon of the office may run");
  std::optional<std::filesystem::path> to;
  rotate
      .add_option("--to", to,
                  "File of the new master key, made if it is not there; left out: where the master key "
                  "stands beside the "
                  "keys, it is replaced")
      ->type_name("FILE");
  keys.require_subcommand(1);
  keys.fallthrough();
  rotate.fallthrough();
  try {
    line.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    // Help and the version come this way, too.
    return line.exit(stop) == 0 ? htq::kExitDone : htq::kExitBadUsage;
  }

  if (input.files.empty() && std::filesystem::exists(kDefaultConfig))
    input.files.emplace_back(kDefaultConfig);
  input.environment = htq::environment_of(environ);
  const auto loaded = htq::load_config(input);
  if (!loaded) {
    std::fprintf(stderr, "htqd: %s\n", loaded.error().what.c_str());
    return htq::kExitBadUsage;
  }
  if (print) std::fputs(htq::print_config(*loaded).c_str(), stdout);
  if (check) std::puts("The configuration is good.");
  if (print || check) return 0;

  if (repair.parsed()) {
    htq::SystemRandom random;
    return htq::run_repair(loaded->config.data.directory, lose_after, random);
  }

  if (rotate.parsed()) return htq::rotate_keys(loaded->config, to);

  // Every thread inherits the mask: the main thread alone hears of signals.
  sigset_t asked_to_stop;
  sigemptyset(&asked_to_stop);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&asked_to_stop, signal);
  pthread_sigmask(SIG_BLOCK, &asked_to_stop, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  // Secrets live in memory: no core dump holds them.
  prctl(PR_SET_DUMPABLE, 0);
  constexpr rlimit kNone{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &kNone);

  const htq::SystemClock clock;
  const htq::Logger logger(htq::stderr_sink(loaded->config.logging.format), loaded->config.logging.level,
                           clock);
  return run(loaded->config, logger, asked_to_stop);
}

// Everything that can be set: a plain struct, its defaults, and how it comes together. Files (TOML) are
// overridden by the environment (HTQD_HTTP_LISTEN), and that by the command line (--set http.listen=…). What
// may be written is in the one table of config_keys.h. Loading is done by one thread at start; the values may
// then be read from any.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/instant.h"
#include "projections/fault.h"

namespace htq {

enum class ClockMode { system, manual };
/// What to do when the log names keys of persons that are not there.
enum class LostKeys { refuse, go_on };
enum class PlainDoor { loopback, anywhere };
enum class Purpose { optional, required };
enum class LogKind { embedded, kafka };
enum class PublishTo { nowhere, kafka };
enum class LogLevel { debug, info, warn, error, critical };
enum class LogFormat { text, json };

struct FileMode {
  unsigned bits = 0;
  friend bool operator==(const FileMode&, const FileMode&) = default;
};

struct Config {
  struct Office {
    std::string name = "office";
    bool operator==(const Office&) const = default;
  } office;

  struct Data {
    std::filesystem::path directory = "/var/lib/htqd";
    bool operator==(const Data&) const = default;
  } data;

  struct Http {
    std::string listen = "127.0.0.1:7707";
    std::filesystem::path socket = "/run/htqd/htqd.sock";
    FileMode socket_mode{0660};
    PlainDoor plain = PlainDoor::loopback;
    std::uint64_t max_body_bytes = 1 << 20;
    std::uint64_t max_connections = 12'000;
    bool operator==(const Http&) const = default;
  } http;

  struct Tls {
    std::filesystem::path certificate;  // empty: the door is plain
    std::filesystem::path key;
    std::filesystem::path client_ca;
    bool operator==(const Tls&) const = default;
  } tls;

  struct Tokens {
    std::filesystem::path file = "/etc/htqd/tokens";
    bool operator==(const Tokens&) const = default;
  } tokens;

  struct Keys {
    std::filesystem::path
        master_key_file;  // empty: a credential of the service manager, or one beside the keys
    std::filesystem::path erasures_file;  // empty: beside the keys
    LostKeys if_lost = LostKeys::refuse;
    bool operator==(const Keys&) const = default;
  } keys;

  struct Callers {
    std::filesystem::path file = "/etc/htqd/callers";
    bool operator==(const Callers&) const = default;
  } callers;

  struct Oidc {
    std::filesystem::path jwks;  // empty: no provider's tokens are taken
    std::string issuer;
    std::string audience;
    std::string subject_claim = "sub";
    std::string subject_prefix;
    std::string roles_claim = "roles";
    std::string organisation_claim;
    std::chrono::milliseconds leeway{30'000};
    bool operator==(const Oidc&) const = default;
  } oidc;

  struct Limits {
    std::uint64_t requests_per_second = 1000;
    std::uint64_t burst = 5000;
    std::uint64_t anonymous_requests_per_second = 20;
    std::uint64_t anonymous_burst = 200;
    std::uint64_t anonymous_body_bytes = 64 << 10;
    std::uint64_t streams = 32;
    bool operator==(const Limits&) const = default;
  } limits;

  struct Clock {
    ClockMode mode = ClockMode::system;
    std::optional<Instant> start;  // there exactly in manual mode
    bool operator==(const Clock&) const = default;
  } clock;

  struct Random {
    std::optional<std::uint64_t> seed;  // in manual mode only
    bool operator==(const Random&) const = default;
  } random;

  struct Log {
    LogKind kind = LogKind::embedded;
    std::uint64_t min_free_bytes = std::uint64_t{1} << 30;
    std::uint64_t cache_bytes = std::uint64_t{64} << 20;
    std::uint64_t write_buffer_bytes = std::uint64_t{64} << 20;
    std::chrono::milliseconds stall_after{30'000};
    bool operator==(const Log&) const = default;
  } log;

  struct Kafka {
    std::string bootstrap_servers;
    std::uint64_t replication = 3;
    std::uint64_t min_insync_replicas = 2;
    std::string security_protocol = "plaintext";
    std::filesystem::path ca_file;
    std::filesystem::path certificate_file;
    std::filesystem::path key_file;
    std::string sasl_mechanism;
    std::string sasl_username;
    std::filesystem::path sasl_password_file;
    std::chrono::milliseconds session_timeout{6'000};
    std::chrono::milliseconds transaction_timeout{10'000};
    std::string debug;
    bool operator==(const Kafka&) const = default;
  } kafka;

  struct Publish {
    PublishTo to = PublishTo::nowhere;
    bool operator==(const Publish&) const = default;
  } publish;

  struct Cluster {
    std::string address;
    std::filesystem::path secret_file;
    std::filesystem::path ca;  // empty: the others are spoken to in plain
    bool operator==(const Cluster&) const = default;
  } cluster;

  struct Projections {
    std::uint64_t cache_bytes = std::uint64_t{256} << 20;
    std::uint64_t write_buffer_bytes = std::uint64_t{64} << 20;
    std::uint64_t flush_every_records = 200'000;
    std::chrono::milliseconds flush_every{30'000};
    bool operator==(const Projections&) const = default;
  } projections;

  struct Journal {
    std::uint64_t keep_days = 2192;  // six years
    Purpose purpose = Purpose::optional;
    bool operator==(const Journal&) const = default;
  } journal;

  struct Engine {
    std::uint64_t queue_length = 4096;
    std::uint64_t max_batch_records = 1024;
    bool operator==(const Engine&) const = default;
  } engine;

  struct Logging {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    bool operator==(const Logging&) const = default;
  } logging;

  bool operator==(const Config&) const = default;
};

/// What to load from. Within each list a later entry wins.
struct ConfigInput {
  std::vector<std::filesystem::path> files;
  std::vector<std::pair<std::string, std::string>> environment;  // as environment_of() gives it
  std::vector<std::string> settings;                             // "http.listen=127.0.0.1:80", from --set
};

struct LoadedConfig {
  Config config;
  /// Where each value comes from, in the order of config_keys(): "default", "/etc/htqd/htqd.toml:4",
  /// "HTQD_HTTP_LISTEN", "--set http.listen".
  std::vector<std::string> sources;
};

/// The variables of an `environ` that begin with HTQD_.
std::vector<std::pair<std::string, std::string>> environment_of(const char* const* environ);

/// A fault names every mistake, one a line: where it stands, what it is, what it should be.
Result<LoadedConfig> load_config(const ConfigInput& input);

/// A file that loads to the same values, each with its sentence and where it comes from.
std::string print_config(const LoadedConfig& loaded);

}  // namespace htq

#include "daemon/config_keys.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "daemon/spelling.h"

namespace htq {
namespace {

constexpr std::uint64_t kKi = 1024, kMi = 1024 * kKi, kGi = 1024 * kMi, kTi = 1024 * kGi;
constexpr std::uint64_t kDayMs = 24 * 60 * 60 * 1000;

bool is_address_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return false;
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  if (problem != std::errc{} || end != text.data() + text.size()) return false;
  std::string address(text.substr(0, colon));
  in6_addr parsed;
  if (!address.starts_with('[')) return inet_pton(AF_INET, address.c_str(), &parsed) == 1;
  if (!address.ends_with(']')) return false;
  address = address.substr(1, address.size() - 2);
  return inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

bool is_listen(std::string_view text) {
  return text.empty() || is_address_and_port(text);
}
// sockaddr_un holds 108 bytes, the last of them zero.
bool is_socket_path(std::string_view text) {
  return text.size() <= 107 && text.find('\0') == text.npos;
}
bool is_path_or_none(std::string_view text) {
  return text.find('\0') == text.npos;
}
bool is_path(std::string_view text) {
  return !text.empty() && text.find('\0') == text.npos;
}
bool is_text(std::string_view text) {
  return text.size() <= 1024 && text.find('\0') == text.npos;
}
bool is_security_protocol(std::string_view text) {
  return text == "plaintext" || text == "ssl" || text == "sasl_plaintext" || text == "sasl_ssl";
}
bool is_sasl_mechanism(std::string_view text) {
  return text.empty() || text == "SCRAM-SHA-256" || text == "SCRAM-SHA-512" || text == "PLAIN";
}

constexpr TextRule kSlug{is_slug,
                         "a slug: a lower-case letter or digit, then those, dots and hyphens, at most 64"};
bool is_line(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) > ' '; });
}
bool is_claim(std::string_view text) {
  return !text.empty() && is_line(text);
}
bool is_slug_or_none(std::string_view text) {
  return text.empty() || is_slug(text);
}
constexpr TextRule kLine{is_line, "a text without blanks"};
constexpr TextRule kClaim{is_claim, "the name of a claim, without blanks"};
constexpr TextRule kSlugOrNone{is_slug_or_none, R"(the beginning of a slug, or "" for none)"};
constexpr TextRule kListen{
    is_listen, R"(an address and a port such as "127.0.0.1:7707" or "[::1]:7707", or "" for none)"};
constexpr TextRule kSocketPath{is_socket_path, R"(a path of at most 107 bytes, or "" for none)"};
constexpr TextRule kPathOrNone{is_path_or_none, R"(a path, or "" for none)"};
constexpr TextRule kPath{is_path, "a path"};
constexpr TextRule kServers{is_text, R"(addresses such as "kafka-1:9092,kafka-2:9092")"};
constexpr TextRule kText{is_text, "a text of at most 1024 bytes"};
constexpr TextRule kSecurityProtocol{is_security_protocol,
                                     R"("plaintext", "ssl", "sasl_plaintext" or "sasl_ssl")"};
constexpr TextRule kSaslMechanism{is_sasl_mechanism,
                                  R"("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN", or "" for none)"};

template <auto section, auto member>
Setting in(Config& config) {
  return &(config.*section.*member);
}

// The sections stand together, in the order in which they are printed.
constexpr ConfigKey kKeys[] = {
    {.name = "office.name",
     .in = in<&Config::office, &Config::Office::name>,
     .sentence = "Name of the office; it becomes part of the names of its topics and of its log's origin.",
     .rule = &kSlug},
    {.name = "data.directory",
     .in = in<&Config::data, &Config::Data::directory>,
     .sentence = "Directory that holds the log and the projections; one daemon at a time uses it.",
     .rule = &kPath},
    {.name = "http.listen",
     .in = in<&Config::http, &Config::Http::listen>,
     .sentence = "Address and port of the HTTP door; \"\" leaves it closed.",
     .rule = &kListen},
    {.name = "http.socket",
     .in = in<&Config::http, &Config::Http::socket>,
     .sentence = "Path of the Unix socket that serves the same HTTP; \"\" leaves it closed.",
     .rule = &kSocketPath},
    {.name = "http.socket_mode",
     .in = in<&Config::http, &Config::Http::socket_mode>,
     .sentence = "Permissions of the Unix socket: who may connect."},
    {.name = "http.max_body_bytes",
     .in = in<&Config::http, &Config::Http::max_body_bytes>,
     .sentence = "Longest body of a request; a longer one is answered with 413.",
     .unit = "bytes",
     .least = kKi,
     .most = kGi},
    {.name = "http.max_connections",
     .in = in<&Config::http, &Config::Http::max_connections>,
     .sentence = "Connections that may be open at once; further ones are answered with 503, health apart. "
                 "Each needs a "
                 "file descriptor: the limit of the process is raised, and a start that cannot says so.",
     .least = 1,
     .most = 65536},
    {.name = "http.plain",
     .in = in<&Config::http, &Config::Http::plain>,
     .sentence =
         "Where the TCP door may be plain, without TLS: tokens and cases would be read by whoever is on "
         "the way."},
    {.name = "tls.certificate",
     .in = in<&Config::tls, &Config::Tls::certificate>,
     .sentence =
         "Certificate chain of the TCP door (PEM), which then speaks TLS alone; read again at SIGHUP.",
     .rule = &kPathOrNone},
    {.name = "tls.key",
     .in = in<&Config::tls, &Config::Tls::key>,
     .sentence = "Private key of the certificate (PEM, without a passphrase); read again at SIGHUP.",
     .rule = &kPathOrNone},
    {.name = "tls.client_ca",
     .in = in<&Config::tls, &Config::Tls::client_ca>,
     .sentence = "Certificates (PEM) of those who may vouch for callers with certificates of their own.",
     .rule = &kPathOrNone},
    {.name = "tokens.file",
     .in = in<&Config::tokens, &Config::Tokens::file>,
     .sentence = "File of hashed bearer tokens, written by htqctl token create.",
     .rule = &kPath},
    {.name = "keys.master_key_file",
     .in = in<&Config::keys, &Config::Keys::master_key_file>,
     .sentence = "File with the 64 hexadecimal digits (openssl rand -hex 32) that the keys of persons are "
                 "wrapped with; "
                 "\"\": the credential master-key of the service manager, or else one that is made beside "
                 "the keys and "
                 "protects nothing.",
     .rule = &kPathOrNone},
    {.name = "keys.erasures_file",
     .in = in<&Config::keys, &Config::Keys::erasures_file>,
     .sentence = "List of the keys that were destroyed, which are destroyed again if they come back with a "
                 "backup; \"\": "
                 "erasures beside the keys.",
     .rule = &kPathOrNone},
    {.name = "keys.if_lost",
     .in = in<&Config::keys, &Config::Keys::if_lost>,
     .sentence =
         "What a start does when the log names keys of persons that are not there: texts about those persons "
         "cannot be read without them."},
    {.name = "callers.file",
     .in = in<&Config::callers, &Config::Callers::file>,
     .sentence =
         "File that says who calls by a certificate or as a user of this machine, and which roles the "
         "groups of a provider have.",
     .rule = &kPath},
    {.name = "oidc.jwks",
     .in = in<&Config::oidc, &Config::Oidc::jwks>,
     .sentence = "File of the keys (a JWK set) by which an OpenID Connect provider signs access tokens; read "
                 "again when it changes. \"\" takes none.",
     .rule = &kPathOrNone},
    {.name = "oidc.issuer",
     .in = in<&Config::oidc, &Config::Oidc::issuer>,
     .sentence = "The provider, exactly as its tokens name it (iss).",
     .rule = &kLine},
    {.name = "oidc.audience",
     .in = in<&Config::oidc, &Config::Oidc::audience>,
     .sentence = "What a token names when it is meant for this office (aud).",
     .rule = &kLine},
    {.name = "oidc.subject_claim",
     .in = in<&Config::oidc, &Config::Oidc::subject_claim>,
     .sentence = "The claim that says who is calling; it must be a slug.",
     .rule = &kClaim},
    {.name = "oidc.subject_prefix",
     .in = in<&Config::oidc, &Config::Oidc::subject_prefix>,
     .sentence = "Put before that claim, so that the provider can name no caller of another kind.",
     .rule = &kSlugOrNone},
    {.name = "oidc.roles_claim",
     .in = in<&Config::oidc, &Config::Oidc::roles_claim>,
     .sentence = "The claim that lists groups, as a path such as realm_access.roles; callers.file says which "
                 "roles each has.",
     .rule = &kClaim},
    {.name = "oidc.organisation_claim",
     .in = in<&Config::oidc, &Config::Oidc::organisation_claim>,
     .sentence = "The claim that names the organisation for which the caller acts; \"\" for none.",
     .rule = &kLine},
    {.name = "oidc.leeway_ms",
     .in = in<&Config::oidc, &Config::Oidc::leeway>,
     .sentence = "By how much the provider's clock and this machine's may differ.",
     .unit = "milliseconds",
     .most = 600'000},
    {.name = "limits.requests_per_second",
     .in = in<&Config::limits, &Config::Limits::requests_per_second>,
     .sentence = "Requests that each caller may send; further ones are answered with 429. 0 is no limit.",
     .unit = "requests a second",
     .most = 1'000'000},
    {.name = "limits.burst",
     .in = in<&Config::limits, &Config::Limits::burst>,
     .sentence = "Requests that a caller who was quiet for a while may send at once.",
     .unit = "requests",
     .least = 1,
     .most = 1'000'000},
    {.name = "limits.anonymous_requests_per_second",
     .in = in<&Config::limits, &Config::Limits::anonymous_requests_per_second>,
     .sentence = "The same for each address from which nobody who is known calls; what is no GET counts as "
                 "ten. 0 is no limit.",
     .unit = "requests a second",
     .most = 1'000'000},
    {.name = "limits.anonymous_burst",
     .in = in<&Config::limits, &Config::Limits::anonymous_burst>,
     .sentence = "Requests that such an address may send at once.",
     .unit = "requests",
     .least = 1,
     .most = 1'000'000},
    {.name = "limits.anonymous_body_bytes",
     .in = in<&Config::limits, &Config::Limits::anonymous_body_bytes>,
     .sentence = "Longest body of a request of nobody who is known.",
     .unit = "bytes",
     .least = kKi,
     .most = kGi},
    {.name = "limits.streams",
     .in = in<&Config::limits, &Config::Limits::streams>,
     .sentence = "Streams of events that each caller, or address, may have open at once. 0 is no limit.",
     .unit = "streams",
     .most = 65536},
    {.name = "clock.mode",
     .in = in<&Config::clock, &Config::Clock::mode>,
     .sentence = "Whose time the office keeps: the machine's, or one that is moved by hand, for "
                 "demonstrations and tests."},
    {.name = "clock.start",
     .in = in<&Config::clock, &Config::Clock::start>,
     .sentence = "Instant at which a manual clock stands when the office is new."},
    {.name = "random.seed",
     .in = in<&Config::random, &Config::Random::seed>,
     .sentence = "Where random bytes come from when the clock is manual: the same seed and commands give the "
                 "same log."},
    {.name = "log.kind",
     .in = in<&Config::log, &Config::Log::kind>,
     .sentence = "Where records are kept: on this machine, or on Apache Kafka, shared by several daemons."},
    {.name = "log.min_free_bytes",
     .in = in<&Config::log, &Config::Log::min_free_bytes>,
     .sentence =
         "Free space on the disk of the log below which writes are answered with 503 until there is more.",
     .unit = "bytes",
     .most = 1024 * kTi},
    {.name = "log.cache_bytes",
     .in = in<&Config::log, &Config::Log::cache_bytes>,
     .sentence = "Memory for blocks of the log that were read.",
     .unit = "bytes",
     .most = kTi},
    {.name = "log.write_buffer_bytes",
     .in = in<&Config::log, &Config::Log::write_buffer_bytes>,
     .sentence =
         "Memory in which the log gathers records before it writes a file of them; each is synced before.",
     .unit = "bytes",
     .least = 64 * kKi,
     .most = kTi},
    {.name = "log.stall_after_ms",
     .in = in<&Config::log, &Config::Log::stall_after>,
     .sentence =
         "How long a write may hang before commands are answered with 503; after twice as long the process "
         "ends with exit code 4.",
     .unit = "milliseconds",
     .least = 100,
     .most = kDayMs},
    {.name = "log.kafka.bootstrap_servers",
     .in = in<&Config::kafka, &Config::Kafka::bootstrap_servers>,
     .sentence = "Brokers to begin with; they name the others.",
     .rule = &kServers},
    {.name = "log.kafka.replication",
     .in = in<&Config::kafka, &Config::Kafka::replication>,
     .sentence = "Brokers that keep the topic, at least.",
     .least = 1,
     .most = 100},
    {.name = "log.kafka.min_insync_replicas",
     .in = in<&Config::kafka, &Config::Kafka::min_insync_replicas>,
     .sentence = "Brokers that have a record before it is acknowledged, at least.",
     .least = 1,
     .most = 100},
    {.name = "log.kafka.security_protocol",
     .in = in<&Config::kafka, &Config::Kafka::security_protocol>,
     .sentence = "How brokers are spoken to.",
     .rule = &kSecurityProtocol},
    {.name = "log.kafka.ca_file",
     .in = in<&Config::kafka, &Config::Kafka::ca_file>,
     .sentence = "Certificates (PEM) that brokers are known by; without it the system's.",
     .rule = &kPathOrNone},
    {.name = "log.kafka.certificate_file",
     .in = in<&Config::kafka, &Config::Kafka::certificate_file>,
     .sentence = "Certificate (PEM) that this daemon is known by.",
     .rule = &kPathOrNone},
    {.name = "log.kafka.key_file",
     .in = in<&Config::kafka, &Config::Kafka::key_file>,
     .sentence = "Its private key (PEM).",
     .rule = &kPathOrNone},
    {.name = "log.kafka.sasl_mechanism",
     .in = in<&Config::kafka, &Config::Kafka::sasl_mechanism>,
     .sentence = "How this daemon says who it is.",
     .rule = &kSaslMechanism},
    {.name = "log.kafka.sasl_username",
     .in = in<&Config::kafka, &Config::Kafka::sasl_username>,
     .sentence = "The name that it says.",
     .rule = &kText},
    {.name = "log.kafka.sasl_password_file",
     .in = in<&Config::kafka, &Config::Kafka::sasl_password_file>,
     .sentence = "File whose first line is the password.",
     .rule = &kPathOrNone},
    {.name = "log.kafka.session_timeout_ms",
     .in = in<&Config::kafka, &Config::Kafka::session_timeout>,
     .sentence = "Silence after which the writer is taken for dead, and another elected. Brokers have bounds "
                 "of their "
                 "own.",
     .unit = "milliseconds",
     .least = 1'000,
     .most = kDayMs},
    {.name = "log.kafka.transaction_timeout_ms",
     .in = in<&Config::kafka, &Config::Kafka::transaction_timeout>,
     .sentence = "Time in which brokers must take a batch; after that it is settled whether they did.",
     .unit = "milliseconds",
     .least = 1'000,
     .most = 900'000},
    {.name = "log.kafka.debug",
     .in = in<&Config::kafka, &Config::Kafka::debug>,
     .sentence = "What the client of Kafka tells of itself in the log lines of level debug: its own "
                 "contexts, such as "
                 "cgrp,eos for the election of the writer and its transactions; \"\" for nothing.",
     .rule = &kText},
    {.name = "publish.to",
     .in = in<&Config::publish, &Config::Publish::to>,
     .sentence = "Where events are published for other systems: nowhere, or the brokers of [log.kafka], as "
                 "htq.OFFICE.events.v1 and htq.OFFICE.public.v1."},
    {.name = "cluster.address",
     .in = in<&Config::cluster, &Config::Cluster::address>,
     .sentence = "Address and port where the other daemons reach this one; \"\": what http.listen says.",
     .rule = &kListen},
    {.name = "cluster.secret_file",
     .in = in<&Config::cluster, &Config::Cluster::secret_file>,
     .sentence =
         "File with 64 hexadecimal digits, the same at every daemon of the office (openssl rand -hex 32).",
     .rule = &kPathOrNone},
    {.name = "cluster.ca",
     .in = in<&Config::cluster, &Config::Cluster::ca>,
     .sentence = "Certificates (PEM) that vouch for the other daemons, which are then spoken to over TLS, at "
                 "addresses that "
                 "their certificates name; \"\": in plain.",
     .rule = &kPathOrNone},
    {.name = "projections.cache_bytes",
     .in = in<&Config::projections, &Config::Projections::cache_bytes>,
     .sentence = "Memory for blocks of the projections that were read.",
     .unit = "bytes",
     .most = kTi},
    {.name = "projections.write_buffer_bytes",
     .in = in<&Config::projections, &Config::Projections::write_buffer_bytes>,
     .sentence = "Memory in which a projection gathers rows before it writes a file of them.",
     .unit = "bytes",
     .least = 64 * kKi,
     .most = kTi},
    {.name = "projections.flush_every_records",
     .in = in<&Config::projections, &Config::Projections::flush_every_records>,
     .sentence =
         "Records after which all projections are flushed together; more make a start after a crash longer.",
     .unit = "records",
     .least = 1,
     .most = 1'000'000'000},
    {.name = "projections.flush_every_ms",
     .in = in<&Config::projections, &Config::Projections::flush_every>,
     .sentence = "Time after which all projections are flushed together, however few the records.",
     .unit = "milliseconds",
     .least = 100,
     .most = kDayMs},
    {.name = "journal.keep_days",
     .in = in<&Config::journal, &Config::Journal::keep_days>,
     .sentence = "How long the access journal keeps who read what; 0 keeps it for ever.",
     .unit = "days",
     .most = 36'525},
    {.name = "journal.purpose",
     .in = in<&Config::journal, &Config::Journal::purpose>,
     .sentence = "Whether who reads restricted or personal material must say what for (Htqd-Purpose)."},
    {.name = "engine.queue_length",
     .in = in<&Config::engine, &Config::Engine::queue_length>,
     .sentence = "Commands that may wait to be decided; a further one is answered with 429.",
     .unit = "commands",
     .least = 1,
     .most = 1'000'000},
    {.name = "engine.max_batch_records",
     .in = in<&Config::engine, &Config::Engine::max_batch_records>,
     .sentence = "Records that become durable with one sync at most.",
     .unit = "records",
     .least = 1,
     .most = 1'000'000},
    {.name = "logging.level",
     .in = in<&Config::logging, &Config::Logging::level>,
     .sentence = "The least grave lines that are written."},
    {.name = "logging.format",
     .in = in<&Config::logging, &Config::Logging::format>,
     .sentence = "Lines for people, or one JSON object a line."},
};

}  // namespace

std::span<const ConfigKey> config_keys() {
  return kKeys;
}

std::string environment_name(std::string_view key) {
  std::string name = fmt::format("HTQD_{}", key);
  for (char& c : name) c = c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

}  // namespace htq

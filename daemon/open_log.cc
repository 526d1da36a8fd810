#include "daemon/open_log.h"

#include <fstream>
#include <utility>

#include "daemon/log/embedded_log.h"
#include "daemon/record_hash.h"
#include "daemon/repair.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// Each record holds the hash of the one before.
Result<> check_chain(const StoredRecord& previous, const StoredRecord& next) {
  StoredEvent stored(next.bytes);
  if (string(stored.record().getPrevious()) == record_hash(previous.bytes)) return {};
  return fault(FaultKind::corrupted,
               "record " + std::to_string(next.position.value) +
                   " does not follow the record before it: the chain of hashes is broken");
}

/// What comes over a network is foreign until it is checked: it may not even be a record.
Result<> check_record(const StoredRecord& previous, const StoredRecord& next) try {
  StoredEvent before(previous.bytes);
  StoredEvent stored(next.bytes);
  const auto wrong = [&](const char* what) {
    return fault(FaultKind::corrupted, "record " + std::to_string(next.position.value) + " " + what);
  };
  if (stored.record().getPosition() != next.position.value) return wrong("says that it has another position");
  if (stored.record().getEpoch() < before.record().getEpoch())
    return wrong("is of an earlier epoch than the one before");
  return check_chain(previous, next);
} catch (const kj::Exception& exception) {
  return fault(FaultKind::corrupted, "record " + std::to_string(next.position.value) +
                                         " cannot be read: " + exception.getDescription().cStr());
}

Result<OpenedLog> open_embedded(const Config& config, const Logger& logger) {
  const auto open = [&config] {
    return EmbeddedLog::open({.directory = config.data.directory / "log",
                              .min_free_bytes = config.log.min_free_bytes,
                              .cache_bytes = config.log.cache_bytes,
                              .write_buffer_bytes = config.log.write_buffer_bytes,
                              .check = check_chain});
  };
  auto log = open();
  if (!log && log.error().kind == FaultKind::corrupted) {
    const auto mended = mend_index(config.data.directory);
    if (!mended) return std::unexpected(Fault(mended.error()).during(log.error().what + "; to mend it"));
    if (!*mended) return std::unexpected(std::move(log).error());
    logger.warn(
        "log_mended", {{"reason", log.error().what}, {"directory", (*mended)->string()}},
        "The index of the log's files was damaged, and every record is there: the log was copied, and the "
        "damaged one set aside. Remove that when nobody wants to look at it.");
    log = open();
  }
  if (!log) return std::unexpected(std::move(log).error());
  if ((*log)->set_aside())
    logger.warn("torn_end_set_aside", {{"directory", (*log)->set_aside()->string()}},
                "The last write before the end does not read as it was written: it was set aside. Everything "
                "up to the "
                "watermark, which may lag by a second, is there.");
  EmbeddedLog* embedded = log->get();
  return OpenedLog{.log = std::move(*log),
                   .pass = [embedded](Work arrived) { embedded->pass(std::move(arrived)); }};
}

Result<std::string> first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (in && std::getline(in, line)) return line;
  return fault(FaultKind::bad_input,
               file.string() + " cannot be read, and log.kafka.sasl_password_file names it");
}

std::string hex(const std::string& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return text;
}

Result<OpenedLog> open_kafka(const Config& config, const std::string& incarnation, const Logger& logger) {
  std::string password;
  if (!config.kafka.sasl_password_file.empty()) {
    auto line = first_line(config.kafka.sasl_password_file);
    if (!line) return std::unexpected(std::move(line).error());
    password = std::move(*line);
  }
  constexpr int kWarning = 4;  // syslog's
  auto log = KafkaLog::open(
      {.directory = config.data.directory,
       .kafka = {.bootstrap_servers = config.kafka.bootstrap_servers,
                 .security_protocol = config.kafka.security_protocol,
                 .ca_file = config.kafka.ca_file,
                 .certificate_file = config.kafka.certificate_file,
                 .key_file = config.kafka.key_file,
                 .sasl_mechanism = config.kafka.sasl_mechanism,
                 .sasl_username = config.kafka.sasl_username,
                 .sasl_password = std::move(password),
                 .topic = "htq." + config.office.name + ".log.v1",
                 .member = hex(incarnation),
                 .address = address_of(config),
                 .replication = static_cast<unsigned>(config.kafka.replication),
                 .min_insync_replicas = static_cast<unsigned>(config.kafka.min_insync_replicas),
                 .session_timeout = config.kafka.session_timeout,
                 .transaction_timeout = config.kafka.transaction_timeout,
                 .say =
                     [&logger](int level, const std::string& line) {
                       if (level <= kWarning)
                         logger.warn("kafka", {{"line", line}}, "The client of Kafka has something to say.");
                       else
                         logger.debug("kafka", {{"line", line}}, "The client of Kafka has something to say.");
                     }},
       .cache_bytes = config.log.cache_bytes,
       .write_buffer_bytes = config.log.write_buffer_bytes,
       .check = check_record,
       .on_progress = [&logger](Position position) {
         logger.info("reading_topic", {{"position", position}}, "The log is read from the brokers.");
       }});
  if (!log) return std::unexpected(std::move(log).error());
  KafkaLog* shared = log->get();
  return OpenedLog{.log = std::move(*log), .shared = shared, .pass = [shared](Work arrived) {
                     shared->pass(std::move(arrived));
                   }};
}

}  // namespace

std::string address_of(const Config& config) {
  return config.cluster.address.empty() ? config.http.listen : config.cluster.address;
}

Result<OpenedLog> open_log(const Config& config, const std::string& incarnation, const Logger& logger) {
  if (config.log.kind == LogKind::kafka) return open_kafka(config, incarnation, logger);
  return open_embedded(config, logger);
}

}  // namespace htq

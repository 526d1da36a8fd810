#include "daemon/kafka_settings_of.h"

#include <fstream>

namespace htq {
namespace {

constexpr int kWarning = 4;  // syslog's

Result<std::string> first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (in && std::getline(in, line)) return line;
  return fault(FaultKind::bad_input,
               file.string() + " cannot be read, and log.kafka.sasl_password_file names it");
}

}  // namespace

std::string address_of(const Config& config) {
  return config.cluster.address.empty() ? config.http.listen : config.cluster.address;
}

Result<KafkaSettings> kafka_settings_of(const Config& config, const std::string& member,
                                        const Logger* logger) {
  std::string password;
  if (!config.kafka.sasl_password_file.empty()) {
    auto line = first_line(config.kafka.sasl_password_file);
    if (!line) return std::unexpected(std::move(line).error());
    password = std::move(*line);
  }
  return KafkaSettings{
      .bootstrap_servers = config.kafka.bootstrap_servers,
      .security_protocol = config.kafka.security_protocol,
      .ca_file = config.kafka.ca_file,
      .certificate_file = config.kafka.certificate_file,
      .key_file = config.kafka.key_file,
      .sasl_mechanism = config.kafka.sasl_mechanism,
      .sasl_username = config.kafka.sasl_username,
      .sasl_password = std::move(password),
      .topic = "htq." + config.office.name + ".log.v1",
      .member = member,
      .address = address_of(config),
      .replication = static_cast<unsigned>(config.kafka.replication),
      .min_insync_replicas = static_cast<unsigned>(config.kafka.min_insync_replicas),
      .session_timeout = config.kafka.session_timeout,
      .transaction_timeout = config.kafka.transaction_timeout,
      .debug = config.kafka.debug,
      .say = [logger](int level, const std::string& line) {
        if (logger == nullptr) return;
        if (level <= kWarning)
          logger->warn("kafka", {{"line", line}}, "The client of Kafka has something to say.");
        else
          logger->debug("kafka", {{"line", line}}, "The client of Kafka has something to say.");
      }};
}

}  // namespace htq

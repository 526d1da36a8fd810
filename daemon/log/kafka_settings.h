// How a Kafka log is reached and what it promises: what [log.kafka] of the configuration says. A value.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace htq {

/// The longest record, and the longest message that brokers are asked to take: a record and its envelope fit
/// into it whatever a body may hold.
inline constexpr std::size_t kMostKafkaMessageBytes = 8 << 20;

inline constexpr int kErrorOfSyslog = 3;

struct KafkaSettings {
  std::string bootstrap_servers;
  std::string security_protocol = "plaintext";
  std::filesystem::path ca_file;
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
  std::string sasl_mechanism;
  std::string sasl_username;
  std::string sasl_password;

  std::string topic;    // htq.OFFICE.log.v1: also the group that elects the writer, and its transactional id
  std::string member;   // of this daemon, the same after each start and no other's
  std::string address;  // where the other daemons reach this one: told as the client's name
  unsigned replication = 3;
  unsigned min_insync_replicas = 2;

  std::chrono::milliseconds session_timeout{6'000};
  std::chrono::milliseconds transaction_timeout{10'000};

  std::string debug;  // the contexts of which librdkafka says all it does, as it names them; empty: none

  /// What librdkafka has to say: a level of syslog and a line. Any thread; may be empty.
  std::function<void(int, const std::string&)> say;
};

}  // namespace htq

// What librdkafka says when something goes wrong, sorted into the kinds that ask for different acts. The
// order in which they are told apart is the one that librdkafka's documentation demands.
#pragma once

#include <librdkafka/rdkafka.h>

#include <expected>
#include <string>
#include <string_view>

#include "projections/fault.h"

namespace htq {

enum class KafkaTrouble {
  fenced,       // another producer writes: nothing of ours will be taken any more
  fatal,        // the client is of no further use; what it had under way is unknown
  abortable,    // the transaction must be aborted; nothing of it is there
  timed_out,    // whether it happened is unknown
  retriable,    // the same call may be made again
  not_allowed,  // the brokers do not let us in, or not do that: an operator must act
  other,        // counts as fatal
};

struct KafkaError {
  KafkaTrouble trouble;
  std::string what;  // "broker: …", as librdkafka has it, with what was being done in front
};

template <typename T = void>
using KafkaResult = std::expected<T, KafkaError>;

/// Takes the error over.
KafkaError trouble_of(rd_kafka_error_t* error, std::string_view doing);
KafkaError trouble_of(rd_kafka_resp_err_t code, std::string_view doing);
/// Nothing, if there is none; else as above.
KafkaResult<> kafka_result(rd_kafka_error_t* error, std::string_view doing);

/// As those see it who know nothing of Kafka.
Fault fault_of(const KafkaError& error);

}  // namespace htq

// What librdkafka says when something goes wrong, sorted into the kinds that ask for different acts. The
// order in which they are told apart is the one that librdkafka's documentation demands, but that who is
// fenced, or not allowed, is told before all else: whatever the state of the client, nothing is tried again
// before the group, or an operator, has spoken.
//
//   kind         one that writes                                  one that reads, or begins
//   fenced       its turn is over, and the group asked again      -
//   fatal        its turn is over; a new client, if it is chosen  the daemon ends
//   abortable    the same: the new one's first act aborts it      -
//   timed_out    the same, and reads what came of it              asks again
//   retriable    the same; librdkafka has tried again by itself   asks again
//   not_allowed  the same, and what to look at is said            what to look at is said
//   other        as fatal                                         goes on, or ends at its start
#pragma once

#include <librdkafka/rdkafka.h>

#include <expected>
#include <string>
#include <string_view>

#include "projections/fault.h"

namespace htq {

enum class KafkaTrouble {
  /// Another producer writes: nothing of ours will be taken any more. Or brokers have given up a transaction
  /// that took too long, and say the same of that: the group knows who it is.
  fenced,
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

/// Whether the same call may be made again: brokers come back.
bool may_pass(const KafkaError& error);
/// Nothing, or why the client is of no further use. librdkafka 2.0.2 hangs in begin_transaction after some
/// fatal errors: it is asked before.
KafkaResult<> still_usable(rd_kafka_t* client, std::string_view doing);

/// As those see it who know nothing of Kafka. At a start: what an operator must mend is bad input.
Fault fault_of(const KafkaError& error);
/// The same of a daemon that runs: nobody's input is bad, and what brokers do not allow they may allow again.
Fault fault_for_now(const KafkaError& error);

}  // namespace htq

#include "daemon/log/kafka_trouble.h"

#include <memory>
#include <utility>

namespace htq {
namespace {

bool is_fenced(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH ||
         code == RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED;
}

/// Of what an operator must look at: who we are, what we may do, what those brokers can do.
bool is_not_allowed(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE:
    case RD_KAFKA_RESP_ERR_SECURITY_DISABLED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION: return true;
    default: return false;
  }
}

bool is_timeout(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE ||
         code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT;
}

/// Brokers that are away, that do not know yet who leads, or that have just been elected.
bool is_retriable(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__WAIT_CACHE:
    case RD_KAFKA_RESP_ERR__RETRY:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_NOT_CONTROLLER:
    case RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS:
    case RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_STALE_BROKER_EPOCH:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED: return true;
    default: return false;
  }
}

std::string text(std::string_view doing, std::string_view what) {
  return std::string(doing) + ": " + std::string(what);
}

}  // namespace

KafkaError trouble_of(rd_kafka_error_t* error, std::string_view doing) {
  const std::unique_ptr<rd_kafka_error_t, decltype(&rd_kafka_error_destroy)> held(error,
                                                                                  &rd_kafka_error_destroy);
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  std::string what = text(doing, rd_kafka_error_string(error));
  KafkaTrouble trouble = KafkaTrouble::other;
  if (is_fenced(code))
    trouble = KafkaTrouble::fenced;
  else if (is_not_allowed(code))
    trouble = KafkaTrouble::not_allowed;
  else if (rd_kafka_error_is_fatal(error) != 0)
    trouble = KafkaTrouble::fatal;
  else if (rd_kafka_error_txn_requires_abort(error) != 0)
    trouble = KafkaTrouble::abortable;
  else if (is_timeout(code))
    trouble = KafkaTrouble::timed_out;
  else if (rd_kafka_error_is_retriable(error) != 0 || is_retriable(code))
    trouble = KafkaTrouble::retriable;
  return {trouble, std::move(what)};
}

KafkaError trouble_of(rd_kafka_resp_err_t code, std::string_view doing) {
  std::string what = text(doing, rd_kafka_err2str(code));
  if (is_fenced(code)) return {KafkaTrouble::fenced, std::move(what)};
  if (is_not_allowed(code)) return {KafkaTrouble::not_allowed, std::move(what)};
  if (code == RD_KAFKA_RESP_ERR__FATAL) return {KafkaTrouble::fatal, std::move(what)};
  if (is_timeout(code)) return {KafkaTrouble::timed_out, std::move(what)};
  if (is_retriable(code)) return {KafkaTrouble::retriable, std::move(what)};
  return {KafkaTrouble::other, std::move(what)};
}

KafkaResult<> kafka_result(rd_kafka_error_t* error, std::string_view doing) {
  if (error == nullptr) return {};
  return std::unexpected(trouble_of(error, doing));
}

bool may_pass(const KafkaError& error) {
  return error.trouble == KafkaTrouble::retriable || error.trouble == KafkaTrouble::timed_out;
}

KafkaResult<> still_usable(rd_kafka_t* client, std::string_view doing) {
  char why[256] = "";
  const auto code = rd_kafka_fatal_error(client, why, sizeof(why));
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  KafkaError error = trouble_of(code, text(doing, why));
  // Whatever the code, the client is done for.
  if (error.trouble != KafkaTrouble::fenced && error.trouble != KafkaTrouble::not_allowed)
    error.trouble = KafkaTrouble::fatal;
  return std::unexpected(std::move(error));
}

Fault fault_for_now(const KafkaError& error) {
  return {FaultKind::unavailable, fault_of(error).what};
}

Fault fault_of(const KafkaError& error) {
  switch (error.trouble) {
    case KafkaTrouble::fenced:
      return {FaultKind::unavailable, "Another daemon writes now (" + error.what + ")."};
    case KafkaTrouble::not_allowed:
      return {FaultKind::bad_input,
              error.what + ". Look at [log.kafka] in the configuration, and at what the brokers allow."};
    case KafkaTrouble::fatal:
    case KafkaTrouble::abortable:
    case KafkaTrouble::timed_out:
    case KafkaTrouble::retriable:
    case KafkaTrouble::other:
      return {FaultKind::unavailable, "The Kafka brokers did not take it (" + error.what + ")."};
  }
  std::unreachable();
}

}  // namespace htq

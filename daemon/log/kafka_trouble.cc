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

bool is_not_allowed(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED: return true;
    default: return false;
  }
}

bool is_timeout(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT ||
         code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT;
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
  else if (rd_kafka_error_is_retriable(error) != 0)
    trouble = KafkaTrouble::retriable;
  return {trouble, std::move(what)};
}

KafkaError trouble_of(rd_kafka_resp_err_t code, std::string_view doing) {
  std::string what = text(doing, rd_kafka_err2str(code));
  if (is_fenced(code)) return {KafkaTrouble::fenced, std::move(what)};
  if (is_not_allowed(code)) return {KafkaTrouble::not_allowed, std::move(what)};
  if (code == RD_KAFKA_RESP_ERR__FATAL) return {KafkaTrouble::fatal, std::move(what)};
  if (is_timeout(code)) return {KafkaTrouble::timed_out, std::move(what)};
  switch (code) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return {KafkaTrouble::retriable, std::move(what)};
    default: return {KafkaTrouble::other, std::move(what)};
  }
}

KafkaResult<> kafka_result(rd_kafka_error_t* error, std::string_view doing) {
  if (error == nullptr) return {};
  return std::unexpected(trouble_of(error, doing));
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

// What each error of librdkafka is taken for, and what is done about it. Every code that librdkafka has is
// looked at: one that stands in no list counts as fatal.
#include "daemon/log/kafka_trouble.h"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <set>

namespace htq {

void PrintTo(KafkaTrouble trouble, std::ostream* out) {
  switch (trouble) {
    case KafkaTrouble::fenced: *out << "fenced"; return;
    case KafkaTrouble::fatal: *out << "fatal"; return;
    case KafkaTrouble::abortable: *out << "abortable"; return;
    case KafkaTrouble::timed_out: *out << "timed_out"; return;
    case KafkaTrouble::retriable: *out << "retriable"; return;
    case KafkaTrouble::not_allowed: *out << "not_allowed"; return;
    case KafkaTrouble::other: *out << "other"; return;
  }
}

namespace {

using enum KafkaTrouble;

/// By librdkafka's own name of a code: "LEADER_NOT_AVAILABLE" is a broker's, "_TIMED_OUT" the client's.
const std::map<KafkaTrouble, std::set<std::string>> kKinds = {
    {fenced, {"_FENCED", "PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH", "TRANSACTION_COORDINATOR_FENCED"}},
    {fatal, {"_FATAL"}},
    {timed_out, {"_TIMED_OUT", "_TIMED_OUT_QUEUE", "_MSG_TIMED_OUT", "REQUEST_TIMED_OUT"}},
    {not_allowed,
     {"_AUTHENTICATION", "_SSL", "_UNSUPPORTED_FEATURE", "SASL_AUTHENTICATION_FAILED",
      "UNSUPPORTED_SASL_MECHANISM", "ILLEGAL_SASL_STATE", "SECURITY_DISABLED", "TOPIC_AUTHORIZATION_FAILED",
      "GROUP_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
      "INVALID_TRANSACTION_TIMEOUT", "POLICY_VIOLATION", "UNSUPPORTED_VERSION"}},
    {retriable,
     {"_TRANSPORT",
      "_RESOLVE",
      "_ALL_BROKERS_DOWN",
      "_QUEUE_FULL",
      "_WAIT_COORD",
      "_WAIT_CACHE",
      "_RETRY",
      "_UNKNOWN_PARTITION",
      "_UNKNOWN_TOPIC",
      "UNKNOWN_TOPIC_OR_PART",
      "LEADER_NOT_AVAILABLE",
      "NOT_LEADER_FOR_PARTITION",
      "BROKER_NOT_AVAILABLE",
      "REPLICA_NOT_AVAILABLE",
      "NETWORK_EXCEPTION",
      "COORDINATOR_LOAD_IN_PROGRESS",
      "COORDINATOR_NOT_AVAILABLE",
      "NOT_COORDINATOR",
      "NOT_ENOUGH_REPLICAS",
      "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
      "REBALANCE_IN_PROGRESS",
      "NOT_CONTROLLER",
      "CONCURRENT_TRANSACTIONS",
      "KAFKA_STORAGE_ERROR",
      "FENCED_LEADER_EPOCH",
      "UNKNOWN_LEADER_EPOCH",
      "STALE_BROKER_EPOCH",
      "OFFSET_NOT_AVAILABLE",
      "UNSTABLE_OFFSET_COMMIT",
      "THROTTLING_QUOTA_EXCEEDED"}},
};

KafkaTrouble kind_of(const std::string& name) {
  for (const auto& [kind, names] : kKinds)
    if (names.contains(name)) return kind;
  return other;
}

TEST(KafkaTrouble, OfEveryCodeIsOfTheKindThatAsksForItsAct) {
  const rd_kafka_err_desc* codes = nullptr;
  std::size_t count = 0;
  rd_kafka_get_err_descs(&codes, &count);
  std::set<std::string> known;
  for (std::size_t at = 0; at < count; ++at) {
    const rd_kafka_err_desc& code = codes[at];
    if (code.name == nullptr || code.code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    known.insert(code.name);
    EXPECT_EQ(trouble_of(code.code, "try").trouble, kind_of(code.name)) << code.name;
    // As an object, without what librdkafka says of the state of a transaction.
    const KafkaTrouble as_object = trouble_of(rd_kafka_error_new(code.code, "x"), "try").trouble;
    EXPECT_EQ(as_object, kind_of(code.name) == fatal ? other : kind_of(code.name)) << code.name;
  }
  for (const auto& [kind, names] : kKinds)
    for (const std::string& name : names)
      EXPECT_TRUE(known.contains(name)) << name << " is no code of librdkafka";
}

struct Act {
  KafkaTrouble kind;
  bool is_tried_again;       // the same call, where nothing has been written
  FaultKind at_a_start;      // as who begins sees it
  std::string_view is_told;  // somewhere in what an operator reads
};

constexpr Act kActs[] = {
    {fenced, false, FaultKind::unavailable, "Another daemon writes now"},
    {fatal, false, FaultKind::unavailable, "The Kafka brokers did not take it"},
    {abortable, false, FaultKind::unavailable, "The Kafka brokers did not take it"},
    {timed_out, true, FaultKind::unavailable, "The Kafka brokers did not take it"},
    {retriable, true, FaultKind::unavailable, "The Kafka brokers did not take it"},
    {not_allowed, false, FaultKind::bad_input, "Look at [log.kafka]"},
    {other, false, FaultKind::unavailable, "The Kafka brokers did not take it"},
};

TEST(KafkaTrouble, IsActedOnByItsKind) {
  for (const Act& act : kActs) {
    const KafkaError error{act.kind, "commit a transaction: something"};
    EXPECT_EQ(may_pass(error), act.is_tried_again) << testing::PrintToString(act.kind);
    const Fault fault = fault_of(error);
    EXPECT_EQ(fault.kind, act.at_a_start) << testing::PrintToString(act.kind);
    EXPECT_NE(fault.what.find(act.is_told), std::string::npos) << fault.what;
    EXPECT_NE(fault.what.find(error.what), std::string::npos) << fault.what;
    // No caller's input is bad because an operator has something to mend, and no daemon ends of it.
    EXPECT_EQ(fault_for_now(error).kind, FaultKind::unavailable) << testing::PrintToString(act.kind);
    EXPECT_EQ(fault_for_now(error).what, fault.what);
  }
}

}  // namespace
}  // namespace htq

// Where the one partition of a topic begins and ends, as the brokers know it. On the caller's thread; a
// client of librdkafka may be asked from any.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "daemon/log/kafka_trouble.h"

namespace htq {

enum class TopicEdge : std::int64_t {
  beginning = RD_KAFKA_OFFSET_BEGINNING,
  end = RD_KAFKA_OFFSET_END,  // what the next record would have; behind an open transaction, its begin
};

/// Whoever led may be gone, and who leads now found out about only after a try that fails.
KafkaResult<std::int64_t> offset_of(rd_kafka_t* client, const std::string& topic, TopicEdge edge,
                                    std::chrono::milliseconds within);
/// At a start: a broker that has just become the leader may not know yet.
KafkaResult<std::int64_t> patiently_offset_of(rd_kafka_t* client, const std::string& topic, TopicEdge edge);

}  // namespace htq

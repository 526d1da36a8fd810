// A record as a message of Kafka. The value is the record's bytes, the same that stand in any other log.
//
//   key      position, 8 bytes, highest first (record_key.h)
//   "batch"  positions of the first and the last record of its batch, 8 bytes each: a batch is read whole
//   "term"   8 bytes: which election its writer came out of. Record 301, second of a batch of three:
//            key 00…01 2d, batch 00…01 2c 00…01 2e
//
// Offsets are no positions: each transaction ends with a marker that takes up one.
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/log/record_key.h"

namespace htq {

inline constexpr char kBatchHeader[] = "batch";
inline constexpr char kTermHeader[] = "term";

struct KafkaMessage {
  Position position;
  Position first;  // of its batch
  Position last;
  std::uint64_t term = 0;
  std::string_view record;  // until the message is destroyed
};

inline std::string eight_bytes(std::uint64_t number) {
  return std::string(RecordKey(Position{number}).view());
}

/// Nothing, if it was not written by a daemon of ours.
inline std::optional<KafkaMessage> read_kafka_message(const rd_kafka_message_t& message) {
  const auto number = [](const void* bytes, std::size_t size) {
    return RecordKey::parse({static_cast<const char*>(bytes), size});
  };
  const auto position = number(message.key, message.key_len);
  rd_kafka_headers_t* headers = nullptr;
  if (!position || message.payload == nullptr ||
      rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::nullopt;
  const auto header = [&](const char* name) -> std::string_view {
    const void* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    return {static_cast<const char*>(value), size};
  };
  const std::string_view batch = header(kBatchHeader);
  const auto term = RecordKey::parse(header(kTermHeader));
  if (batch.size() != 2 * kRecordKeyBytes || !term) return std::nullopt;
  return KafkaMessage{.position = *position,
                      .first = *RecordKey::parse(batch.substr(0, kRecordKeyBytes)),
                      .last = *RecordKey::parse(batch.substr(kRecordKeyBytes)),
                      .term = term->value,
                      .record = {static_cast<const char*>(message.payload), message.len}};
}

}  // namespace htq

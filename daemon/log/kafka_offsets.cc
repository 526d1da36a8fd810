#include "daemon/log/kafka_offsets.h"

#include <memory>
#include <thread>

namespace htq {
namespace {

constexpr std::chrono::milliseconds kAnswersWithin(2'000);
constexpr auto kGivesUpAfter = std::chrono::seconds(30);

}  // namespace

/// The call that is meant for this, rd_kafka_query_watermark_offsets, does not keep to its timeout before
/// librdkafka 2.3: it waits for the leader that it knows of until that one is back, and if a takeover waits
/// for it, so does the office.
KafkaResult<std::int64_t> offset_of(rd_kafka_t* client, const std::string& topic, TopicEdge edge,
                                    std::chrono::milliseconds within) {
  const std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)>
      asked(rd_kafka_topic_partition_list_new(1), &rd_kafka_topic_partition_list_destroy);
  rd_kafka_topic_partition_t* const partition =
      rd_kafka_topic_partition_list_add(asked.get(), topic.c_str(), 0);
  partition->offset = static_cast<std::int64_t>(edge);
  auto code = rd_kafka_offsets_for_times(client, asked.get(), static_cast<int>(within.count()));
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = partition->err;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return partition->offset;
  return std::unexpected(trouble_of(code, "ask where topic " + topic + " begins and ends"));
}

KafkaResult<std::int64_t> patiently_offset_of(rd_kafka_t* client, const std::string& topic, TopicEdge edge) {
  const auto until = std::chrono::steady_clock::now() + kGivesUpAfter;
  while (true) {
    auto offset = offset_of(client, topic, edge, kAnswersWithin);
    if (offset || !may_pass(offset.error()) || std::chrono::steady_clock::now() > until) return offset;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace htq

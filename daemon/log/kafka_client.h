// A client of librdkafka: made from the settings, ended when it goes. What a producer or a consumer needs
// beyond that is handed in by name, as librdkafka calls it.
#pragma once

#include <librdkafka/rdkafka.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "daemon/log/kafka_settings.h"
#include "projections/fault.h"

namespace htq {

struct KafkaEnd {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaEnd>;

using KafkaNamed = std::initializer_list<std::pair<std::string, std::string>>;
using KafkaRebalance = void (*)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void*);

/// What librdkafka hands back to its callbacks. It must outlive the client.
struct KafkaOpaque {
  std::function<void(int, const std::string&)> say;
  void* owner = nullptr;
};

/// A fault names the setting that librdkafka does not take.
Result<KafkaClient> make_kafka_client(rd_kafka_type_t type, const KafkaSettings& settings, KafkaNamed more,
                                      KafkaOpaque& opaque, KafkaRebalance rebalance = nullptr);

}  // namespace htq

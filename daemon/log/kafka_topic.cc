#include "daemon/log/kafka_topic.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_trouble.h"

namespace htq {
namespace {

constexpr int kAnswersWithinMs = 10'000;
constexpr int kLooksForBrokersMs = 30'000;
constexpr auto kBetweenLooks = std::chrono::milliseconds(100);

template <typename T, void (*end)(T*)>
struct Ends {
  void operator()(T* held) const { end(held); }
};
using Queue = std::unique_ptr<rd_kafka_queue_t, Ends<rd_kafka_queue_t, rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Ends<rd_kafka_event_t, rd_kafka_event_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Ends<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>>;
using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t,
                                       Ends<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>>;
using Options =
    std::unique_ptr<rd_kafka_AdminOptions_t, Ends<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>>;

bool fits(const KafkaNeed& need, const std::string& value) {
  if (need.fits == KafkaNeed::Fits::exactly) return value == need.value;
  const auto number = [](const std::string& text) {
    std::int64_t read = -1;
    std::from_chars(text.data(), text.data() + text.size(), read);
    return read;
  };
  if (need.fits == KafkaNeed::Fits::at_most) return number(value) >= 0 && number(value) <= number(need.value);
  return number(value) >= number(need.value);
}

std::string bound_of(const KafkaNeed& need) {
  switch (need.fits) {
    case KafkaNeed::Fits::exactly: return "";
    case KafkaNeed::Fits::at_least: return " at least";
    case KafkaNeed::Fits::at_most: return " at most";
  }
  std::unreachable();
}

class Admin {
 public:
  Admin(rd_kafka_t* client, const KafkaSettings& settings, const KafkaNeeds& needs)
      : client_(client), settings_(settings), needs_(needs), queue_(rd_kafka_queue_new(client)) {}

  Result<> prepare() {
    HTQ_TRY(make());
    const auto partitions = wait_for_leader();
    if (!partitions) return std::unexpected(partitions.error());
    if (partitions->count != 1)
      return fault(FaultKind::bad_input,
                   "topic " + settings_.topic + " has " + std::to_string(partitions->count) +
                       " partitions, and what is in it has one order: it needs a topic with one partition");
    if (partitions->replicas < settings_.replication)
      return fault(FaultKind::bad_input,
                   "topic " + settings_.topic + " has " + std::to_string(partitions->replicas) +
                       " replicas, and log.kafka.replication asks for " +
                       std::to_string(settings_.replication) +
                       ". Give it more with kafka-reassign-partitions.sh --bootstrap-server " +
                       settings_.bootstrap_servers + ", or set log.kafka.replication to what it has");
    // A topic that was just made is not known to every broker yet.
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kAnswersWithinMs);
    while (true) {
      Result<> checked = check_settings();
      if (checked || checked.error().kind != FaultKind::unavailable ||
          std::chrono::steady_clock::now() > until)
        return checked;
      std::this_thread::sleep_for(kBetweenLooks);
    }
  }

 private:
  struct Partitions {
    int count;
    unsigned replicas;
  };

  Options options(rd_kafka_admin_op_t act) {
    Options options(rd_kafka_AdminOptions_new(client_, act));
    char why[256];
    rd_kafka_AdminOptions_set_request_timeout(options.get(), kAnswersWithinMs, why, sizeof(why));
    return options;
  }

  Result<Event> answer(std::string_view doing) {
    Event event(rd_kafka_queue_poll(queue_.get(), 2 * kAnswersWithinMs));
    if (!event) return fault(FaultKind::unavailable, std::string(doing) + ": no answer from the brokers");
    if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const auto error = trouble_of(code, doing);
      return std::unexpected(
          Fault{fault_of(error).kind, error.what + ": " + rd_kafka_event_error_string(event.get())});
    }
    return event;
  }

  /// Makes it, if it is not there.
  Result<> make() {
    char why[512] = "";
    NewTopic topic(rd_kafka_NewTopic_new(settings_.topic.c_str(), 1, static_cast<int>(settings_.replication),
                                         why, sizeof(why)));
    if (!topic) return fault(FaultKind::bad_input, "topic " + settings_.topic + ": " + why);
    for (const KafkaNeed& need : needs_.settings)
      rd_kafka_NewTopic_set_config(topic.get(), need.name.c_str(), need.value.c_str());
    rd_kafka_NewTopic_t* topics[] = {topic.get()};
    const Options how = options(RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_CreateTopics(client_, topics, 1, how.get(), queue_.get());
    const std::string doing = "make topic " + settings_.topic + " at " + settings_.bootstrap_servers;
    const auto event = answer(doing);
    if (!event) return std::unexpected(event.error());
    std::size_t count = 0;
    const auto* made =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
    for (std::size_t at = 0; at < count; ++at) {
      const auto code = rd_kafka_topic_result_error(made[at]);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
      // Who may not make topics may still use one that is there.
      if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
          code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
        continue;
      const char* detail = rd_kafka_topic_result_error_string(made[at]);
      return fault(FaultKind::bad_input,
                   doing + ": " + (detail != nullptr ? detail : rd_kafka_err2str(code)));
    }
    return {};
  }

  Result<Partitions> wait_for_leader() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLooksForBrokersMs);
    std::string why = "it has no leader";
    while (std::chrono::steady_clock::now() < until) {
      rd_kafka_topic_t* topic = rd_kafka_topic_new(client_, settings_.topic.c_str(), nullptr);
      const rd_kafka_metadata_t* metadata = nullptr;
      const auto code = rd_kafka_metadata(client_, 0, topic, &metadata, kAnswersWithinMs);
      rd_kafka_topic_destroy(topic);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const std::unique_ptr<const rd_kafka_metadata_t, decltype(&rd_kafka_metadata_destroy)> held(
            metadata, &rd_kafka_metadata_destroy);
        const auto& found = metadata->topics[0];
        if (found.err == RD_KAFKA_RESP_ERR_NO_ERROR && found.partition_cnt > 0 &&
            found.partitions[0].leader >= 0)
          return Partitions{found.partition_cnt, static_cast<unsigned>(found.partitions[0].replica_cnt)};
        if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) why = rd_kafka_err2str(found.err);
      } else {
        why = rd_kafka_err2str(code);
      }
      std::this_thread::sleep_for(kBetweenLooks);
    }
    return fault(FaultKind::unavailable, "topic " + settings_.topic + " cannot be used: " + why);
  }

  Result<> check_settings() {
    ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, settings_.topic.c_str()));
    rd_kafka_ConfigResource_t* resources[] = {resource.get()};
    const Options how = options(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_DescribeConfigs(client_, resources, 1, how.get(), queue_.get());
    const std::string doing = "read the settings of topic " + settings_.topic;
    const auto event = answer(doing);
    if (!event) return std::unexpected(event.error());
    std::size_t count = 0;
    const auto* described = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event->get()), &count);
    if (count != 1) return fault(FaultKind::unavailable, doing + ": no answer");
    if (const auto code = rd_kafka_ConfigResource_error(described[0]); code != RD_KAFKA_RESP_ERR_NO_ERROR)
      return std::unexpected(fault_of(trouble_of(code, doing)));
    std::map<std::string, std::string> values;
    const auto* entries = rd_kafka_ConfigResource_configs(described[0], &count);
    for (std::size_t at = 0; at < count; ++at)
      if (const char* value = rd_kafka_ConfigEntry_value(entries[at]); value != nullptr)
        values[rd_kafka_ConfigEntry_name(entries[at])] = value;
    std::string wrong;
    std::string mending;
    for (const KafkaNeed& need : needs_.settings) {
      const auto found = values.find(need.name);
      if (found != values.end() && fits(need, found->second)) continue;
      wrong += (wrong.empty() ? "" : ", ") + need.name + " is " +
               (found == values.end() ? "not set" : found->second) + " and must be " + need.value +
               bound_of(need);
      mending += (mending.empty() ? "" : ",") + need.name + "=" + need.value;
    }
    if (wrong.empty()) return {};
    return fault(FaultKind::bad_input, "topic " + settings_.topic + " would not " + needs_.purpose + ": " +
                                           wrong + ". To mend it: kafka-configs.sh --bootstrap-server " +
                                           settings_.bootstrap_servers +
                                           " --alter --entity-type topics --entity-name " + settings_.topic +
                                           " --add-config " + mending);
  }

  rd_kafka_t* client_;
  const KafkaSettings& settings_;
  const KafkaNeeds& needs_;
  Queue queue_;
};

}  // namespace

KafkaNeeds needs_of_a_log(const KafkaSettings& settings) {
  using enum KafkaNeed::Fits;
  return {.purpose = "keep a log",
          .settings = {{"cleanup.policy", "delete"},
                       {"retention.ms", "-1"},
                       {"retention.bytes", "-1"},
                       {"min.insync.replicas", std::to_string(settings.min_insync_replicas), at_least},
                       {"unclean.leader.election.enable", "false"},
                       {"max.message.bytes", std::to_string(kMostKafkaMessageBytes), at_least}}};
}

Result<> prepare_topic(const KafkaSettings& settings, const KafkaNeeds& needs) {
  KafkaOpaque opaque;
  auto client = make_kafka_client(RD_KAFKA_PRODUCER, settings, {}, opaque);
  if (!client) return std::unexpected(std::move(client).error());
  return Admin(client->get(), settings, needs).prepare();
}

}  // namespace htq

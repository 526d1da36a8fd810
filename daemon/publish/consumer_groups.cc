#include "daemon/publish/consumer_groups.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <tuple>

namespace htq {
namespace {

constexpr auto kEvery = std::chrono::seconds(5);
constexpr int kAnswersWithinMs = 5'000;
constexpr int kReadsWithinMs = 1'000;
constexpr std::uint64_t kMostMeasured = 1'000;

template <typename T, void (*end)(T*)>
struct Ends {
  void operator()(T* held) const { end(held); }
};
using Queue = std::unique_ptr<rd_kafka_queue_t, Ends<rd_kafka_queue_t, rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Ends<rd_kafka_event_t, rd_kafka_event_destroy>>;
using Partitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t,
                    Ends<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>>;
using Asked =
    std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t,
                    Ends<rd_kafka_ListConsumerGroupOffsets_t, rd_kafka_ListConsumerGroupOffsets_destroy>>;
using Options =
    std::unique_ptr<rd_kafka_AdminOptions_t, Ends<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Ends<rd_kafka_message_t, rd_kafka_message_destroy>>;

struct TopicEnd {
  void operator()(rd_kafka_topic_t* topic) const {
    rd_kafka_consume_stop(topic, 0);
    rd_kafka_topic_destroy(topic);
  }
};

std::string sequence_of(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, "ce_sequence", &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return {};
  return {static_cast<const char*>(value), size};
}

double seconds_since(std::int64_t published_ms) {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  return std::max(0.0, static_cast<double>(now.count() - published_ms) / 1e3);
}

}  // namespace

ConsumerGroups::ConsumerGroups(KafkaSettings settings, std::string office)
    : settings_(std::move(settings)), office_(std::move(office)), thread_([this] { run(); }) {}

ConsumerGroups::~ConsumerGroups() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::vector<ConsumerGroups::Standing> ConsumerGroups::standings() const {
  const std::lock_guard lock(mutex_);
  return standings_;
}

void ConsumerGroups::run() {
  while (true) {
    // Brokers that do not answer are the publisher's to complain of.
    if (auto found = ask()) {
      const std::lock_guard lock(mutex_);
      standings_ = *std::move(found);
    }
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, kEvery, [this] { return stops_; })) return;
  }
}

KafkaResult<std::vector<ConsumerGroups::Standing>> ConsumerGroups::ask() {
  if (!client_) {
    auto client = make_kafka_client(RD_KAFKA_CONSUMER, settings_,
                                    {{"isolation.level", "read_committed"},
                                     {"enable.partition.eof", "true"},
                                     {"auto.offset.reset", "earliest"},
                                     {"fetch.wait.max.ms", "100"}},
                                    opaque_);
    if (!client) return std::unexpected(KafkaError{KafkaTrouble::other, client.error().what});
    client_ = std::move(*client);
  }
  const auto named = groups();
  if (!named) return std::unexpected(named.error());
  std::vector<Standing> standings;
  for (const std::string& group : *named) {
    // One that may not be asked about, or of which brokers say nothing, hides no other.
    const auto places = places_of(group);
    if (!places) continue;
    for (const Place& place : *places)
      if (auto standing = behind(place)) standings.push_back(std::move(*standing));
  }
  return standings;
}

KafkaResult<std::vector<std::string>> ConsumerGroups::groups() {
  const struct rd_kafka_group_list* list = nullptr;
  const auto code = rd_kafka_list_groups(client_.get(), nullptr, &list, kAnswersWithinMs);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(trouble_of(code, "ask which groups of consumers there are"));
  std::vector<std::string> names;
  for (int at = 0; at < list->group_cnt; ++at) names.emplace_back(list->groups[at].group);
  rd_kafka_group_list_destroy(list);
  std::ranges::sort(names);
  return names;
}

KafkaResult<std::vector<ConsumerGroups::Place>> ConsumerGroups::places_of(const std::string& group) {
  const Partitions partitions(rd_kafka_topic_partition_list_new(2));
  for (const Stream stream : {Stream::events, Stream::published})
    rd_kafka_topic_partition_list_add(partitions.get(), stream_topic(stream, office_).c_str(), 0);
  const Asked asked(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), partitions.get()));
  rd_kafka_ListConsumerGroupOffsets_t* all[] = {asked.get()};
  const Options options(rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
  char why[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kAnswersWithinMs, why, sizeof(why));
  const Queue queue(rd_kafka_queue_new(client_.get()));
  rd_kafka_ListConsumerGroupOffsets(client_.get(), all, 1, options.get(), queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), 2 * kAnswersWithinMs));
  if (!event)
    return std::unexpected(KafkaError{KafkaTrouble::timed_out, "ask how far group " + group + " is"});
  if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(trouble_of(code, "ask how far group " + group + " is"));
  std::size_t count = 0;
  const auto* answered = rd_kafka_ListConsumerGroupOffsets_result_groups(
      rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
  std::vector<Place> places;
  for (std::size_t at = 0; at < count; ++at) {
    const rd_kafka_topic_partition_list_t* found = rd_kafka_group_result_partitions(answered[at]);
    for (int number = 0; found != nullptr && number < found->cnt; ++number) {
      const rd_kafka_topic_partition_t& partition = found->elems[number];
      if (partition.err != RD_KAFKA_RESP_ERR_NO_ERROR || partition.offset < 0) continue;
      const bool is_of_events = partition.topic == stream_topic(Stream::events, office_);
      places.push_back({group, is_of_events ? Stream::events : Stream::published, partition.offset});
    }
  }
  return places;
}

/// Offsets count markers of transactions, too, so the events themselves are looked at: up to a thousand of
/// them. Of more, the rest is reckoned by what the end is ahead in offsets.
KafkaResult<ConsumerGroups::Standing> ConsumerGroups::behind(const Place& place) {
  Standing standing{.group = place.group, .stream = place.stream, .next = {}, .lag = {}};
  const std::string name = stream_topic(place.stream, office_);
  const std::unique_ptr<rd_kafka_topic_t, TopicEnd> topic(
      rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  if (rd_kafka_consume_start(topic.get(), 0, place.offset) != 0)
    return std::unexpected(trouble_of(rd_kafka_last_error(), "read topic " + name));
  std::int64_t last = place.offset;
  while (standing.lag.events < kMostMeasured) {
    const Message message(rd_kafka_consume(topic.get(), 0, kReadsWithinMs));
    if (!message) return std::unexpected(KafkaError{KafkaTrouble::timed_out, "read topic " + name});
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return standing;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
      return std::unexpected(trouble_of(message->err, "read topic " + name));
    if (standing.lag.events == 0) {
      standing.next = sequence_of(*message);
      standing.lag.seconds = seconds_since(rd_kafka_message_timestamp(message.get(), nullptr));
    }
    ++standing.lag.events;
    standing.lag.bytes += message->len;
    last = message->offset;
  }
  std::int64_t low = 0, high = 0;
  rd_kafka_get_watermark_offsets(client_.get(), name.c_str(), 0, &low, &high);
  if (high <= last + 1) return standing;
  const double times =
      static_cast<double>(high - place.offset) / static_cast<double>(last + 1 - place.offset);
  standing.lag.events = static_cast<std::uint64_t>(static_cast<double>(standing.lag.events) * times);
  standing.lag.bytes = static_cast<std::uint64_t>(static_cast<double>(standing.lag.bytes) * times);
  return standing;
}

std::vector<ConsumerGroups::Standing> furthest_behind(std::vector<ConsumerGroups::Standing> groups,
                                                      std::size_t most) {
  const auto place = [](const ConsumerGroups::Standing& one) {
    return std::tuple(-static_cast<double>(one.lag.events), -one.lag.seconds, std::string_view(one.group),
                      one.stream);
  };
  std::ranges::sort(groups, {}, place);
  if (groups.size() > most) groups.resize(most);
  return groups;
}

}  // namespace htq

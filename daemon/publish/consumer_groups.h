// How far the groups of consumers are that read the streams, as brokers know it by what the groups commit.
// Asked every five seconds on a thread of its own, so that nobody waits for brokers.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_trouble.h"
#include "daemon/publish/event_types.h"
#include "daemon/publish/lag.h"

namespace htq {

class ConsumerGroups {
 public:
  struct Standing {
    std::string group;
    Stream stream = Stream::events;
    std::string next;  // sequence of the first event it has not read; empty: it has read all
    Lag lag;           // events of the stream, bytes of their data, since they were published
  };

  ConsumerGroups(KafkaSettings settings, std::string office);
  ~ConsumerGroups();
  ConsumerGroups(const ConsumerGroups&) = delete;
  ConsumerGroups& operator=(const ConsumerGroups&) = delete;

  /// As they were when brokers answered last. Any thread.
  std::vector<Standing> standings() const;

 private:
  struct Place {
    std::string group;
    Stream stream;
    std::int64_t offset;
  };

  void run();
  KafkaResult<std::vector<Standing>> ask();
  KafkaResult<std::vector<std::string>> groups();
  KafkaResult<std::vector<Place>> places_of(const std::string& group);
  KafkaResult<Standing> behind(const Place& place);

  const KafkaSettings settings_;
  const std::string office_;
  KafkaOpaque opaque_;
  KafkaClient client_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stops_ = false;
  std::vector<Standing> standings_;
  std::thread thread_;
};

/// The `most` that are furthest behind, these first; of equals in the order of their names. Anyone who may read
/// a stream can make groups, and what watches the office keeps a series for each that it was ever told of.
std::vector<ConsumerGroups::Standing> furthest_behind(std::vector<ConsumerGroups::Standing> groups,
                                                      std::size_t most);

}  // namespace htq

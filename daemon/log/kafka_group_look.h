// Whether a group gives its partition to anybody. The member that shares out asks one broker how many
// partitions the topic has, and a broker that has not heard of a new topic yet says none: then nobody is
// chosen, and librdkafka, which knows the topic by now, sees no reason to share out again.
//
// Asks without waiting: begin(), then answer() now and then. One thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

namespace htq {

class KafkaGroupLook {
 public:
  enum class Answer {
    none_yet,
    nobody,   // the group is settled, has members, and has given none of them a partition
    unknown,  // somebody has it, the group changes just now, or no broker says
  };

  /// With a client that outlives it.
  static std::unique_ptr<KafkaGroupLook> begin(rd_kafka_t* client, const std::string& group);
  Answer answer();

 private:
  struct QueueEnd {
    void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  };
  explicit KafkaGroupLook(rd_kafka_queue_t* queue) : queue_(queue) {}

  const std::unique_ptr<rd_kafka_queue_t, QueueEnd> queue_;
};

}  // namespace htq

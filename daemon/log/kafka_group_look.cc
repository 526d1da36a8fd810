#include "daemon/log/kafka_group_look.h"

namespace htq {
namespace {

constexpr int kAnswersWithinMs = 2'000;

bool has_partitions(const rd_kafka_MemberDescription_t* member) {
  const auto* given = rd_kafka_MemberDescription_assignment(member);
  const auto* partitions = given == nullptr ? nullptr : rd_kafka_MemberAssignment_partitions(given);
  return partitions != nullptr && partitions->cnt > 0;
}

bool gives_nothing(const rd_kafka_ConsumerGroupDescription_t* group) {
  if (rd_kafka_ConsumerGroupDescription_error(group) != nullptr ||
      rd_kafka_ConsumerGroupDescription_state(group) != RD_KAFKA_CONSUMER_GROUP_STATE_STABLE)
    return false;
  const std::size_t members = rd_kafka_ConsumerGroupDescription_member_count(group);
  for (std::size_t at = 0; at < members; ++at)
    if (has_partitions(rd_kafka_ConsumerGroupDescription_member(group, at))) return false;
  return members > 0;
}

}  // namespace

std::unique_ptr<KafkaGroupLook> KafkaGroupLook::begin(rd_kafka_t* client, const std::string& group) {
  std::unique_ptr<KafkaGroupLook> look(new KafkaGroupLook(rd_kafka_queue_new(client)));
  const std::unique_ptr<rd_kafka_AdminOptions_t, decltype(&rd_kafka_AdminOptions_destroy)> options(
      rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS),
      &rd_kafka_AdminOptions_destroy);
  char why[256];
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kAnswersWithinMs, why, sizeof(why));
  const char* groups[] = {group.c_str()};
  rd_kafka_DescribeConsumerGroups(client, groups, 1, options.get(), look->queue_.get());
  return look;
}

KafkaGroupLook::Answer KafkaGroupLook::answer() {
  constexpr int kWithoutWaiting = 0;
  const std::unique_ptr<rd_kafka_event_t, decltype(&rd_kafka_event_destroy)> event(
      rd_kafka_queue_poll(queue_.get(), kWithoutWaiting), &rd_kafka_event_destroy);
  if (!event) return Answer::none_yet;
  const auto* result = rd_kafka_event_DescribeConsumerGroups_result(event.get());
  if (result == nullptr) return Answer::unknown;
  std::size_t count = 0;
  const auto* groups = rd_kafka_DescribeConsumerGroups_result_groups(result, &count);
  return count == 1 && gives_nothing(groups[0]) ? Answer::nobody : Answer::unknown;
}

}  // namespace htq

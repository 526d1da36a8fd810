#include "daemon/log/kafka_members.h"

#include <algorithm>

#include "daemon/log/kafka_client.h"
#include "daemon/log/kafka_trouble.h"

namespace htq {
namespace {

constexpr int kAnswersWithinMs = 2'000;
constexpr int kPatienceMs = 20'000;

KafkaResult<std::vector<std::string>> ask(rd_kafka_t* client, const std::string& group, int within_ms) {
  const rd_kafka_group_list* groups = nullptr;
  if (const auto code = rd_kafka_list_groups(client, group.c_str(), &groups, within_ms);
      code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(trouble_of(code, "ask who takes part in " + group));
  std::vector<std::string> names;
  for (int at = 0; at < groups->group_cnt; ++at)
    for (int member = 0; member < groups->groups[at].member_cnt; ++member)
      names.emplace_back(groups->groups[at].members[member].client_id);
  rd_kafka_group_list_destroy(groups);
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::vector<std::string> members_of_group(rd_kafka_t* client, const std::string& group) {
  return ask(client, group, kAnswersWithinMs).value_or(std::vector<std::string>());
}

Result<std::vector<std::string>> members_of_group(const KafkaSettings& log) {
  KafkaOpaque opaque;
  const auto client = make_kafka_client(RD_KAFKA_PRODUCER, log, {}, opaque);
  if (!client) return std::unexpected(client.error());
  auto names = ask(client->get(), log.topic, kPatienceMs);
  if (!names) return std::unexpected(fault_of(names.error()));
  return *std::move(names);
}

}  // namespace htq

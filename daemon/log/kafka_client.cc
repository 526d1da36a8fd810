#include "daemon/log/kafka_client.h"

namespace htq {
namespace {

void say_on(const rd_kafka_t* client, int level, const char* /*facility*/, const char* line) {
  const auto* opaque = static_cast<const KafkaOpaque*>(rd_kafka_opaque(client));
  if (opaque != nullptr && opaque->say) opaque->say(level, line);
}

}  // namespace

Result<KafkaClient> make_kafka_client(rd_kafka_type_t type, const KafkaSettings& settings, KafkaNamed more,
                                      KafkaOpaque& opaque, KafkaRebalance rebalance) {
  std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)> conf(rd_kafka_conf_new(),
                                                                          &rd_kafka_conf_destroy);
  char why[512] = "";
  const auto set = [&](const std::string& name, const std::string& value) -> Result<> {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why, sizeof(why)) == RD_KAFKA_CONF_OK)
      return {};
    return fault(FaultKind::bad_input, "[log.kafka] " + name + ": " + why);
  };
  HTQ_TRY(set("bootstrap.servers", settings.bootstrap_servers));
  HTQ_TRY(set("client.id", settings.address.empty() ? "htqd" : settings.address));
  HTQ_TRY(set("security.protocol", settings.security_protocol));
  if (!settings.ca_file.empty()) HTQ_TRY(set("ssl.ca.location", settings.ca_file.native()));
  if (!settings.certificate_file.empty())
    HTQ_TRY(set("ssl.certificate.location", settings.certificate_file.native()));
  if (!settings.key_file.empty()) HTQ_TRY(set("ssl.key.location", settings.key_file.native()));
  if (!settings.sasl_mechanism.empty()) {
    HTQ_TRY(set("sasl.mechanisms", settings.sasl_mechanism));
    HTQ_TRY(set("sasl.username", settings.sasl_username));
    HTQ_TRY(set("sasl.password", settings.sasl_password));
  }
  // Nagle's algorithm holds back the small requests of a transaction; it is left on by default.
  HTQ_TRY(set("socket.nagle.disable", "true"));
  // A broker that is gone is asked for again soon: a takeover waits for it.
  HTQ_TRY(set("reconnect.backoff.ms", "50"));
  HTQ_TRY(set("reconnect.backoff.max.ms", "1000"));
  // Who leads in the place of a broker that died nobody tells: without this the next one is found by up to
  // ten seconds late, as long as a transaction may take.
  HTQ_TRY(set("topic.metadata.refresh.interval.ms", "1000"));
  HTQ_TRY(set("socket.timeout.ms", "10000"));
  HTQ_TRY(set("message.max.bytes", std::to_string(kMostKafkaMessageBytes)));
  if (!settings.debug.empty()) HTQ_TRY(set("debug", settings.debug));
  for (const auto& [name, value] : more) HTQ_TRY(set(name, value));
  opaque.say = settings.say;
  rd_kafka_conf_set_opaque(conf.get(), &opaque);
  rd_kafka_conf_set_log_cb(conf.get(), say_on);
  if (rebalance != nullptr) rd_kafka_conf_set_rebalance_cb(conf.get(), rebalance);
  rd_kafka_t* client = rd_kafka_new(type, conf.get(), why, sizeof(why));
  if (client == nullptr) return fault(FaultKind::bad_input, std::string("[log.kafka]: ") + why);
  (void)conf.release();  // the client's now
  return KafkaClient(client);
}

}  // namespace htq

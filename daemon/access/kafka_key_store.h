// Keys of persons in a compacted topic (kafka_key_topic.h), which all daemons of an office share: each has
// every key, and the one that writes makes more. Wrapped with a master key that is the same for all.
//
// Any thread. Making and destroying wait for the brokers, and try again for a while as long as this daemon is
// the one that writes.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/access/kafka_key_topic.h"
#include "daemon/access/key_store.h"

namespace htq {

class KafkaKeyStore final : public KeyStore {
 public:
  /// Refused if keys in the topic are under another master key.
  static Result<std::unique_ptr<KafkaKeyStore>> open(const KafkaSettings& settings, MasterKey master,
                                                     DrawKey draw);

  Result<> begin_turn() override;
  Result<std::uint64_t> make_ready(std::uint64_t at_least, std::uint64_t count) override;
  std::expected<PersonKey, NoKey> find(std::uint64_t number) const override;
  Result<> destroy(std::span<const std::string> ids) override;

  /// Whether this daemon is the one that writes; until it is told, it is. Before begin_turn().
  void writes_while(std::function<bool()> is_writer) { is_writer_ = std::move(is_writer); }
  /// The key that came with a log from elsewhere (log_copy.h): digests of its commands are made with it.
  std::optional<std::string> office_key() const;
  /// By the one that writes, now and then.
  Result<> let_segments_close();
  /// Why its keys are not to be relied on any more: then the process must end.
  std::optional<Fault> stopped() const;

 private:
  KafkaKeyStore(std::unique_ptr<KafkaKeyTopic> topic, MasterKey master, DrawKey draw)
      : topic_(std::move(topic)), master_(std::move(master)), draw_(std::move(draw)) {}

  std::unique_ptr<KafkaKeyTopic> topic_;
  MasterKey master_;
  DrawKey draw_;
  std::function<bool()> is_writer_ = [] { return true; };
};

/// Wraps every key in the topic anew with another master key. Refused while `members` of the office's
/// daemons run. If it ends in its midst, it goes on the next time. Says how many keys there are.
Result<std::uint64_t> rewrap_keys(const KafkaSettings& log, const MasterKey& from, const MasterKey& to);

}  // namespace htq

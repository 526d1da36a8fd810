#include "daemon/access/kafka_key_store.h"

#include <algorithm>
#include <utility>

#include "daemon/log/kafka_members.h"

namespace htq {
namespace {

using Is = KeyInTopic::Is;

constexpr std::chrono::milliseconds kPatience(15'000);
constexpr std::uint64_t kWrappedAtOnce = 5'000;

KeyInTopic wrapped(std::uint64_t number, const PersonKey& key, const MasterKey& master) {
  return {.is = Is::wrapped, .master = master.mark(), .slot = wrap_key(number, key, master)};
}

}  // namespace

Result<std::unique_ptr<KafkaKeyStore>> KafkaKeyStore::open(const KafkaSettings& settings, MasterKey master,
                                                           DrawKey draw) {
  auto topic = KafkaKeyTopic::open(settings, master.mark());
  if (!topic) return std::unexpected(std::move(topic).error().during("open the keys of persons"));
  return std::unique_ptr<KafkaKeyStore>(
      new KafkaKeyStore(*std::move(topic), std::move(master), std::move(draw)));
}

Result<> KafkaKeyStore::begin_turn() {
  return topic_->take_over(kPatience, is_writer_);
}

Result<std::uint64_t> KafkaKeyStore::make_ready(std::uint64_t at_least, std::uint64_t count) {
  std::uint64_t first = 0;
  HTQ_TRY(topic_->write(
      [&] {
        // Anew at each try: what the last one wrote may be there, or what another daemon made meanwhile.
        first = std::max(at_least, topic_->end());
        KafkaKeyTopic::Changes changes;
        for (std::uint64_t number = first; number < first + count; ++number) {
          std::string bytes = draw_(number);
          changes.emplace_back(number, wrapped(number, PersonKey(number, bytes), master_));
          sodium_memzero(bytes.data(), bytes.size());
        }
        return changes;
      },
      kPatience, is_writer_));
  return first;
}

std::expected<PersonKey, NoKey> KafkaKeyStore::find(std::uint64_t number) const {
  if (number == kOfficeKeyNumber) return std::unexpected(NoKey::missing);
  const KeyInTopic there = topic_->at(number);
  if (there.is == Is::destroyed) return std::unexpected(NoKey::destroyed);
  if (there.is == Is::never_made) return std::unexpected(NoKey::missing);
  auto key = unwrap_key(number, there.slot, master_);
  if (!key) return std::unexpected(NoKey::missing);
  return *std::move(key);
}

Result<> KafkaKeyStore::destroy(std::span<const std::string> ids) {
  return topic_->write(
      [&] {
        KafkaKeyTopic::Changes changes;
        for (const std::string& id : ids) {
          const auto number = number_of_key(id);
          if (!number || *number == kOfficeKeyNumber) continue;
          const KeyInTopic there = topic_->at(*number);
          // By the mark alone: also a key that cannot be unwrapped goes.
          if (there.is == Is::wrapped &&
              there.mark() == std::string_view(id).substr(kKeyIdBytes - kKeyMarkBytes))
            changes.emplace_back(
                *number, KeyInTopic{.is = Is::destroyed, .master = {}, .slot = std::string(there.mark())});
        }
        return changes;
      },
      kPatience, is_writer_);
}

std::optional<std::string> KafkaKeyStore::office_key() const {
  const KeyInTopic there = topic_->at(kOfficeKeyNumber);
  if (there.is != Is::wrapped) return std::nullopt;
  const auto key = unwrap_key(kOfficeKeyNumber, there.slot, master_);
  if (!key) return std::nullopt;
  return std::string(key->bytes());
}

Result<> KafkaKeyStore::let_segments_close() {
  return topic_->let_segments_close(kPatience, is_writer_);
}

std::optional<Fault> KafkaKeyStore::stopped() const {
  return topic_->stopped();
}

Result<std::uint64_t> rewrap_keys(const KafkaSettings& log, const MasterKey& from, const MasterKey& to) {
  const auto members = members_of_group(log);
  if (!members) return std::unexpected(members.error());
  if (!members->empty())
    return fault(FaultKind::bad_input,
                 "the keys of persons are in use by " + members->front() +
                     ": stop every daemon of this office first, and wait until the brokers have noticed");
  const KafkaSettings settings = beside_the_log(log);
  auto topic = KafkaKeyTopic::open(settings);
  if (!topic) return std::unexpected(std::move(topic).error());
  const auto always = [] { return true; };
  HTQ_TRY((*topic)->take_over(kPatience, always));
  const std::uint64_t end = (*topic)->end();
  std::uint64_t keys = 0;
  for (std::uint64_t number = 0; number < end; ++number) {
    const KeyInTopic there = (*topic)->at(number);
    if (there.is != Is::wrapped) continue;
    if (there.master == to.mark() ? !unwrap_key(number, there.slot, to)
                                  : !unwrap_key(number, there.slot, from))
      return fault(FaultKind::bad_input, "key " + std::to_string(number) + " in topic " + settings.topic +
                                             " is not under the master key that was given as the old one");
    ++keys;
  }
  for (std::uint64_t begin = 0; begin < end; begin += kWrappedAtOnce)
    HTQ_TRY((*topic)->write(
        [&] {
          KafkaKeyTopic::Changes changes;
          for (std::uint64_t number = begin; number < std::min(end, begin + kWrappedAtOnce); ++number) {
            const KeyInTopic there = (*topic)->at(number);
            if (there.is != Is::wrapped || there.master == to.mark()) continue;
            changes.emplace_back(number, wrapped(number, *unwrap_key(number, there.slot, from), to));
          }
          return changes;
        },
        kPatience, always));
  return keys;
}

}  // namespace htq

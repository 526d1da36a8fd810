#include "daemon/access/kafka_key_topic.h"

#include <pthread.h>

#include <algorithm>
#include <limits>

#include "daemon/log/kafka_offsets.h"
#include "daemon/log/kafka_topic.h"
#include "daemon/log/record_key.h"

namespace htq {
namespace {

constexpr int kWaitMs = 50;
constexpr auto kBetweenTries = std::chrono::milliseconds(200);
constexpr auto kGivesUpAfter = std::chrono::seconds(30);
constexpr std::chrono::milliseconds kAnswersWithin(2'000);
constexpr std::uint64_t kNoKey = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostMissing = 1'000'000;  // numbers without a key before one that has one
constexpr auto kCompactedWithin = std::chrono::hours(1);

KafkaNeeds needs_of_keys(const KafkaSettings& settings) {
  using enum KafkaNeed::Fits;
  const auto lag = std::chrono::duration_cast<std::chrono::milliseconds>(kCompactedWithin);
  return {.purpose = "keep keys of persons",
          .settings = {{"cleanup.policy", "compact"},
                       {"max.compaction.lag.ms", std::to_string(lag.count()), at_most},
                       {"min.insync.replicas", std::to_string(settings.min_insync_replicas), at_least},
                       {"unclean.leader.election.enable", "false"}}};
}

std::string value_of(const KeyInTopic& key) {
  return key.is == KeyInTopic::Is::wrapped ? key.master + key.slot : std::string(key.mark());
}

KafkaError not_wanted() {
  return {KafkaTrouble::fenced, "this daemon does not write any more"};
}

}  // namespace

KafkaSettings beside_the_log(const KafkaSettings& log) {
  constexpr std::string_view kLog = ".log.v1";
  KafkaSettings keys = log;
  if (keys.topic.ends_with(kLog)) keys.topic.resize(keys.topic.size() - kLog.size());
  keys.topic += ".keys.v1";
  return keys;
}

Result<std::unique_ptr<KafkaKeyTopic>> KafkaKeyTopic::open(const KafkaSettings& settings,
                                                           std::string master) {
  HTQ_TRY(prepare_topic(settings, needs_of_keys(settings)));
  std::unique_ptr<KafkaKeyTopic> topic(new KafkaKeyTopic(settings, std::move(master)));
  HTQ_TRY(topic->begin());
  return topic;
}

Result<> KafkaKeyTopic::begin() {
  auto client = make_kafka_client(RD_KAFKA_CONSUMER, settings_,
                                  {{"isolation.level", "read_committed"},
                                   {"check.crcs", "true"},
                                   {"enable.partition.eof", "true"},
                                   {"auto.offset.reset", "error"},
                                   {"fetch.wait.max.ms", "100"},
                                   {"fetch.error.backoff.ms", "50"}},
                                  opaque_);
  if (!client) return std::unexpected(std::move(client).error());
  client_ = std::move(*client);
  const auto low = patiently_offset_of(client_.get(), settings_.topic, TopicEdge::beginning);
  if (!low) return std::unexpected(fault_of(low.error()));
  const auto high = patiently_offset_of(client_.get(), settings_.topic, TopicEdge::end);
  if (!high) return std::unexpected(fault_of(high.error()));
  topic_.reset(rd_kafka_topic_new(client_.get(), settings_.topic.c_str(), nullptr));
  reached_ = *low;
  if (rd_kafka_consume_start(topic_.get(), 0, *low) != 0)
    return std::unexpected(fault_of(trouble_of(rd_kafka_last_error(), "read topic " + settings_.topic)));
  std::int64_t before = reached_;
  auto moved = std::chrono::steady_clock::now();
  while (reached_ < *high) {
    HTQ_TRY(step());
    const auto now = std::chrono::steady_clock::now();
    if (reached_ != before) moved = now;
    before = reached_;
    if (now - moved > kGivesUpAfter)
      return fault(FaultKind::unavailable,
                   "topic " + settings_.topic + " cannot be read: nothing has come for 30 seconds");
  }
  for (std::uint64_t number = 0; number < places_.size(); ++number) HTQ_TRY(is_under_the_master_key(number));
  is_read_ = true;
  thread_ = std::thread([this] { follow(); });
  pthread_setname_np(thread_.native_handle(), "key-reader");
  return {};
}

KafkaKeyTopic::~KafkaKeyTopic() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  for (Place& place : places_) sodium_memzero(place.slot.data(), place.slot.size());
}

// ---- What comes in: the reading thread.

void KafkaKeyTopic::follow() {
  while (!stopping_) {
    Result<> read = step();
    const std::lock_guard lock(mutex_);
    if (!read) stopped_ = std::move(read).error();
    changed_.notify_all();
    if (stopped_) return;
  }
}

Result<> KafkaKeyTopic::step() {
  int wait = kWaitMs;
  while (true) {
    const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
        rd_kafka_consume(topic_.get(), 0, wait), &rd_kafka_message_destroy);
    if (!message) return {};
    wait = 0;
    std::int64_t looked_at = 0;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      // A defect of the client hands out some messages twice: a key that is gone must not come back.
      if (message->offset >= reached_) HTQ_TRY(take(*message));
      looked_at = message->offset + 1;
    } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      looked_at = message->offset;
    } else if (message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
               message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
      return fault(FaultKind::corrupted, "topic " + settings_.topic +
                                             " has lost what was in it from offset " +
                                             std::to_string(reached_) + " on");
    } else {
      const auto error = trouble_of(message->err, "read topic " + settings_.topic);
      if (error.trouble == KafkaTrouble::fatal) return std::unexpected(fault_of(error));
      // The others pass: brokers that are away come back. What they do not allow nobody hears of otherwise.
      if (error.trouble == KafkaTrouble::not_allowed && settings_.say)
        settings_.say(kErrorOfSyslog, fault_of(error).what);
    }
    if (looked_at > reached_) reached_ = looked_at;
  }
}

Result<> KafkaKeyTopic::take(const rd_kafka_message_t& message) {
  const auto number = RecordKey::parse({static_cast<const char*>(message.key), message.key_len});
  if (number && number->value == kNoKey) return {};
  const std::string_view value(static_cast<const char*>(message.payload),
                               message.payload == nullptr ? 0 : message.len);
  Result<> put = number ? this->put(number->value, value) : fault(FaultKind::corrupted, "this is no key");
  if (put) return {};
  return std::unexpected(std::move(put).error().during("topic " + settings_.topic + ", offset " +
                                                       std::to_string(message.offset)));
}

Result<> KafkaKeyTopic::put(std::uint64_t number, std::string_view value) {
  const bool is_wrapped = value.size() == kMasterMarkBytes + kWrappedKeyBytes;
  if (!is_wrapped && value.size() != kKeyMarkBytes)
    return fault(FaultKind::corrupted, "this is no key of a person. Nothing else may write to the topic");
  const std::lock_guard lock(mutex_);
  if (number > places_.size() + kMostMissing)
    return fault(FaultKind::corrupted, "key " + std::to_string(number) + " comes after none");
  if (number >= places_.size()) places_.resize(number + 1);
  Place& place = places_[number];
  const std::string_view slot = is_wrapped ? value.substr(kMasterMarkBytes) : value;
  if (is_wrapped && place.is == KeyInTopic::Is::wrapped &&
      !std::equal(slot.begin(), slot.begin() + kKeyMarkBytes, place.slot.begin()))
    return fault(FaultKind::corrupted,
                 "key " + std::to_string(number) + " is there twice, and the two differ: restore the topic");
  place = {.is = is_wrapped ? KeyInTopic::Is::wrapped : KeyInTopic::Is::destroyed};
  if (is_wrapped) std::copy_n(value.begin(), kMasterMarkBytes, place.master.begin());
  std::copy(slot.begin(), slot.end(), place.slot.begin());
  return is_read_ ? is_under_the_master_key(number) : Result<>();
}

/// Of the last that was read: what came before it under another one may still be in the topic.
Result<> KafkaKeyTopic::is_under_the_master_key(std::uint64_t number) const {
  const Place& place = places_[number];
  if (place.is != KeyInTopic::Is::wrapped || master_.empty() ||
      std::equal(place.master.begin(), place.master.end(), master_.begin()))
    return {};
  return fault(FaultKind::bad_input,
               "keys of persons in topic " + settings_.topic +
                   " are under another master key: set keys.master_key_file to the one that they were last "
                   "wrapped with. If a rotation was broken off, run htqd keys rotate again as before");
}

// ---- What is there: any thread.

KeyInTopic KafkaKeyTopic::at(std::uint64_t number) const {
  const std::shared_lock lock(mutex_);
  if (number >= places_.size()) return {};
  const Place& place = places_[number];
  const std::size_t size = place.is == KeyInTopic::Is::wrapped     ? kWrappedKeyBytes
                           : place.is == KeyInTopic::Is::destroyed ? kKeyMarkBytes
                                                                   : 0;
  return {.is = place.is,
          .master = std::string(place.master.data(), size == kWrappedKeyBytes ? kMasterMarkBytes : 0),
          .slot = std::string(place.slot.data(), size)};
}

std::uint64_t KafkaKeyTopic::end() const {
  const std::shared_lock lock(mutex_);
  return std::max<std::uint64_t>(1, places_.size());
}

std::optional<Fault> KafkaKeyTopic::stopped() const {
  const std::shared_lock lock(mutex_);
  return stopped_;
}

// ---- Who writes: one thread at a time.

bool KafkaKeyTopic::waits_until(Until until, const std::function<bool()>& holds) {
  while (!holds()) {
    std::shared_lock lock(mutex_);
    if (stopped_ || std::chrono::steady_clock::now() > until) return false;
    changed_.wait_for(lock, std::chrono::milliseconds(kWaitMs));
  }
  return true;
}

KafkaResult<> KafkaKeyTopic::become_the_writer(Until until, const StillWanted& is_wanted) {
  const auto goes_on = [&] { return is_wanted() && std::chrono::steady_clock::now() < until; };
  auto producer = KafkaProducer::make(settings_);
  if (!producer) return std::unexpected(KafkaError{KafkaTrouble::not_allowed, producer.error().what});
  if (auto taken = (*producer)->take_over(goes_on); !taken) return taken;
  auto high = offset_of(client_.get(), settings_.topic, TopicEdge::end, kAnswersWithin);
  while (!high && goes_on()) high = offset_of(client_.get(), settings_.topic, TopicEdge::end, kAnswersWithin);
  if (!high) return std::unexpected(high.error());
  if (!waits_until(until, [&] { return reached_ >= *high; }))
    return std::unexpected(
        KafkaError{KafkaTrouble::timed_out, "topic " + settings_.topic + " cannot be read to its end"});
  producer_ = std::move(*producer);
  return {};
}

/// Whatever goes wrong, the next producer settles it. Holding writing_.
Result<> KafkaKeyTopic::try_until(const std::function<KafkaResult<>()>& send, Until until,
                                  const StillWanted& is_wanted) {
  while (true) {
    if (const auto why = stopped()) return std::unexpected(*why);
    KafkaResult<> done = is_wanted() ? KafkaResult<>() : std::unexpected(not_wanted());
    if (done && !producer_) done = become_the_writer(until, is_wanted);
    if (done) done = send();
    if (done) return {};
    producer_.reset();
    const bool goes_on = done.error().trouble != KafkaTrouble::not_allowed && is_wanted();
    if (!goes_on || std::chrono::steady_clock::now() > until)
      return std::unexpected(fault_for_now(done.error()).during("topic " + settings_.topic));
    std::this_thread::sleep_for(kBetweenTries);
  }
}

Result<> KafkaKeyTopic::take_over(std::chrono::milliseconds patience, const StillWanted& is_wanted) {
  const std::lock_guard lock(writing_);
  producer_.reset();
  return try_until([] { return KafkaResult<>(); }, std::chrono::steady_clock::now() + patience, is_wanted);
}

bool KafkaKeyTopic::holds(const std::pair<std::uint64_t, KeyInTopic>& change) const {
  const KeyInTopic there = at(change.first);
  return there.is == change.second.is && there.master == change.second.master &&
         there.slot == change.second.slot;
}

Result<> KafkaKeyTopic::write(const std::function<Changes()>& work_out, std::chrono::milliseconds patience,
                              const StillWanted& is_wanted) {
  const std::lock_guard lock(writing_);
  const Until until = std::chrono::steady_clock::now() + patience;
  Changes changes;
  HTQ_TRY(try_until(
      [&]() -> KafkaResult<> {
        changes = work_out();
        if (changes.empty()) return {};
        std::vector<KafkaOutgoing> messages;
        messages.reserve(changes.size());
        for (const auto& [number, key] : changes)
          messages.push_back({std::string(RecordKey(Position{number}).view()), value_of(key)});
        if (auto sent = producer_->send(messages); !sent) return sent;
        if (waits_until(
                until, [&] { return std::ranges::all_of(changes, [&](const auto& c) { return holds(c); }); }))
          return {};
        return std::unexpected(KafkaError{KafkaTrouble::timed_out, "what was written is not read back"});
      },
      until, is_wanted));
  return {};
}

Result<> KafkaKeyTopic::let_segments_close(std::chrono::milliseconds patience, const StillWanted& is_wanted) {
  const std::lock_guard lock(writing_);
  const std::vector<KafkaOutgoing> nothing{{std::string(RecordKey(Position{kNoKey}).view()), std::nullopt}};
  return try_until([&] { return producer_->send(nothing); }, std::chrono::steady_clock::now() + patience,
                   is_wanted);
}

}  // namespace htq

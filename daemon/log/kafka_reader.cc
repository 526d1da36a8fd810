#include "daemon/log/kafka_reader.h"

#include <chrono>
#include <utility>

#include "daemon/log/kafka_offsets.h"

namespace htq {
namespace {

constexpr int kWaitMs = 50;
constexpr int kMostAtOnce = 5'000;
constexpr auto kGivesUpAfter = std::chrono::seconds(30);
constexpr char kOffset[] = "kafka offset";  // of the last record of the copy
constexpr char kTerm[] = "kafka term";

Result<std::uint64_t> kept(const RecordStore& copy, const char* name) {
  const auto bytes = copy.meta(name);
  if (!bytes) return std::unexpected(bytes.error());
  const auto number = *bytes ? RecordKey::parse(**bytes) : std::nullopt;
  if (!number)
    return fault(FaultKind::corrupted, std::string("the local copy of the log does not say its ") + name +
                                           ": remove it, and it is read again from the topic");
  return number->value;
}

}  // namespace

KafkaReader::KafkaReader(const KafkaSettings& settings, RecordStore* copy, TailCheck check, Events events)
    : settings_(settings), copy_(copy), check_(std::move(check)), events_(std::move(events)) {}

KafkaReader::~KafkaReader() = default;

Result<std::unique_ptr<KafkaReader>> KafkaReader::open(const KafkaSettings& settings, RecordStore* copy,
                                                       TailCheck check, Events events) {
  std::unique_ptr<KafkaReader> reader(new KafkaReader(settings, copy, std::move(check), std::move(events)));
  HTQ_TRY(reader->begin());
  return reader;
}

Result<> KafkaReader::begin() {
  auto client = make_kafka_client(RD_KAFKA_CONSUMER, settings_,
                                  {{"isolation.level", "read_committed"},
                                   {"check.crcs", "true"},
                                   {"enable.partition.eof", "true"},
                                   {"auto.offset.reset", "error"},
                                   {"fetch.wait.max.ms", "100"},
                                   {"fetch.error.backoff.ms", "50"},
                                   {"queued.max.messages.kbytes", "32768"}},
                                  opaque_);
  if (!client) return std::unexpected(std::move(client).error());
  client_ = std::move(*client);

  const Result<Position> end = copy_ == nullptr ? Position{} : copy_->last();
  if (!end) return std::unexpected(end.error());
  std::int64_t from = 0;
  if (end->value != 0) {
    const auto offset = kept(*copy_, kOffset);
    if (!offset) return std::unexpected(offset.error());
    const auto term = kept(*copy_, kTerm);
    if (!term) return std::unexpected(term.error());
    auto record = copy_->read(*end);
    if (!record) return std::unexpected(std::move(record).error());
    last_record_ = std::move(*record);
    from = static_cast<std::int64_t>(*offset);
    term_ = *term;
    end_ = end->value;
  }
  is_compared_ = end->value == 0;

  const auto low = patiently_offset_of(client_.get(), settings_.topic, TopicEdge::beginning);
  if (!low) return std::unexpected(fault_of(low.error()));
  const auto high = patiently_offset_of(client_.get(), settings_.topic, TopicEdge::end);
  if (!high) return std::unexpected(fault_of(high.error()));
  if (end->value == 0 ? *low > 0 : from < *low)
    return fault(FaultKind::corrupted,
                 "topic " + settings_.topic + " begins at offset " + std::to_string(*low) +
                     ": its beginning was deleted, and a log is whole. Restore the topic, or copy the log "
                     "directory of a daemon that has all of it");
  if (end->value != 0 && from >= *high)
    return fault(FaultKind::corrupted,
                 "the local copy of the log is ahead of topic " + settings_.topic + ": it ends with record " +
                     std::to_string(end->value) + " at offset " + std::to_string(from) +
                     ", and the topic ends before offset " + std::to_string(*high) +
                     ". The brokers have lost what was acknowledged: keep this directory, it has it");
  topic_.reset(rd_kafka_topic_new(client_.get(), settings_.topic.c_str(), nullptr));
  reached_ = from;
  if (rd_kafka_consume_start(topic_.get(), 0, from) != 0)
    return std::unexpected(fault_of(trouble_of(rd_kafka_last_error(), "read topic " + settings_.topic)));
  return {};
}

KafkaResult<std::int64_t> KafkaReader::high_watermark(std::chrono::milliseconds within) const {
  return offset_of(client_.get(), settings_.topic, TopicEdge::end, within);
}

Result<> KafkaReader::read_to_end(const std::function<bool(Position)>& goes_on) {
  const auto high = patiently_offset_of(client_.get(), settings_.topic, TopicEdge::end);
  if (!high) return std::unexpected(fault_of(high.error()));
  std::int64_t before = reached();
  auto moved = std::chrono::steady_clock::now();
  while (reached() < *high) {
    HTQ_TRY(step());
    const auto now = std::chrono::steady_clock::now();
    if (reached() == before && now - moved > kGivesUpAfter)
      return std::unexpected(trouble().value_or(
          Fault{FaultKind::unavailable,
                "topic " + settings_.topic + " cannot be read: nothing has come for 30 seconds"}));
    if (reached() == before) continue;
    before = reached();
    moved = now;
    if (!goes_on(end())) return fault(FaultKind::unavailable, "It was asked to stop.");
  }
  return {};
}

Result<> KafkaReader::step() {
  if (trouble_.asks_anew(std::chrono::steady_clock::now())) ask_anew();
  // Message by message: the call that takes many waits for as long as it may, also when something is there.
  int wait = kWaitMs;
  for (int taken = 0; taken < kMostAtOnce; ++taken) {
    const std::unique_ptr<rd_kafka_message_t, decltype(&rd_kafka_message_destroy)> message(
        rd_kafka_consume(topic_.get(), 0, wait), &rd_kafka_message_destroy);
    if (!message) return {};
    wait = 0;
    HTQ_TRY(message->err == RD_KAFKA_RESP_ERR_NO_ERROR ? take(*message) : take_error(*message));
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
      trouble_.went_on();
    const std::int64_t looked_at = message->err == RD_KAFKA_RESP_ERR_NO_ERROR         ? message->offset + 1
                                   : message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF ? message->offset
                                                                                      : 0;
    if (looked_at > reached()) reached_.store(looked_at, std::memory_order_release);
  }
  return {};
}

/// From where it stands: so that the end, too, or an error is told once more (read_trouble.h).
void KafkaReader::ask_anew() {
  constexpr int kWithoutWaiting = 0;
  rd_kafka_seek(topic_.get(), 0, reached(), kWithoutWaiting);
}

Result<> KafkaReader::take_error(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    // The last record of the copy is read first, and comes before any end.
    if (is_compared_) return {};
    return fault(FaultKind::corrupted, "topic " + settings_.topic + " has no record at offset " +
                                           std::to_string(reached()) +
                                           ", where the local copy of the log ends");
  }
  if (message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE ||
      message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    return fault(FaultKind::corrupted, "topic " + settings_.topic + " has lost records from offset " +
                                           std::to_string(reached()) + " on");
  auto error = trouble_of(message.err, "read topic " + settings_.topic);
  if (error.trouble == KafkaTrouble::fatal) return std::unexpected(fault_of(error));
  trouble_.failed(std::move(error), std::chrono::steady_clock::now());
  return {};
}

Result<> KafkaReader::compare_with_copy(const rd_kafka_message_t& message) {
  const auto read = read_kafka_message(message);
  if (!read || message.offset != reached() || read->position != end() || read->record != last_record_)
    return fault(FaultKind::corrupted,
                 "the local copy of the log is not of topic " + settings_.topic + ": record " +
                     std::to_string(end().value) +
                     " is another one there. A topic that was made anew needs a new data directory");
  is_compared_ = true;
  return {};
}

Result<> KafkaReader::take(const rd_kafka_message_t& message) {
  if (!is_compared_) return compare_with_copy(message);
  // A defect of the client hands out some messages twice.
  if (message.offset < reached()) return {};
  const auto read = read_kafka_message(message);
  const auto wrong = [&](const std::string& what) {
    return fault(FaultKind::corrupted,
                 "topic " + settings_.topic + ", offset " + std::to_string(message.offset) + ": " + what);
  };
  if (!read) return wrong("this is no record of a log. Nothing else may write to the topic");
  if (!batch_) {
    if (read->position != read->first) return wrong("a batch begins in its middle");
    batch_ = std::make_shared<Batch>(Batch{.first = read->first, .records = {}});
    batch_last_ = read->last;
  }
  if (read->first != batch_->first || read->last != batch_last_ ||
      read->position.value != batch_->first.value + batch_->records.size())
    return wrong("a batch is not whole");
  batch_->records.emplace_back(read->record);
  if (read->position != batch_last_) return {};
  return decide(read->term, message.offset);
}

Result<> KafkaReader::decide(std::uint64_t term, std::int64_t offset) {
  const SharedBatch batch = std::exchange(batch_, nullptr);
  if (term < this->term() || batch->first <= end()) {
    if (events_.on_ignored) events_.on_ignored(batch->first, term);
    return {};
  }
  if (batch->first != end().next())
    return fault(FaultKind::corrupted, "topic " + settings_.topic + " has lost records: after " +
                                           std::to_string(end().value) + " comes " +
                                           std::to_string(batch->first.value));
  if (check_) {
    std::string_view previous = last_record_;
    Position position = end();
    for (const std::string& record : batch->records) {
      if (position.value != 0) HTQ_TRY(check_({position, previous}, {position.next(), record}));
      previous = record;
      position = position.next();
    }
  }
  if (copy_ != nullptr)
    HTQ_TRY(copy_->write(
        *batch, {{kOffset, eight_bytes(static_cast<std::uint64_t>(offset))}, {kTerm, eight_bytes(term)}},
        RecordStore::Synced::no));
  last_record_ = batch->records.back();
  term_.store(term, std::memory_order_release);
  end_.store(batch->last().value, std::memory_order_release);
  events_.on_batch(batch, term);
  return {};
}

}  // namespace htq

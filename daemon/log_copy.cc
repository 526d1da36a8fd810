#include "daemon/log_copy.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>
#include <optional>
#include <utility>

#include "daemon/log/kafka_members.h"
#include "daemon/log/kafka_topic.h"
#include "daemon/record_check.h"
#include "daemon/record_hash.h"
#include "domain/office.h"
#include "projections/persons.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

using Is = KeyInTopic::Is;

constexpr auto kPatience = std::chrono::seconds(30);
constexpr std::chrono::milliseconds kPatienceForKeys(kPatience);
constexpr std::size_t kMostRecords = 2'000;
constexpr std::size_t kMostBytes = 4 << 20;
constexpr std::uint64_t kKeysAtOnce = 5'000;

Fault broken_off() {
  return {FaultKind::unavailable, "The copy was broken off. The next one goes on where it ended."};
}

std::string numbered(const char* what, std::uint64_t number) {
  return std::string(what) + " " + std::to_string(number);
}

/// The next records of the log, whole commands: who follows the log sees a command's events all or none.
Result<Batch> next_batch(const EventLog& log, Position from) {
  Batch batch{.first = from, .records = {}};
  std::size_t bytes = 0;
  std::size_t whole = 0;  // records up to the end of a command
  const auto scan = log.scan(from);
  while (whole < kMostRecords && (bytes < kMostBytes || whole == 0)) {
    const auto record = scan->next();
    if (!record) return std::unexpected(record.error());
    if (!*record) break;
    bytes += (*record)->bytes.size();
    batch.records.emplace_back((*record)->bytes);
    StoredEvent stored((*record)->bytes);
    if (stored.record().getCommandPart() >= stored.record().getCommandParts()) whole = batch.records.size();
  }
  batch.records.resize(whole);
  return batch;
}

}  // namespace

/// The topic, as far as it has been read and compared.
class LogCopy::Target {
 public:
  Target(const EventLog& log, KafkaSettings settings, Running& running)
      : log_(log), settings_(std::move(settings)), running_(running) {
    crypto_generichash_init(&digest_, nullptr, 0, crypto_generichash_BYTES);
  }

  /// Reads and compares what is there.
  Result<> open() {
    auto reader = KafkaReader::open(
        settings_, nullptr, check_record,
        {.on_batch = [this](const SharedBatch& batch, std::uint64_t) { compare(*batch); }, .on_ignored = {}});
    if (!reader) return std::unexpected(std::move(reader).error());
    reader_ = *std::move(reader);
    return read_to_end();
  }

  /// Nobody else writes to it from now on.
  Result<> take_over() {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    auto producer = KafkaProducer::make(settings_);
    if (!producer) return std::unexpected(std::move(producer).error());
    producer_ = *std::move(producer);
    const auto taken = producer_->take_over(
        [&] { return !running_.is_cancelled && std::chrono::steady_clock::now() < until; });
    if (!taken) return std::unexpected(fault_of(taken.error()));
    HTQ_TRY(read_to_end());
    term_ = reader_->term() + 1;
    return {};
  }

  /// Until it is there, read back and compared.
  Result<> append(const Batch& batch) {
    if (const auto sent = producer_->append(batch, term_); !sent) {
      if (sent.error().trouble == KafkaTrouble::fenced)
        return fault(FaultKind::unavailable,
                     "Another copy, or a daemon, has taken the topic over (" + sent.error().what + ").");
      return std::unexpected(fault_of(sent.error()));
    }
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (reader_->end() < batch.last()) {
      HTQ_TRY(reader_->step());
      HTQ_TRY(is_the_same());
      if (std::chrono::steady_clock::now() > until)
        return fault(FaultKind::unavailable,
                     "What was written to topic " + settings_.topic + " cannot be read back.");
    }
    return {};
  }

  Position end() const { return reader_->end(); }
  std::uint64_t bytes() const { return bytes_; }
  std::string last_hash() const { return last_hash_; }
  std::string digest() const {
    crypto_generichash_state so_far = digest_;
    std::string digest(crypto_generichash_BYTES, '\0');
    crypto_generichash_final(&so_far, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
    return digest;
  }

 private:
  Result<> read_to_end() {
    HTQ_TRY(reader_->read_to_end([](Position) { return true; }));
    return is_the_same();
  }
  Result<> is_the_same() const {
    if (differs_) return std::unexpected(*differs_);
    return {};
  }
  void compare(const Batch& batch) {
    Position position = batch.first;
    for (const std::string& record : batch.records) {
      if (differs_) return;
      if (position > log_.end()) {
        differs_ =
            Fault{FaultKind::bad_input,
                  "Topic " + settings_.topic + " goes on where this log ends: the office is there already."};
        return;
      }
      const auto ours = log_.read(position);
      if (!ours)
        differs_ = ours.error();
      else if (*ours != record)
        differs_ =
            Fault{FaultKind::bad_input, "Topic " + settings_.topic +
                                            " holds another log: " + numbered("record", position.value) +
                                            " is not the one of this office. Copy to a topic that is not "
                                            "there yet, or remove it"};
      bytes_ += record.size();
      crypto_generichash_update(&digest_, reinterpret_cast<const unsigned char*>(record.data()),
                                record.size());
      position = position.next();
    }
    last_hash_ = record_hash(batch.records.back());
    running_.compared = batch.last().value;
    running_.end = log_.end().value;
  }

  const EventLog& log_;
  const KafkaSettings settings_;
  Running& running_;
  std::optional<Fault> differs_;
  std::uint64_t bytes_ = 0;
  std::string last_hash_;
  crypto_generichash_state digest_{};
  std::uint64_t term_ = 0;
  std::unique_ptr<KafkaReader> reader_;
  std::unique_ptr<KafkaProducer> producer_;
};

LogCopy::LogCopy(Parts parts) : parts_(std::move(parts)), executor_("copy") {}

LogCopy::~LogCopy() {
  const std::lock_guard lock(mutex_);
  if (running_) running_->is_cancelled = true;
}

std::shared_ptr<LogCopy::Running> LogCopy::begin(Asked asked) {
  const std::lock_guard lock(mutex_);
  if (running_ && !running_->is_done) return nullptr;
  running_ = std::make_shared<Running>();
  executor_.post([this, asked = std::move(asked), running = running_] {
    running->outcome = run(asked, *running);
    if (!running->outcome)
      parts_.logger.warn("log_not_copied", {{"reason", running->outcome.error().what}},
                         "The log was not copied to its end.");
    else
      parts_.logger.info("log_copied",
                         {{"to", destination()},
                          {"records", running->outcome->end.value},
                          {"moved", running->outcome->has_moved ? "yes" : "no"}},
                         "Every record of the log is there, and is the same.");
    running->is_done = true;
  });
  return running_;
}

Result<LogCopy::Report> LogCopy::run(const Asked& asked, Running& running) {
  if (parts_.master_key_is_beside_the_keys)
    return fault(
        FaultKind::bad_input,
        "The master key lies beside the keys of persons, and the daemons on Kafka need it: give it a "
        "place of its own first, with htqd keys rotate --to FILE.");
  running.end = parts_.log.end().value;
  HTQ_TRY(prepare_topic(parts_.to, needs_of_a_log(parts_.to)));
  const auto members = members_of_group(parts_.to);
  if (!members) return std::unexpected(members.error());
  if (!members->empty())
    return fault(FaultKind::bad_input, "Topic " + parts_.to.topic + " is the log of daemons that run: " +
                                           members->front() + ". Nothing is copied to it.");
  Target target(parts_.log, parts_.to, running);
  HTQ_TRY(target.open());
  Position before = target.end();
  HTQ_TRY(target.take_over());
  before = std::max(before, target.end());
  auto keys = KafkaKeyTopic::open(beside_the_log(parts_.to), parts_.keys.master().mark());
  if (!keys) return std::unexpected(std::move(keys).error());
  bool has_moved = false;
  const auto is_wanted = [&] { return has_moved || !running.is_cancelled; };
  HTQ_TRY((*keys)->take_over(kPatienceForKeys, is_wanted));

  Report report;
  HTQ_TRY(copy_until_level(target, is_wanted));
  const auto is_left = is_left_for_it();
  if (!is_left) return std::unexpected(is_left.error());
  has_moved = *is_left;
  std::uint64_t end_of_keys = std::numeric_limits<std::uint64_t>::max();
  if (!asked.moves && !has_moved) {
    // Those alone that the log names: what stands ready here for later seals nothing there, and another copy of
    // this directory has other keys under the same numbers.
    HTQ_TRY(wait_for_rows(target.end()));
    const RowView rows = parts_.projector.view();
    const auto next = next_key_number(rows.snapshot(), rows.family("persons"));
    if (!next) return std::unexpected(next.error());
    end_of_keys = *next;
  }
  HTQ_TRY(copy_keys(**keys, end_of_keys, report, is_wanted));
  if (asked.moves && !has_moved) {
    HTQ_TRY(copy_until_level(target, is_wanted));
    if (running.is_cancelled) return std::unexpected(broken_off());
    HTQ_TRY(leave(asked));
    has_moved = true;
  }
  if (has_moved) {
    // Nothing more comes to this log: what is there now is all there will be.
    HTQ_TRY(copy_up_to_the_end(target, is_wanted));
    HTQ_TRY(copy_keys(**keys, end_of_keys, report, is_wanted));
    HTQ_TRY(wait_for_rows(target.end()));
  }
  auto rows = standings(parts_.projector.view());
  if (!rows) return std::unexpected(std::move(rows).error());
  report.end = target.end();
  report.copied = target.end().value - before.value;
  report.bytes = target.bytes();
  report.last_hash = target.last_hash();
  report.digest = target.digest();
  report.has_moved = has_moved;
  report.standings = *std::move(rows);
  return report;
}

Result<> LogCopy::wait_for_rows(Position position) {
  const auto applied = std::make_shared<std::promise<void>>();
  parts_.projector.when_applied(position, [applied] { applied->set_value(); });
  if (applied->get_future().wait_for(kPatience) != std::future_status::ready)
    return fault(FaultKind::unavailable, "The rows of this daemon are behind its log.");
  return {};
}

/// While commands come in there is always something more: what is left for the end is one batch.
Result<> LogCopy::copy_until_level(Target& target, const StillWanted& is_wanted) {
  do {
    HTQ_TRY(copy_up_to_the_end(target, is_wanted));
  } while (parts_.log.end().value - target.end().value > kMostRecords);
  return {};
}

/// As of now.
Result<> LogCopy::copy_up_to_the_end(Target& target, const StillWanted& is_wanted) {
  const Position end = parts_.log.end();
  while (target.end() < end) {
    if (!is_wanted()) return std::unexpected(broken_off());
    const auto batch = next_batch(parts_.log, target.end().next());
    if (!batch) return std::unexpected(batch.error());
    HTQ_TRY(target.append(*batch));
  }
  return {};
}

/// Whether the last record says that the office moved there; a fault if it moved to somewhere else.
Result<bool> LogCopy::is_left_for_it() const {
  const Position end = parts_.log.end();
  if (end.value == 0) return false;
  const auto bytes = parts_.log.read(end);
  if (!bytes) return std::unexpected(bytes.error());
  StoredEvent last(*bytes);
  if (!last.record().getBody().isLogMoved()) return false;
  const std::string to = string(last.record().getBody().getLogMoved().getDestination());
  if (to == destination()) return true;
  return fault(FaultKind::bad_input, "The office has moved to " + to + ".");
}

/// The last record of this log; when it is durable, nothing can follow it.
Result<> LogCopy::leave(const Asked& asked) {
  Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
              .actor = {.subject = "system", .roles = {Role::SYSTEM}, .on_behalf_of = asked.by},
              .command_id = "log-moved/" + destination(),
              .received_at = parts_.clock.now()};
  auto command = order.message->initRoot<Command>();
  command.setTarget(text(std::string(kLogStream)));
  auto event = command.initMoveLog();
  event.setDestination(text(destination()));
  event.setAddress(text(asked.address));
  std::promise<Result<>> answered;
  parts_.engine.submit(std::move(order), [&answered](Reply reply) {
    if (std::holds_alternative<Receipt>(reply)) return answered.set_value({});
    if (auto* fault = std::get_if<Fault>(&reply))
      return answered.set_value(std::unexpected(std::move(*fault)));
    answered.set_value(fault(FaultKind::bad_input, "The office does not let its log be moved."));
  });
  return answered.get_future().get();
}

Result<> LogCopy::copy_keys(KafkaKeyTopic& topic, std::uint64_t end, Report& report,
                            const StillWanted& is_wanted) const {
  report.keys = report.destroyed_keys = 0;
  const std::string master = parts_.keys.master().mark();
  KafkaKeyTopic::Changes changes;
  const auto write = [&] { return topic.write([&] { return changes; }, kPatienceForKeys, is_wanted); };
  const auto take = [&](std::uint64_t number, std::string_view slot) -> Result<> {
    if (number >= end) return {};
    const KeyInTopic there = topic.at(number);
    const bool is_destroyed = slot.empty();
    ++(is_destroyed ? report.destroyed_keys : report.keys);
    if (is_destroyed) {
      if (there.is == Is::destroyed) return {};
      changes.emplace_back(number,
                           KeyInTopic{.is = Is::destroyed,
                                      .master = {},
                                      .slot = there.is == Is::wrapped ? std::string(there.mark())
                                                                      : std::string(kKeyMarkBytes, '\0')});
    } else if (there.is == Is::never_made) {
      changes.emplace_back(number,
                           KeyInTopic{.is = Is::wrapped, .master = master, .slot = std::string(slot)});
    } else if (there.is == Is::destroyed || there.mark() != slot.substr(0, kKeyMarkBytes)) {
      return fault(FaultKind::bad_input, "The topic of keys holds those of another office: " +
                                             numbered("key", number) + " is not the one of this office.");
    }
    if (changes.size() < kKeysAtOnce) return {};
    HTQ_TRY(write());
    changes.clear();
    return {};
  };
  const PersonKey office(kOfficeKeyNumber, parts_.office_key);
  HTQ_TRY(take(kOfficeKeyNumber, wrap_key(kOfficeKeyNumber, office, parts_.keys.master())));
  report.keys = 0;  // that of the office is no person's
  HTQ_TRY(parts_.keys.each(take));
  return write();
}

}  // namespace htq

#include "daemon/log/kafka_log.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "daemon/log/kafka_topic.h"
#include "daemon/log/posix_file.h"
#include "domain/ensure.h"

namespace htq {
namespace {

constexpr auto kBetweenTries = std::chrono::milliseconds(200);
// Of a broker that is asked where the topic ends: if it is gone, another leads by the next time.
constexpr std::chrono::milliseconds kFirstPatience(250), kMostPatience(2'000);
constexpr auto kClosesWithin = std::chrono::seconds(5);

Fault not_ours(std::string what) {
  return {FaultKind::unavailable, std::move(what)};
}

}  // namespace

KafkaLog::KafkaLog(const KafkaLogOptions& options) : options_(options) {}

Result<std::unique_ptr<KafkaLog>> KafkaLog::open(const KafkaLogOptions& options) {
  HTQ_TRY(prepare_topic(options.kafka, needs_of_a_log(options.kafka)));
  std::unique_ptr<KafkaLog> log(new KafkaLog(options));
  HTQ_TRY(make_directory(options.directory));
  // Whatever is torn off the copy is read again.
  auto copy = RecordStore::open({.directory = options.directory / "kafka",
                                 .cache_bytes = options.cache_bytes,
                                 .write_buffer_bytes = options.write_buffer_bytes},
                                RecordStore::Damage::end_at_the_first_sign);
  if (!copy) return std::unexpected(std::move(copy).error());
  log->copy_ = std::move(*copy);
  auto reader = KafkaReader::open(
      options.kafka, log->copy_.get(), options.check,
      {.on_batch = [raw = log.get()](const SharedBatch& batch,
                                     std::uint64_t term) { raw->on_batch(batch, term); },
       .on_ignored = [raw = log.get()](Position first,
                                       std::uint64_t term) { raw->on_ignored(first, term); }});
  if (!reader) return std::unexpected(std::move(reader).error());
  log->reader_ = std::move(*reader);
  HTQ_TRY(log->reader_->read_to_end(options.goes_on));
  return log;
}

void KafkaLog::leave() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (election_) election_->leave();
  if (!writing_) return;
  std::promise<void> passed;
  writing_->post([&passed] { passed.set_value(); });
  passed.get_future().wait();
}

KafkaLog::~KafkaLog() {
  leave();
  writing_.reset();  // what is under way is read back
  {
    const std::lock_guard lock(mutex_);
    stops_reading_ = true;
  }
  if (reading_.joinable()) reading_.join();
}

Result<> KafkaLog::begin(Events events) {
  events_ = std::move(events);
  writing_ = std::make_unique<ThreadExecutor>("log");
  reading_ = std::thread([this] { read_on(); });
  pthread_setname_np(reading_.native_handle(), "log-reader");
  auto election =
      KafkaElection::make(options_.kafka, {.on_word = [this](KafkaElection::Word word) { hear(word); },
                                           .on_broken =
                                               [this](Fault why) {
                                                 const std::lock_guard lock(mutex_);
                                                 if (!stopped_) stopped_ = std::move(why);
                                                 changed_.notify_all();
                                               }});
  if (!election) return std::unexpected(std::move(election).error());
  election_ = std::move(*election);
  has_begun_ = true;
  return election_->join();
}

// ---- What comes in: the reading thread.

void KafkaLog::read_on() {
  while (true) {
    std::vector<Work> passing;
    {
      const std::lock_guard lock(mutex_);
      if (stops_reading_) return;
      passing.swap(passing_);
    }
    for (Work& arrived : passing) arrived();
    Result<> read = reader_->step();
    note_trouble(reader_->trouble());
    const std::lock_guard lock(mutex_);
    if (!read && !stopped_) stopped_ = std::move(read).error();
    changed_.notify_all();
    if (stopped_) return;
  }
}

void KafkaLog::note_trouble(std::optional<Fault> trouble) {
  {
    const std::lock_guard lock(mutex_);
    std::swap(trouble_, trouble);
    if (trouble_.has_value() == trouble.has_value()) return;
    trouble = trouble_;
  }
  if (events_.on_trouble) events_.on_trouble(trouble);
}

void KafkaLog::on_batch(const SharedBatch& batch, std::uint64_t term) {
  if (told_term_ != term) {
    told_term_ = term;
    if (events_.on_new_term) events_.on_new_term(batch);
  }
  followers_.publish(batch);
  const std::lock_guard lock(mutex_);
  if (pending_ && batch->first == pending_->batch->first)
    pending_->is_ours = term == term_ && batch->records == pending_->batch->records;
  // Somebody else has been elected, and has written.
  if (writes_ && term > term_) {
    is_chosen_ = false;
    election_->ask_again();
    writing_->post([this] { look(); });
  }
  changed_.notify_all();
}

void KafkaLog::on_ignored(Position first, std::uint64_t term) {
  {
    const std::lock_guard lock(mutex_);
    if (pending_ && first == pending_->batch->first && term == term_) pending_->is_ours = false;
    changed_.notify_all();
  }
  if (events_.on_ignored) events_.on_ignored(first, term);
}

void KafkaLog::pass(Work arrived) {
  const std::lock_guard lock(mutex_);
  passing_.push_back(std::move(arrived));
}

// ---- Who writes: the writing thread.

void KafkaLog::hear(KafkaElection::Word word) {
  const std::lock_guard lock(mutex_);
  is_in_doubt_ = word == KafkaElection::Word::none && is_chosen_;
  if (word != KafkaElection::Word::none) is_chosen_ = word == KafkaElection::Word::chosen;
  changed_.notify_all();
  writing_->post([this] { look(); });
}

bool KafkaLog::is_wanted() const {
  const std::lock_guard lock(mutex_);
  return is_chosen_ && !closing_ && !stopped_;
}

bool KafkaLog::is_in_doubt() const {
  const std::lock_guard lock(mutex_);
  return is_in_doubt_;
}

void KafkaLog::look() {
  if (writes_ && (!is_wanted() || is_in_doubt())) {
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return;  // what was taken in is written still
    }
    lose(
        not_ours("Another daemon has been elected, or may have been: the brokers do not say any more that "
                 "this one writes."));
  }
  while (!writes_ && is_wanted()) {
    if (take_over()) break;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kBetweenTries, [&] { return closing_ || !is_chosen_; });
  }
}

bool KafkaLog::take_over() {
  if (is_in_doubt() && !nobody_else_has_written()) return false;
  auto producer = KafkaProducer::make(options_.kafka);
  if (!producer) {
    const std::lock_guard lock(mutex_);
    stopped_ = std::move(producer).error();
    return false;
  }
  const auto taken = (*producer)->take_over([this] { return is_wanted() && !is_in_doubt(); });
  if (!taken) {
    if (taken.error().trouble == KafkaTrouble::fenced) {
      const std::lock_guard lock(mutex_);
      is_chosen_ = false;
      election_->ask_again();
    } else if (is_wanted()) {
      cannot_take_over(fault_for_now(taken.error()));
    }
    return false;
  }
  // Nothing of anyone before comes after this. Now everything that is there is read.
  if (!read_to_the_end()) return false;
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || stopped_ || !is_chosen_) return false;
    term_ = reader_->term() + 1;
    next_ = reader_->end().value + 1;
    ++turns_;
    writes_ = true;
  }
  told_trouble_.clear();
  producer_ = std::move(*producer);
  events_.on_elected();
  return true;
}

/// Where the group says nothing, the topic does: whoever is elected writes that. So a coordinator that is
/// away costs a turn and no election, and one that was cut off disturbs nobody when it comes back.
bool KafkaLog::nobody_else_has_written() {
  if (!read_to_the_end()) return false;
  const std::lock_guard lock(mutex_);
  // If the group has spoken meanwhile, its word counts.
  if (std::exchange(is_in_doubt_, false) && reader_->term() > term_) is_chosen_ = false;
  return is_chosen_;
}

/// To what is the end now; false: it is not to write any more.
bool KafkaLog::read_to_the_end() {
  auto patience = kFirstPatience;
  auto high = reader_->high_watermark(patience);
  while (!high && is_wanted()) {
    patience = std::min(2 * patience, kMostPatience);
    if (!may_pass(high.error())) cannot_take_over(fault_for_now(high.error()));
    high = reader_->high_watermark(patience);
  }
  if (!high) return false;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closing_ || stopped_ || !is_chosen_ || reader_->reached() >= *high; });
  return !closing_ && !stopped_ && is_chosen_;
}

/// Each reason once: it is tried again and again.
void KafkaLog::cannot_take_over(const Fault& why) {
  if (std::exchange(told_trouble_, why.what) != why.what) events_.on_not_taken_over(why);
}

void KafkaLog::append(SharedBatch batch, std::move_only_function<void(Result<>)> done) {
  ensure(batch != nullptr && !batch->records.empty(), "a batch is not empty");
  ensure(!appending_.exchange(true), "one append at a time");
  ensure(!writes_ || batch->first.value <= next_, "a batch follows the end of the log");
  // Who appends has not heard yet of what happens meanwhile: a batch of one turn is never written in the next.
  writing_->post([this, turn = turns_.load(), batch = std::move(batch), done = std::move(done)]() mutable {
    const bool is_of_this_turn = turn == turns_;
    Result<> result = is_of_this_turn ? write(batch) : std::unexpected(not_ours("The turn to write was over."));
    appending_.store(false);
    const bool ends_the_turn = is_of_this_turn && writes_ && !result;
    std::optional<Fault> why;
    if (ends_the_turn) why = result.error();
    done(std::move(result));
    if (!why) return;
    lose(*why);
    look();
  });
}

Result<> KafkaLog::write(const SharedBatch& batch) {
  if (!writes_ || batch->first.value != next_) {
    const auto why = stopped();
    return std::unexpected(why ? *why : not_ours("This daemon is not the one that writes."));
  }
  {
    const std::lock_guard lock(mutex_);
    pending_ = Pending{.batch = batch};
  }
  const auto sent = producer_->append(*batch, term_);
  Result<> written;
  if (sent) {
    written = wait_until_read_back();
  } else {
    written = std::unexpected(fault_for_now(sent.error()));
    if (sent.error().trouble == KafkaTrouble::fenced) {
      const std::lock_guard lock(mutex_);
      is_chosen_ = false;
      election_->ask_again();
    }
  }
  const std::lock_guard lock(mutex_);
  pending_.reset();
  if (written) next_ = batch->last().value + 1;
  return written;
}

Result<> KafkaLog::wait_until_read_back() {
  std::unique_lock lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + 2 * options_.kafka.transaction_timeout;
  const auto is_settled = [&] { return pending_->is_ours.has_value() || stopped_ || trouble_; };
  while (!changed_.wait_until(lock, std::min(until, std::chrono::steady_clock::now() + kClosesWithin),
                              is_settled)) {
    if (closing_)
      return std::unexpected(not_ours("The log is closed, and the batch has not been read back."));
    if (std::chrono::steady_clock::now() >= until)
      return std::unexpected(not_ours(
          "The batch was written and does not come back from the brokers: whether it is on record shows when "
          "it can be read."));
  }
  if (pending_->is_ours == true) return {};
  if (stopped_) return std::unexpected(*stopped_);
  if (!pending_->is_ours) return std::unexpected(*trouble_);
  return std::unexpected(not_ours("Another daemon has written in the meantime."));
}

/// Ends this daemon's turn.
void KafkaLog::lose(const Fault& why) {
  writes_ = false;
  producer_.reset();
  events_.on_lost(why);
}

// ---- What is asked of it: any thread.

std::unique_ptr<LogScan> KafkaLog::scan(Position from) const {
  ensure(from.value > 0, "the first record is 1");
  return copy_->scan(from, end());
}

Result<std::string> KafkaLog::read(Position position) const {
  const Position last = end();
  if (position.value == 0 || position > last)
    return fault(FaultKind::bad_input, "there is no record " + std::to_string(position.value) +
                                           ": the log ends at " + std::to_string(last.value));
  return copy_->read(position);
}

std::unique_ptr<Following> KafkaLog::follow(std::function<void(const SharedBatch&)> follower) {
  return followers_.add(std::move(follower));
}

std::optional<Fault> KafkaLog::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

std::optional<Fault> KafkaLog::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

bool KafkaLog::writes() const {
  return writes_;
}

KafkaLog::View KafkaLog::look_at_brokers() const {
  View view;
  if (has_begun_) view.daemons = election_->members();
  // As long as nobody answers, nobody knows.
  if (const auto high = reader_->high_watermark(kMostPatience))
    view.behind = static_cast<std::uint64_t>(std::max<std::int64_t>(0, *high - reader_->reached()));
  return view;
}

}  // namespace htq

#include "daemon/engine.h"

#include <capnp/schema.h>
#include <sodium.h>

#include <utility>

#include "daemon/planted.h"
#include "domain/case_reference.h"
#include "domain/decide.h"
#include "domain/ensure.h"
#include "domain/evolve.h"
#include "domain/log_level.h"
#include "domain/workflow.h"
#include "projections/commands.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kMostDuesAtOnce = 64;

std::string digest_of(Command::Reader command, const std::string& key) {
  const kj::Array<capnp::word> words = capnp::canonicalize(command);
  const auto bytes = words.asBytes();
  std::string digest(kCommandDigestBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), bytes.begin(),
                     bytes.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return digest;
}

Fault too_much(std::string why) {
  return {FaultKind::overloaded, std::move(why)};
}

}  // namespace

Engine::Engine(Executor& executor, EventLog& log, Projector& projector, const Clock& clock, Random& random,
               KeyStore& keys, Options options)
    : executor_(executor),
      log_(log),
      projector_(projector),
      clock_(clock),
      options_(std::move(options)),
      person_keys_(keys, options_.person_keys),
      writer_({}, clock, random, person_keys_),
      inbox_(options_.queue_length),
      cases_(options_.cached_streams),
      answered_(log),
      building_(std::make_shared<Batch>()) {}

Engine::~Engine() = default;

void Engine::submit(Order order, Answering answering) {
  take({std::move(order), std::move(answering)});
}

/// A submission in the last hour of its window. If a fault is all the answer it gets, whatever the fault,
/// that is counted.
void Engine::let_it_come_first(Waiting& waiting) {
  const auto submission = last_hour_.submission_of(waiting.order);
  if (!submission) return;
  waiting.comes_first = true;
  if (submission->window.empty()) return;  // no official judges the lateness of a resubmission
  waiting.answering = [this, submission = *submission, at = waiting.order.received_at,
                       answering = std::move(waiting.answering)](Reply reply) mutable {
    if (std::holds_alternative<Fault>(reply)) turned_away_.add(submission, {.first = at, .last = at});
    answering(std::move(reply));
  };
}

void Engine::take(Waiting waiting) {
  if (options_.by_hand == nullptr) let_it_come_first(waiting);
  std::optional<Fault> why_not;
  {
    const std::lock_guard lock(mutex_);
    if (finishing_ || stopped_ || recovering_ || stalled_) {
      why_not = finishing_ ? finishing_ : stopped_ ? stopped_ : recovering_ ? recovering_ : stalled_;
    } else if (!inbox_.has_room_for(waiting)) {
      why_not = too_much("The queue of commands is full: try again shortly.");
    } else {
      inbox_.put(std::move(waiting));
      schedule();
    }
  }
  if (why_not) waiting.answering(*why_not);
}

/// Has the executor take a step, once however often it is asked. Holding mutex_.
void Engine::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  executor_.post([this] { step(); });
}

std::size_t Engine::queued() const {
  const std::lock_guard lock(mutex_);
  return inbox_.size();
}

void Engine::set_stalled(std::optional<Fault> why) {
  const std::lock_guard lock(mutex_);
  stalled_ = std::move(why);
}

std::optional<Fault> Engine::stalled() const {
  const std::lock_guard lock(mutex_);
  return stalled_;
}

std::optional<Fault> Engine::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

/// Decides what waits, up to a full batch, and hands the batch to the log if the last one is durable.
void Engine::step() {
  bool is_finishing = false;
  {
    const std::lock_guard lock(mutex_);
    // What was lost is still in memory: nothing may be decided on it.
    if (stopped_ || recovering_) {
      scheduled_ = false;
      return;
    }
    is_finishing = finishing_.has_value();
    if (is_finishing) scheduled_ = false;
  }
  if (is_finishing) {
    append();
    return release_answers();
  }
  look_for_a_step_of_the_clock();
  // The order matters: what the rows are known to hold, then a snapshot that holds at least that, then the
  // pins.
  const RowView rows = projector_.view();
  release(rows.applied());
  if (options_.by_hand != nullptr) {
    take_one_by_one(rows);
  } else {
    record_what_was_turned_away(rows);
    take_what_was_sent(rows);
    look_again_at_cases(rows);
    take_what_is_due(rows, kMostDuesAtOnce);
  }
  append();
  release_answers();
  // What is left waits for the batch in flight, if there is one: appended() steps again.
  const std::lock_guard lock(mutex_);
  const bool has_room = !in_flight_ || (options_.by_hand == nullptr && room() != 0);
  if (has_room && (!inbox_.empty() || agenda_.has_cases_to_look_at() || moving_ || is_due())) schedule();
}

void Engine::take_what_was_sent(const RowView& rows) {
  std::deque<Waiting> taken;
  {
    const std::lock_guard lock(mutex_);
    scheduled_ = false;
    taken = inbox_.take(room());
  }
  if (is_planted(Plant::drops_a_command) && taken.size() > 2) taken.pop_back();
  for (Waiting& waiting : taken) handle(std::move(waiting), rows);
}

void Engine::handle(Waiting waiting, const RowView& rows) {
  if (const auto why = stopped()) return answer(std::move(waiting.answering), *why);
  Order& order = waiting.order;
  const Command::Reader command = order.message->getRoot<Command>().asReader();
  const Action action = command.which();
  const StreamKind kind = kind_of(action);

  const std::string key = command_key(
      is_planted(Plant::takes_the_key_of_somebody_else) ? "" : order.actor.subject, order.command_id);
  const std::string digest = digest_of(command, options_.digest_key);
  auto before = answered_.find(key, digest, rows);
  if (!before)
    return answer(std::move(waiting.answering),
                  std::move(before).error().during("look up command " + order.command_id));
  if (*before && !is_planted(Plant::decides_a_command_twice))
    return answer(std::move(waiting.answering), std::move(**before));

  if (writer_.head().position.value - rows.applied().value >= options_.unapplied_records &&
      !order.actor.roles.has(Role::SYSTEM))
    return answer(std::move(waiting.answering), too_much("The projections are behind: try again shortly."));

  const bool births_case = kind == StreamKind::CASE && creates(action);
  const std::string stream = births_case ? derive_case_reference(order.actor.subject, order.command_id).text
                                         : string(command.getTarget());
  const CaseState unborn;
  const CaseState* file = &unborn;
  if (kind == StreamKind::CASE) {
    auto loaded = cases_.load(stream, rows);
    if (!loaded) return answer(std::move(waiting.answering), std::move(loaded).error());
    if (*loaded != nullptr) file = *loaded;
    if (births_case && *loaded != nullptr)
      return answer(std::move(waiting.answering), Refused{.refusal = Refusal::reference_taken});
  }
  // The version of a case is told to those alone who may know that there is one.
  if (order.expected && kind == StreamKind::CASE && !births_case &&
      (file->version == Version{} || is_foreign(order.actor, *file)))
    return answer(std::move(waiting.answering), Refused{.refusal = Refusal::no_such_stream});
  const Versions versions = kind == StreamKind::CASE
                                ? Versions{.all = file->version, .shown = file->version_shown}
                                : versions_of(kind, stream);
  const Version version = versions.all;
  const Version counted = order.counts_shown_events ? versions.shown : versions.all;
  if (order.expected && *order.expected != counted && !is_planted(Plant::ignores_the_expected_version))
    return answer(std::move(waiting.answering), VersionConflict{.current = counted});

  const Instant now = writer_.next_instant();
  if (order.occurred_at > now)
    return answer(std::move(waiting.answering), Refused{.refusal = Refusal::occurred_in_the_future});
  Decided decided =
      decide({.file = *file,
              .office = office_,
              .target = stream,
              .actor = order.actor,
              .received_at = order.received_at,
              .now = now,
              .next = writer_.head().position.next(),
              .daemons = command.isRaiseLogLevel() ? reports_of_daemons(order) : std::vector<DaemonReport>{}},
             command);
  if (!decided.events.empty()) {
    if (Result<> taken = person_keys_.take_for(decided.events, kind, stream, rows); !taken)
      return answer(std::move(waiting.answering), std::move(taken).error());
    Receipt receipt = record(decided, order, key, digest, kind, stream, version, now);
    if (!decided.refused) return answer(std::move(waiting.answering), std::move(receipt));
  }
  answer(std::move(waiting.answering), std::move(*decided.refused));
}

/// This one's own, and what the door learned of the others.
std::vector<DaemonReport> Engine::reports_of_daemons(const Order& order) const {
  std::vector<DaemonReport> reports{{.daemon = options_.address.empty() ? "this daemon" : options_.address,
                                     .log_level = supported_log_level()}};
  reports.insert(reports.end(), order.other_daemons.begin(), order.other_daemons.end());
  return reports;
}

/// Puts what was decided into the batch being built, and folds it: the next command is decided on it.
Receipt Engine::record(Decided& decided, const Order& order, const std::string& key,
                       const std::string& digest, StreamKind kind, const std::string& stream, Version version,
                       Instant now) {
  Provenance provenance{.kind = kind,
                        .stream = stream,
                        .actor = order.actor,
                        .received_at = order.received_at,
                        .occurred_at = order.occurred_at,
                        .command_id = order.command_id,
                        .command_digest = digest,
                        .caused_by = order.caused_by,
                        .traceparent = order.traceparent};
  provenance.actor.role = decided.role;
  if (decided.refused) {
    // The system counts a late submission. A refused command does not use up its key.
    provenance.actor = {.subject = "system",
                        .roles = {Role::SYSTEM},
                        .role = Role::SYSTEM,
                        .on_behalf_of = order.actor.subject};
    provenance.command_id = "refused/" + std::to_string(writer_.head().position.value + 1);
  }
  const std::size_t first = building_->records.size();
  Receipt receipt{.first = writer_.head().position.next(), .kind = kind, .stream = stream};
  if (is_planted(Plant::gives_a_version_twice) && version.value > 0) --version.value;
  writer_.write(decided.events, provenance, version, now, building_->records);
  last_recorded_ = writer_.head().recorded_at.ns;
  for (std::size_t at = first; at < building_->records.size(); ++at) {
    receipt.note(StoredEvent(building_->records[at]).record());
    fold(building_->records[at], kind, stream);
  }
  receipt.version_shown =
      kind == StreamKind::CASE ? cases_.at(stream).version_shown : versions_of(kind, stream).shown;
  receipt.last = writer_.head().position;
  if (is_planted(Plant::names_the_wrong_record)) receipt.first = receipt.last = receipt.last.next();
  if (!decided.refused) answered_.add(key, digest, receipt);
  return receipt;
}

void Engine::fold(std::string_view bytes, StreamKind kind, const std::string& stream) {
  StoredEvent stored(bytes);
  const Record::Reader record = stored.record();
  person_keys_.note(record);
  if (kind == StreamKind::CASE) {
    const CaseState& file = cases_.fold(stream, record);
    note_place(office_, stream, file);
    agenda_.case_is(stream, file, office_, {record.getPosition()});
    last_hour_.case_is(stream, file);
    return;
  }
  evolve(office_, record);
  office_versions_[timeline_prefix(kind, stream)].count(record);
  agenda_.note(record, office_);
  if (is_left()) agenda_.clear();
  if (kind == StreamKind::CYCLE) last_hour_.cycle_is(stream, office_.cycles.at(stream));
}

Versions Engine::versions_of(StreamKind kind, const std::string& stream) const {
  const auto found = office_versions_.find(timeline_prefix(kind, stream));
  return found == office_versions_.end() ? Versions{} : found->second;
}

/// An answer leaves when the last record decided before it is durable: it may rest on any of them.
void Engine::answer(Answering answering, Reply reply) {
  if ((is_planted(Plant::acknowledges_before_the_sync) && std::holds_alternative<Receipt>(reply)) ||
      (is_planted(Plant::refuses_before_the_sync) && std::holds_alternative<Refused>(reply)))
    return answering(std::move(reply));
  if (const auto* refused = std::get_if<Refused>(&reply)) {
    const std::lock_guard lock(mutex_);
    ++refusals_[refused->refusal];
  }
  owed_.push_back({writer_.head().position, std::move(answering), std::move(reply)});
}

std::map<Refusal, std::uint64_t> Engine::refusals() const {
  const std::lock_guard lock(mutex_);
  return refusals_;
}

std::size_t Engine::room() const {
  return options_.batch_records - std::min(options_.batch_records, building_->records.size());
}

void Engine::append() {
  if (in_flight_ || building_->records.empty()) return;
  // Held until the log has it: a turn that ends meanwhile ends behind it, so that no batch of one turn is
  // taken for one of the next.
  const std::lock_guard lock(mutex_);
  if (stopped_ || recovering_) return;
  in_flight_ = true;
  const SharedBatch batch = std::exchange(building_, std::make_shared<Batch>());
  building_->first = batch->last().next();
  log_.append(batch, [this, turn = begun_turn_, last = batch->last()](Result<> done) {
    executor_.post(
        [this, turn, last, done = std::move(done)]() mutable { appended(turn, last, std::move(done)); });
  });
}

void Engine::appended(std::uint64_t turn, Position last, Result<> done) {
  in_flight_ = false;
  if (turn != begun_turn_) {
    // Whatever has become of it: this turn began with what the log held, and nothing of this turn rests on
    // it.
    step();
    return tell_if_finished();
  }
  if (!done && !is_planted(Plant::acknowledges_what_was_not_written)) {
    forget_what_was_lost(done.error());
    return tell_if_finished();
  }
  durable_ = last;
  // A key that should be gone and is not: nothing may be answered as if it were. The next start destroys it.
  if (const Result<> erased = is_planted(Plant::keeps_the_keys_of_the_erased)
                                  ? Result<>()
                                  : person_keys_.finish_erasures(durable_);
      !erased) {
    const FaultKind kind =
        erased.error().kind == FaultKind::unavailable ? FaultKind::unavailable : FaultKind::io;
    forget_what_was_lost({kind, "destroy the keys of somebody who was erased: " + erased.error().what});
    if (kind == FaultKind::unavailable) begin_this_turn_again();
    return tell_if_finished();
  }
  step();
  tell_if_finished();
}

void Engine::finish(Work done) {
  executor_.post([this, done = std::move(done)]() mutable {
    std::deque<Waiting> unheard;
    {
      const std::lock_guard lock(mutex_);
      finishing_ = Fault{FaultKind::unavailable, "The daemon stops."};
      unheard = inbox_.take(inbox_.size());
    }
    for (Waiting& waiting : unheard) waiting.answering(*finishing_);
    finished_ = std::move(done);
    append();
    tell_if_finished();
  });
}

void Engine::tell_if_finished() {
  if (!finished_ || in_flight_) return;
  // What no append will make durable any more is answered, too.
  for (Owed& owed : std::exchange(owed_, {})) owed.answering(*finishing_);
  if (moving_) std::exchange(moving_, std::nullopt)->answering(*finishing_);
  std::exchange(finished_, nullptr)();
}

void Engine::release_answers() {
  while (!owed_.empty() && owed_.front().rests_on <= durable_) {
    Owed owed = std::move(owed_.front());
    owed_.pop_front();
    owed.answering(std::move(owed.reply));
  }
}

/// The rows hold everything up to here, so that nobody else needs to.
void Engine::release(Position applied) {
  person_keys_.release(applied);
  cases_.release(applied);
  answered_.release(applied);
}

}  // namespace htq

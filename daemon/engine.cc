#include "daemon/engine.h"

#include <capnp/schema.h>
#include <sodium.h>

#include <utility>

#include "daemon/planted.h"
#include "domain/case_reference.h"
#include "domain/decide.h"
#include "domain/ensure.h"
#include "domain/event_kind.h"
#include "domain/evolve.h"
#include "domain/log_level.h"
#include "domain/title.h"
#include "domain/workflow.h"
#include "projections/commands.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr std::size_t kCommandDigestBytes = 16;
constexpr std::size_t kMostDuesAtOnce = 64;
constexpr std::size_t kMostCasesLookedAt = 256;
constexpr std::size_t kMostTurnedAwayAtOnce = 16;
/// However much there is to do, what was turned away is on record after that: until then it is in memory
/// alone.
constexpr Duration kLongestOffTheRecord = std::chrono::seconds(5);

std::string digest_of(Command::Reader command, const std::string& key) {
  const kj::Array<capnp::word> words = capnp::canonicalize(command);
  const auto bytes = words.asBytes();
  std::string digest(kCommandDigestBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), bytes.begin(),
                     bytes.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return digest;
}

std::string event_name(Record::Reader record) {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto field : capnp::Schema::from<Body>().getUnionFields()) {
      const auto number = field.getProto().getDiscriminantValue();
      if (all.size() <= number) all.resize(number + 1);
      all[number] = string(field.getProto().getName());
    }
    return all;
  }();
  return names.at(static_cast<std::size_t>(record.getBody().which()));
}

/// Whether anything may still fall due of it, its consultation apart.
bool is_on_its_way(Stage stage) {
  if (stage == Stage::LIVE || stage == Stage::UNDER_CHANGE) return false;
  return !is_terminal(stage) || stage == Stage::INELIGIBLE;
}

Place place_of(answer::CaseRow::Reader row) {
  const std::string number = string(row.getQualificationNumber());
  return {.organisation = string(row.getOrganisation()),
          .qualification = number.empty() ? collapsed(view(row.getTitle())) : number,
          .cycle = string(row.getCycle())};
}

/// Of what a case hangs on: a start names the same cause of what is due as if there had been none.
class LastRecords {
 public:
  void note(Record::Reader record) {
    if (!concerns_what_is_due(record.getBody())) return;
    const Position position{record.getPosition()};
    const StreamKind kind = record.getStreamKind();
    by_stream_[{kind, string(record.getStream())}] = position;
    if (kind == StreamKind::CYCLE || kind == StreamKind::CONSULTATION)
      of_the_office_ = std::max(of_the_office_, position);
  }
  Position cause_of(const Office& office, const std::string& reference, const CaseState& file) const {
    Position cause = std::max(
        {file.last, of(StreamKind::CYCLE, file.cycle), of(StreamKind::ORGANISATION, file.organisation)});
    for (const auto& [id, consultation] : office.consultations)
      if (consultation.cases.contains(reference)) cause = std::max(cause, of(StreamKind::CONSULTATION, id));
    return cause;
  }
  /// Of what is due of the office as a whole.
  Position cause_of_office() const { return of_the_office_; }

 private:
  Position of(StreamKind kind, const std::string& stream) const {
    const auto found = by_stream_.find({kind, stream});
    return found == by_stream_.end() ? Position{} : found->second;
  }
  std::map<std::pair<StreamKind, std::string>, Position> by_stream_;
  Position of_the_office_;
};

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
      building_(std::make_shared<Batch>()) {}

Engine::~Engine() = default;

Result<> Engine::load_office() {
  office_ = {};
  office_versions_.clear();
  deadlines_.clear();
  open_cases_.clear();
  open_of_organisation_.clear();
  to_look_at_.clear();
  last_hour_.clear();
  const RowView rows = projector_.view();
  // Everything that is no case first: the streams are few, and what is due of a case hangs on them.
  LastRecords last;
  for (const auto enumerant : capnp::Schema::from<StreamKind>().getEnumerants()) {
    const auto kind = static_cast<StreamKind>(enumerant.getOrdinal());
    if (kind == StreamKind::CASE) continue;
    HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(kind),
                          [&](Record::Reader record, std::string_view) {
                            evolve(office_, record);
                            office_versions_[timeline_prefix(kind, view(record.getStream()))].count(record);
                            last.note(record);
                            return true;
                          }));
  }
  // Of the cases, those that are still on their way: their rows name them, so the history of the others is
  // not read.
  const auto cursor = rows.range("cases", "", "");
  for (; cursor->valid(); cursor->next()) {
    StoredMessage<answer::CaseRow> row(cursor->value());
    const std::string reference(cursor->key());
    const bool on_its_way = is_on_its_way(row.root().getStage());
    // An approved qualification keeps its place in the cycle, too; one of an earlier year never had one.
    if (!on_its_way && !is_terminal(row.root().getStage()) && row.root().getSubmittedAt() != 0) {
      office_.places[place_of(row.root())] = reference;
      office_.live.insert(reference);
    }
    if (!on_its_way && row.root().getConsultation() != ConsultationStanding::OPEN) continue;
    const auto loaded = load_case(reference, rows);
    if (!loaded) return std::unexpected(loaded.error());
    ensure(*loaded != nullptr, "a case that has a row has a timeline");
    const CaseState& file = **loaded;
    note_place(office_, reference, file);
    last_hour_.case_is(reference, file);
    if (on_its_way) {
      open_cases_[file.cycle].insert(reference);
      open_of_organisation_[file.organisation].insert(reference);
    }
    deadlines_.set(reference, due_of(office_, reference, file), last.cause_of(office_, reference, file));
  }
  HTQ_TRY(cursor->status());
  if (is_left()) {
    deadlines_.clear();
    return {};
  }
  for (const auto& [cycle, state] : office_.cycles) last_hour_.cycle_is(cycle, state);
  if (is_planted(Plant::forgets_deadlines_at_a_start)) return {};
  deadlines_.set("", due_of_office(office_), last.cause_of_office());
  return {};
}

/// The office goes on elsewhere.
bool Engine::is_left() const {
  return !office_.moved.destination.empty() && office_.moved.destination != options_.log_name;
}

Result<> Engine::start() {
  ensure(projector_.applied() == log_.end(), "the projections have caught up before the engine starts");
  return start_at(log_.end(), Election::if_the_incarnation_is_new);
}

Result<> Engine::start_at(Position end, Election election) {
  HTQ_TRY(load_office());
  HTQ_TRY(person_keys_.start(projector_.view()));
  durable_ = end;
  ChainHead head;
  std::string incarnation;
  std::optional<Instant> last_received;
  if (durable_.value != 0) {
    auto bytes = log_.read(durable_);
    if (!bytes) return std::unexpected(std::move(bytes).error().during("read the last record"));
    StoredEvent last(*bytes);
    head = {.position = durable_,
            .recorded_at = {last.record().getRecordedAt()},
            .hash = record_hash(is_planted(Plant::breaks_the_chain) ? "" : *bytes),
            .epoch = last.record().getEpoch()};
    last_received = Instant{last.record().getReceivedAt()};
    const RowView rows = projector_.view();
    HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(StreamKind::OFFICE),
                          [&](Record::Reader record, std::string_view) {
                            if (record.getBody().isWriterElected())
                              incarnation = string(record.getBody().getWriterElected().getIncarnation());
                            return true;
                          }));
  }
  writer_.set_head(std::move(head));
  building_->first = durable_.next();
  if (const auto next = deadlines_.next()) next_due_ = std::max<std::int64_t>(next->ns, 1);
  // A manual clock is at least where the last command was received: whoever wrote it has told people so.
  if (options_.by_hand != nullptr && last_received) options_.by_hand->move_to(*last_received);
  if (is_left()) return {};
  const bool has_arrived = !office_.moved.destination.empty();  // the office, on this log
  if (election == Election::if_the_incarnation_is_new && incarnation == options_.incarnation && !has_arrived)
    return {};

  writer_.raise_epoch();
  NewEvents elected;
  auto event = elected.add().initWriterElected();
  event.setIncarnation(as_data(options_.incarnation));
  event.setAddress(text(options_.address));
  const Instant now = writer_.next_instant();
  const std::string id = "writer-elected/" + std::to_string(writer_.head().epoch);
  writer_.write(elected,
                {.kind = StreamKind::OFFICE,
                 .stream = std::string(kLogStream),
                 .actor = {.subject = "system", .roles = {Role::SYSTEM}, .role = Role::SYSTEM},
                 .received_at = now,
                 .command_id = id,
                 .command_digest = std::string(kCommandDigestBytes, '\0')},
                versions_of(StreamKind::OFFICE, std::string(kLogStream)).all, now, building_->records);
  fold(building_->records.back(), StreamKind::OFFICE, std::string(kLogStream));
  append();
  return {};
}

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
    if (stopped_ || recovering_ || stalled_) {
      why_not = stopped_ ? stopped_ : recovering_ ? recovering_ : stalled_;
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

void Engine::look_at_the_clock() {
  const std::int64_t next = next_due_.load(std::memory_order_acquire);
  const bool is_due = next != 0 && next <= clock_.now().ns;
  if (!is_due && !turned_away_.oldest()) return;
  const std::lock_guard lock(mutex_);
  if (!stopped_ && !recovering_) schedule();
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
  {
    const std::lock_guard lock(mutex_);
    // What was lost is still in memory: nothing may be decided on it.
    if (stopped_ || recovering_) {
      scheduled_ = false;
      return;
    }
  }
  // The order matters: what the rows are known to hold, then a snapshot that holds at least that, then the
  // pins.
  const RowView rows = projector_.view();
  release_pins(rows.applied());
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
  const bool is_due = next_due_ != 0 && next_due_ <= clock_.now().ns;
  const bool has_room = !in_flight_ || (options_.by_hand == nullptr && room() != 0);
  if (has_room && (!inbox_.empty() || !to_look_at_.empty() || moving_ || is_due)) schedule();
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

/// Hands in the system commands that are due, as any other command, and says how many. They yield to those
/// that people sent.
std::size_t Engine::take_what_is_due(const RowView& rows, std::size_t most) {
  std::size_t taken = 0;
  if (!stopped() && room() != 0) {
    const Instant now = clock_.now();
    std::vector<Deadlines::Entry> entries = deadlines_.take(now, std::min(most, room()));
    if (is_planted(Plant::fires_a_timer_twice) && !entries.empty()) entries.push_back(entries.back());
    for (const Deadlines::Entry& entry : entries) {
      ++taken;
      std::string again;
      if (is_planted(Plant::fires_a_timer_twice)) again = "/" + std::to_string(writer_.head().position.value);
      Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
                  .actor = {.subject = "system", .roles = {Role::SYSTEM}},
                  .command_id = command_id_of(entry.due) + again,
                  .received_at = now,
                  .occurred_at = entry.due.at,
                  .caused_by = entry.cause};
      const CaseState unborn;
      const CaseState* file = &unborn;
      if (entry.due.kind == StreamKind::CASE) {
        const auto loaded = load_case(entry.due.stream, rows);
        if (loaded && *loaded != nullptr) file = *loaded;
      }
      write_command(entry.due, *file, order.message->initRoot<Command>());
      handle({std::move(order),
              [this, due = entry.due](Reply reply) {
                const auto* refused = std::get_if<Refused>(&reply);
                if (refused == nullptr) return deadlines_.done(due);
                deadlines_.park(due);
                if (options_.on_system_refused) options_.on_system_refused(due, *refused);
              }},
             rows);
    }
  }
  const auto next = deadlines_.next();
  next_due_.store(next ? std::max<std::int64_t>(next->ns, 1) : 0, std::memory_order_release);
  return taken;
}

/// Puts on record what was turned away of submissions in their last hour: when there is room, but not much
/// later. Before what was sent is taken: under load that fills every batch.
void Engine::record_what_was_turned_away(const RowView& rows) {
  const auto oldest = turned_away_.oldest();
  if (!oldest || stopped() || is_left()) return;
  const Instant now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    if (!inbox_.is_at_ease() && now - *oldest < kLongestOffTheRecord) return;
  }
  for (auto& [submission, count] : turned_away_.take(now, std::min(room(), kMostTurnedAwayAtOnce))) {
    Order order{
        .message = std::make_unique<capnp::MallocMessageBuilder>(),
        .actor = {.subject = "system", .roles = {Role::SYSTEM}},
        // A batch that is lost is counted again and gets this position again, and no other count does.
        .command_id = "turned-away/" + std::to_string(writer_.head().position.value + 1),
        .received_at = now,
        .occurred_at = count.last};
    auto command = order.message->initRoot<Command>();
    command.setTarget(text(submission.cycle));
    auto event = command.initRecordSubmissionsTurnedAway();
    event.setWindow(text(submission.window));
    event.setOrganisation(text(submission.organisation));
    event.setCount(count.submissions);
    event.setFirst(count.first.ns);
    event.setLast(count.last.ns);
    handle({std::move(order),
            [this, submission, count](Reply reply) {
              if (std::holds_alternative<Fault>(reply)) turned_away_.add(submission, count);
              const auto* refused = std::get_if<Refused>(&reply);
              if (refused == nullptr || !options_.on_system_refused) return;
              options_.on_system_refused({.at = count.last,
                                          .action = Command::RECORD_SUBMISSIONS_TURNED_AWAY,
                                          .kind = StreamKind::CYCLE,
                                          .stream = submission.cycle,
                                          .name = submission.window},
                                         *refused);
            }},
           rows);
  }
}

/// What is due of a case may have changed with its cycle or its consultation.
void Engine::look_again_at_cases(const RowView& rows) {
  for (std::size_t looked = 0; looked < kMostCasesLookedAt && !to_look_at_.empty(); ++looked) {
    const auto [reference, cause] = *to_look_at_.begin();
    to_look_at_.erase(to_look_at_.begin());
    const auto loaded = load_case(reference, rows);
    if (loaded && *loaded != nullptr) deadlines_.set(reference, due_of(office_, reference, **loaded), cause);
  }
}

/// After an event was folded: what is due now, and of which cases to look again.
void Engine::note_dues(Record::Reader record, const std::string& stream) {
  const StreamKind kind = record.getStreamKind();
  const Position cause{record.getPosition()};
  if (kind == StreamKind::CASE) {
    const CaseState& state = cases_.at(stream).state;
    if (is_on_its_way(state.stage)) {
      open_cases_[state.cycle].insert(stream);
      open_of_organisation_[state.organisation].insert(stream);
    } else {
      open_cases_[state.cycle].erase(stream);
      open_of_organisation_[state.organisation].erase(stream);
    }
    deadlines_.set(stream, due_of(office_, stream, state), cause);
    last_hour_.case_is(stream, state);
    return;
  }
  if (kind == StreamKind::CYCLE) last_hour_.cycle_is(stream, office_.cycles.at(stream));
  if (!concerns_what_is_due(record.getBody())) return;
  if (kind == StreamKind::CYCLE)
    for (const std::string& reference : open_cases_[stream]) to_look_at_[reference] = cause;
  if (kind == StreamKind::ORGANISATION)
    for (const std::string& reference : open_of_organisation_[stream]) to_look_at_[reference] = cause;
  if (kind == StreamKind::CONSULTATION)
    for (const std::string& reference : office_.consultations[stream].cases) to_look_at_[reference] = cause;
  if (kind == StreamKind::CYCLE || kind == StreamKind::CONSULTATION)
    deadlines_.set("", due_of_office(office_), cause);
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
  auto before = known(order, key, digest, rows);
  if (!before) return answer(std::move(waiting.answering), std::move(before).error());
  if (*before && !is_planted(Plant::decides_a_command_twice))
    return answer(std::move(waiting.answering), std::move(**before));

  const bool births_case = kind == StreamKind::CASE && creates(action);
  const std::string stream = births_case ? derive_case_reference(order.actor.subject, order.command_id).text
                                         : string(command.getTarget());
  const CaseState unborn;
  const CaseState* file = &unborn;
  if (kind == StreamKind::CASE) {
    auto loaded = load_case(stream, rows);
    if (!loaded) return answer(std::move(waiting.answering), std::move(loaded).error());
    if (*loaded != nullptr) file = *loaded;
    if (births_case && *loaded != nullptr)
      return answer(std::move(waiting.answering), Refused{.refusal = Refusal::reference_taken});
    if (*loaded == nullptr && pinned_.size() >= options_.pinned_streams)
      return answer(std::move(waiting.answering), too_much("The projections are behind: try again shortly."));
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
  Decided decided = decide({.file = *file,
                            .office = office_,
                            .target = stream,
                            .actor = order.actor,
                            .received_at = order.received_at,
                            .now = now,
                            .next = writer_.head().position.next(),
                            // Of one daemon, its own report is every daemon's.
                            .supported_log_level = supported_log_level()},
                           command);
  if (!decided.events.empty()) {
    if (Result<> taken = person_keys_.take_for(decided.events, stream, rows); !taken)
      return answer(std::move(waiting.answering), std::move(taken).error());
    Receipt receipt = record(decided, order, key, digest, kind, stream, version, now);
    if (!decided.refused) return answer(std::move(waiting.answering), std::move(receipt));
  }
  answer(std::move(waiting.answering), std::move(*decided.refused));
}

/// The answer to a command that was given before.
Result<std::optional<Reply>> Engine::known(const Order& order, const std::string& key,
                                           const std::string& digest, const RowView& rows) {
  if (const auto found = recent_.find(key);
      found != recent_.end() && !is_planted(Plant::forgets_what_was_just_recorded)) {
    if (found->second.digest != digest && !is_planted(Plant::takes_a_used_key_for_another_command))
      return Reply(KeyReused{});
    Receipt receipt = found->second.receipt;
    receipt.repeated = true;
    return Reply(std::move(receipt));
  }
  if (is_planted(Plant::looks_for_recent_commands_alone)) return std::nullopt;
  auto row = find_command(rows.snapshot(), rows.family("commands"), key);
  if (!row) return std::unexpected(std::move(row).error().during("look up command " + order.command_id));
  if (!*row) return std::nullopt;
  if ((*row)->digest != digest && !is_planted(Plant::takes_a_used_key_for_another_command))
    return Reply(KeyReused{});
  Receipt receipt{
      .first = (*row)->first, .last = {(*row)->first.value + (*row)->records - 1}, .repeated = true};
  for (Position at = receipt.first; at <= receipt.last; at = at.next()) {
    auto bytes = log_.read(at);
    if (!bytes) return std::unexpected(std::move(bytes).error());
    StoredEvent stored(*bytes);
    const Record::Reader record = stored.record();
    receipt.kind = record.getStreamKind();
    receipt.stream = string(record.getStream());
    receipt.version = {record.getVersion()};
    receipt.recorded_at = {record.getRecordedAt()};
    receipt.events.push_back(event_name(record));
  }
  Versions versions;
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"),
                        timeline_prefix(receipt.kind, receipt.stream),
                        [&](Record::Reader record, std::string_view) {
                          if (record.getPosition() > receipt.last.value) return false;
                          versions.count(record);
                          return true;
                        }));
  receipt.version_shown = versions.shown;
  return Reply(std::move(receipt));
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
  for (std::size_t at = first; at < building_->records.size(); ++at) {
    StoredEvent stored(building_->records[at]);
    receipt.events.push_back(event_name(stored.record()));
    receipt.version = {stored.record().getVersion()};
    fold(building_->records[at], kind, stream);
  }
  receipt.version_shown =
      kind == StreamKind::CASE ? cases_.at(stream).state.version_shown : versions_of(kind, stream).shown;
  receipt.last = writer_.head().position;
  receipt.recorded_at = writer_.head().recorded_at;
  if (is_planted(Plant::names_the_wrong_record)) receipt.first = receipt.last = receipt.last.next();
  if (!decided.refused) {
    recent_[key] = {.digest = digest, .receipt = receipt};
    recent_order_.emplace_back(receipt.last, key);
  }
  return receipt;
}

void Engine::fold(std::string_view bytes, StreamKind kind, const std::string& stream) {
  StoredEvent stored(bytes);
  const Record::Reader record = stored.record();
  person_keys_.note(record);
  if (kind != StreamKind::CASE) {
    evolve(office_, record);
    office_versions_[timeline_prefix(kind, stream)].count(record);
    note_dues(record, stream);
    if (is_left()) {
      deadlines_.clear();
      to_look_at_.clear();
    }
    return;
  }
  const auto [found, is_new] = cases_.try_emplace(stream);
  if (is_new) found->second.recency = recency_.insert(recency_.end(), stream);
  evolve(found->second.state, record);
  note_place(office_, stream, found->second.state);
  pinned_[stream] = {record.getPosition()};
  pin_order_.emplace_back(Position{record.getPosition()}, stream);
  note_dues(record, stream);
}

/// The state of a case: from memory, or folded from its timeline; nullptr if there is no such case.
Result<CaseState*> Engine::load_case(const std::string& reference, const RowView& rows) {
  if (const auto found = cases_.find(reference); found != cases_.end()) {
    recency_.splice(recency_.end(), recency_, found->second.recency);
    return &found->second.state;
  }
  CaseState state;
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"),
                        timeline_prefix(StreamKind::CASE, reference),
                        [&](Record::Reader record, std::string_view) {
                          evolve(state, record);
                          return true;
                        }));
  if (state.version == Version{}) return nullptr;
  CachedCase& cached = cases_[reference];
  cached.state = std::move(state);
  cached.recency = recency_.insert(recency_.end(), reference);
  return &cached.state;
}

void Engine::Versions::count(Record::Reader record) {
  all = {record.getVersion()};
  if (is_shown_to_applicants(record.getBody().which())) shown = shown.next();
}

Engine::Versions Engine::versions_of(StreamKind kind, const std::string& stream) const {
  const auto found = office_versions_.find(timeline_prefix(kind, stream));
  return found == office_versions_.end() ? Versions{} : found->second;
}

/// An answer leaves when the last record decided before it is durable: it may rest on any of them.
void Engine::answer(Answering answering, Reply reply) {
  if ((is_planted(Plant::acknowledges_before_the_sync) && std::holds_alternative<Receipt>(reply)) ||
      (is_planted(Plant::refuses_before_the_sync) && std::holds_alternative<Refused>(reply)))
    return answering(std::move(reply));
  owed_.push_back({writer_.head().position, std::move(answering), std::move(reply)});
}

std::size_t Engine::room() const {
  return options_.batch_records - std::min(options_.batch_records, building_->records.size());
}

void Engine::append() {
  if (in_flight_ || building_->records.empty()) return;
  in_flight_ = true;
  const SharedBatch batch = std::exchange(building_, std::make_shared<Batch>());
  building_->first = batch->last().next();
  log_.append(batch, [this, last = batch->last()](Result<> done) {
    executor_.post([this, last, done = std::move(done)]() mutable { appended(last, std::move(done)); });
  });
}

void Engine::appended(Position last, Result<> done) {
  in_flight_ = false;
  if (!done && !is_planted(Plant::acknowledges_what_was_not_written)) {
    forget_what_was_lost(done.error());
    if (finished_) std::exchange(finished_, nullptr)();
    return;
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
    if (finished_) std::exchange(finished_, nullptr)();
    return;
  }
  step();
  if (finished_ && !in_flight_) std::exchange(finished_, nullptr)();
}

void Engine::finish(Work done) {
  executor_.post([this, done = std::move(done)]() mutable {
    if (!in_flight_) return done();
    finished_ = std::move(done);
  });
}

void Engine::release_answers() {
  while (!owed_.empty() && owed_.front().rests_on <= durable_) {
    Owed owed = std::move(owed_.front());
    owed_.pop_front();
    owed.answering(std::move(owed.reply));
  }
}

void Engine::release_pins(Position applied) {
  person_keys_.release(applied);
  while (!pin_order_.empty() && pin_order_.front().first <= applied) {
    const auto& [position, stream] = pin_order_.front();
    if (const auto found = pinned_.find(stream); found != pinned_.end() && found->second <= applied)
      pinned_.erase(found);
    pin_order_.pop_front();
  }
  while (!recent_order_.empty() && recent_order_.front().first <= applied) {
    recent_.erase(recent_order_.front().second);
    recent_order_.pop_front();
  }
  // The least recently used first; a pinned one stays, whatever its turn.
  for (std::size_t looked = 0; cases_.size() > options_.cached_streams && looked < cases_.size(); ++looked) {
    const std::string stream = recency_.front();
    if (pinned_.contains(stream) && !is_planted(Plant::forgets_what_the_rows_do_not_hold_yet)) {
      recency_.splice(recency_.end(), recency_, recency_.begin());
      continue;
    }
    recency_.pop_front();
    cases_.erase(stream);
  }
}

/// The batch did not become durable: nothing that was decided on it holds.
void Engine::forget_what_was_lost(const Fault& why) {
  std::deque<Waiting> unheard;
  {
    const std::lock_guard lock(mutex_);
    // Without space nothing was written, and the writer goes on. Where another may write, it waits for its
    // next turn, and reads what has come of it then. After any other fault nobody knows, and it must not go
    // on.
    const bool may_go_on = why.kind == FaultKind::no_space || why.kind == FaultKind::unavailable;
    (may_go_on ? recovering_ : stopped_) = why;
    unheard = inbox_.take(inbox_.size());
  }
  for (Owed& owed : owed_) owed.answering(why);
  owed_.clear();
  if (moving_) std::exchange(moving_, std::nullopt)->answering(why);
  for (Waiting& waiting : unheard) waiting.answering(why);
  building_->records.clear();
  if (why.kind != FaultKind::no_space) return;
  projector_.when_applied(durable_, [this] {
    executor_.post([this] { start_again(Election::if_the_incarnation_is_new, durable_); });
  });
}

void Engine::rest(Fault why) {
  {
    const std::lock_guard lock(mutex_);
    recovering_ = why;
    ++turn_;
  }
  executor_.post([this, why = std::move(why)] { forget_what_was_lost(why); });
}

void Engine::begin_turn() {
  std::uint64_t turn = 0;
  {
    const std::lock_guard lock(mutex_);
    turn = ++turn_;
  }
  const Position end = log_.end();
  projector_.when_applied(
      end, [this, turn, end] { executor_.post([this, turn, end] { start_turn(turn, end); }); });
}

/// Unless it is over meanwhile.
void Engine::begin_this_turn_again() {
  const std::uint64_t turn = begun_turn_;
  const Position end = log_.end();
  projector_.when_applied(
      end, [this, turn, end] { executor_.post([this, turn, end] { start_turn(turn, end); }); });
}

void Engine::start_turn(std::uint64_t turn, Position end) {
  {
    const std::lock_guard lock(mutex_);
    if (turn != turn_) return;  // it is over
  }
  begun_turn_ = turn;
  start_again(Election::always, end);
}

/// From what is durable; the rows hold all of it.
void Engine::start_again(Election election, Position end) {
  if (!is_planted(Plant::keeps_what_was_lost)) cases_.clear();
  recency_.clear();
  pinned_.clear();
  recent_.clear();
  recent_order_.clear();
  pin_order_.clear();
  Result<> started = start_at(end, election);
  if (!started && started.error().kind == FaultKind::unavailable) {
    {
      const std::lock_guard lock(mutex_);
      recovering_ = std::move(started).error();
    }
    return begin_this_turn_again();
  }
  const std::lock_guard lock(mutex_);
  recovering_.reset();
  if (!started)
    stopped_ = std::move(started).error();
  else
    schedule();
}

}  // namespace htq

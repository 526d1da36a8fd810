// How the engine begins: from what is durable, at a start, when its turn to write comes, and when what was
// decided did not become durable.
#include <capnp/schema.h>

#include <algorithm>
#include <map>
#include <utility>

#include "daemon/engine.h"
#include "daemon/planted.h"
#include "domain/ensure.h"
#include "domain/evolve.h"
#include "domain/title.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

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

}  // namespace

Result<> Engine::load_office() {
  office_ = {};
  office_versions_.clear();
  agenda_.clear();
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
    if (row.root().getLegalHolds().size() != 0) office_.cases_on_legal_hold.insert(reference);
    if (!on_its_way && row.root().getConsultation() != ConsultationStanding::OPEN) continue;
    const auto loaded = cases_.load(reference, rows);
    if (!loaded) return std::unexpected(loaded.error());
    ensure(*loaded != nullptr, "a case that has a row has a timeline");
    const CaseState& file = **loaded;
    note_place(office_, reference, file);
    last_hour_.case_is(reference, file);
    agenda_.case_is(reference, file, office_, last.cause_of(office_, reference, file));
  }
  HTQ_TRY(cursor->status());
  if (is_left()) {
    agenda_.clear();
    return {};
  }
  for (const auto& [cycle, state] : office_.cycles) last_hour_.cycle_is(cycle, state);
  if (is_planted(Plant::forgets_deadlines_at_a_start)) return {};
  agenda_.office_is(office_, last.cause_of_office());
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
  last_recorded_ = head.recorded_at.ns;
  writer_.set_head(std::move(head));
  building_->first = durable_.next();
  if (const auto next = agenda_.deadlines().next()) next_due_ = std::max<std::int64_t>(next->ns, 1);
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
  {
    const std::lock_guard lock(mutex_);
    if (finishing_) return;
  }
  cases_.clear();
  answered_.clear();
  Result<> started = start_at(end, election);
  if (!started && started.error().kind == FaultKind::unavailable) {
    {
      const std::lock_guard lock(mutex_);
      recovering_ = std::move(started).error();
    }
    return begin_this_turn_again();
  }
  const std::lock_guard lock(mutex_);
  if (turn_ == begun_turn_) recovering_.reset();  // else it is over already
  if (!started)
    stopped_ = std::move(started).error();
  else
    schedule();
}

}  // namespace htq

#include "daemon/access/journal.h"

#include <capnp/message.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "daemon/record_hash.h"
#include "domain/ensure.h"
#include "projections/edit_row.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq {
namespace {

using journal::EntryKind;

constexpr std::size_t kWrittenUnasked = 256;  // entries that wait, after which nobody need ask for it
constexpr Duration kBetweenDisposals = std::chrono::hours(1);

template <typename Entry, typename Init>
void set_names(const Disclosed::Names& names, Entry& entry, Init init) {
  if (names.empty()) return;
  auto list = init(entry, static_cast<unsigned>(names.size()));
  unsigned at = 0;
  for (const std::string& name : names) list.set(at++, text(name));
}

void set_roles(Roles roles, journal::AccessEntry::Builder entry) {
  std::vector<Role> held;
  for (const auto enumerant : capnp::Schema::from<Role>().getEnumerants())
    if (const auto role = static_cast<Role>(enumerant.getOrdinal()); roles.has(role)) held.push_back(role);
  if (held.empty()) return;
  auto list = entry.initRoles(static_cast<unsigned>(held.size()));
  for (unsigned at = 0; at < held.size(); ++at) list.set(at, held[at]);
}

}  // namespace

Result<std::unique_ptr<AccessJournal>> AccessJournal::open(EventLog& log, const Clock& clock, Options options,
                                                           const std::string& begun) {
  std::unique_ptr<AccessJournal> opened(new AccessJournal(log, clock, std::move(options), begun));
  HTQ_TRY(opened->read_end());
  opened->flush();
  return opened;
}

AccessJournal::AccessJournal(EventLog& log, const Clock& clock, Options options, std::string begun)
    : log_(log), clock_(clock), options_(std::move(options)), begun_(std::move(begun)) {}

AccessJournal::~AccessJournal() {
  finish();
}

Result<> AccessJournal::read_end() {
  last_ = log_.end();
  if (last_ == Position{}) return {};
  const auto bytes = log_.read(last_);
  if (!bytes) return std::unexpected(bytes.error());
  StoredMessage<journal::AccessEntry> entry(*bytes);
  at_ = {entry.root().getAt()};
  hash_ = record_hash(*bytes);
  return {};
}

void AccessJournal::record(AccessNote note, Done done) {
  Fault why;
  {
    Lock lock(mutex_);
    if (!over_ && waiting_.size() < options_.most_waiting) {
      waiting_.push_back({std::move(note), std::move(done)});
      is_urgent_ = true;
      return append(lock);
    }
    why = over_ ? *over_ : Fault{FaultKind::overloaded, "As many reads wait to be put on record as may."};
  }
  done(std::unexpected(std::move(why)));
}

void AccessJournal::note(AccessNote note) {
  Lock lock(mutex_);
  if (over_ || waiting_.size() >= options_.most_waiting) {
    ++unrecorded_;
    return;
  }
  waiting_.push_back({std::move(note), {}});
  is_urgent_ = is_urgent_ || waiting_.size() >= kWrittenUnasked;
  append(lock);
}

void AccessJournal::count_stranger() {
  const Lock lock(mutex_);
  ++strangers_;
}

void AccessJournal::look_after() {
  dispose_of_old();
  flush();
}

void AccessJournal::flush() {
  Lock lock(mutex_);
  is_urgent_ = true;
  append(lock);
}

void AccessJournal::finish() {
  flush();
  Lock lock(mutex_);
  idle_.wait(lock, [this] { return !is_appending_ && telling_ == 0 && (waiting_.empty() || over_); });
}

void AccessJournal::append(Lock& lock) {
  if (!is_urgent_ || is_appending_ || over_) return;
  std::vector<Waiting> taken = std::exchange(waiting_, {});
  is_urgent_ = false;
  for (const auto& [kind, count] :
       {std::pair{EntryKind::STRANGERS, &strangers_}, {EntryKind::UNRECORDED, &unrecorded_}})
    if (*count != 0) taken.push_back({.note = {.kind = kind, .count = std::exchange(*count, 0)}, .done = {}});
  if (last_ == Position{})
    taken.insert(taken.begin(), {.note = {.kind = EntryKind::BEGUN, .note = begun_}, .done = {}});
  if (taken.empty()) return;
  auto batch = std::make_shared<Batch>(Batch{.first = last_.next(), .records = {}});
  for (const Waiting& each : taken) batch->records.push_back(bytes_of(each.note));
  is_appending_ = true;
  lock.unlock();
  log_.append(batch, [this, batch, taken = std::move(taken)](const Result<>& result) mutable {
    appended(batch, std::move(taken), result);
  });
}

std::string AccessJournal::bytes_of(const AccessNote& note) {
  capnp::MallocMessageBuilder message;
  auto entry = message.initRoot<journal::AccessEntry>();
  last_ = last_.next();
  at_ = std::max(at_, clock_.now());
  entry.setEntry(last_.value);
  entry.setAt(at_.ns);
  entry.setKind(note.kind);
  for (const auto& [set, from] : {std::pair{&journal::AccessEntry::Builder::setSubject, &note.subject},
                                  {&journal::AccessEntry::Builder::setOrganisation, &note.organisation},
                                  {&journal::AccessEntry::Builder::setPurpose, &note.purpose},
                                  {&journal::AccessEntry::Builder::setMethod, &note.method},
                                  {&journal::AccessEntry::Builder::setPath, &note.path},
                                  {&journal::AccessEntry::Builder::setCommand, &note.command},
                                  {&journal::AccessEntry::Builder::setRefusal, &note.refusal},
                                  {&journal::AccessEntry::Builder::setNote, &note.note}})
    if (!from->empty()) (entry.*set)(text(*from));
  set_roles(note.roles, entry);
  set_names(note.disclosed.cases(), entry, [](auto& of, unsigned size) { return of.initCases(size); });
  set_names(note.disclosed.fields(), entry, [](auto& of, unsigned size) { return of.initFields(size); });
  set_names(note.disclosed.persons(), entry, [](auto& of, unsigned size) { return of.initPersons(size); });
  entry.setEveryCase(note.every_case);
  entry.setStatus(static_cast<std::uint16_t>(note.status));
  entry.setCount(note.count);
  if (!hash_.empty()) entry.setPrevious(as_data(hash_));
  std::string bytes = canonical_bytes(entry);
  hash_ = record_hash(bytes);
  return bytes;
}

void AccessJournal::appended(const SharedBatch& batch, std::vector<Waiting> written, const Result<>& result) {
  bool is_news = false;
  Lock lock(mutex_);
  is_appending_ = false;
  if (!result) {
    is_news = !std::exchange(is_failing_, true);
    hash_.clear();
    Result<> again = std::unexpected(result.error());
    // Nothing of it was written: what comes next follows on what was. Of any other fault the log goes no
    // further.
    if (result.error().kind == FaultKind::no_space) again = read_end();
    if (!again) over_ = again.error();
    if (over_) std::ranges::move(std::exchange(waiting_, {}), std::back_inserter(written));
    for (const Waiting& each : written)
      if (!each.done) count_as_unrecorded(each.note);
  } else {
    is_failing_ = false;
    ensure(batch->last() == log_.end(), "nobody else writes the journal");
  }
  ++telling_;
  append(lock);
  if (lock) lock.unlock();
  if (is_news && options_.on_fault) options_.on_fault(result.error());
  for (Waiting& each : written)
    if (each.done) each.done(result);
  lock.lock();
  --telling_;
  idle_.notify_all();
}

void AccessJournal::count_as_unrecorded(const AccessNote& note) {
  switch (note.kind) {
    case EntryKind::BEGUN: return;  // comes again
    case EntryKind::STRANGERS: strangers_ += note.count; return;
    case EntryKind::UNRECORDED: unrecorded_ += note.count; return;
    default: ++unrecorded_; return;
  }
}

Result<Position> AccessJournal::first_at(Instant at) const {
  Position low = first();
  Position high = log_.end().next();
  while (low < high) {
    const Position middle{low.value + (high.value - low.value) / 2};
    const auto bytes = log_.read(middle);
    if (!bytes && middle < first()) {  // disposed of meanwhile
      low = first();
      continue;
    }
    if (!bytes) return std::unexpected(bytes.error());
    StoredMessage<journal::AccessEntry> entry(*bytes);
    if (entry.root().getAt() < at.ns)
      low = middle.next();
    else
      high = middle;
  }
  return low;
}

void AccessJournal::dispose_of_old() {
  if (options_.keep == Duration{} || !options_.drop_before) return;
  const auto now = options_.clock_jumps == nullptr ? clock_.now() : options_.clock_jumps->now();
  if (!now || (disposed_at_ && *now - *disposed_at_ < kBetweenDisposals)) return;
  disposed_at_ = now;
  const auto found = first_at(*now - options_.keep);
  if (!found) {
    if (options_.on_fault) options_.on_fault(found.error());
    return;
  }
  const Position begin = first();
  const Position kept = std::min(*found, log_.end());  // the last entry stays, for the chain
  if (kept <= begin) return;
  const std::string which =
      "Entries " + std::to_string(begin.value) + " to " + std::to_string(kept.value - 1) + ".";
  record({.kind = EntryKind::DISPOSED, .count = kept.value - begin.value, .note = which},
         [this, kept](const Result<>& said) {
           if (!said) return;
           options_.drop_before(kept, [on_fault = options_.on_fault](const Result<>& dropped) {
             if (!dropped && on_fault) on_fault(dropped.error());
           });
         });
}

}  // namespace htq

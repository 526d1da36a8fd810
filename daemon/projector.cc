#include "daemon/projector.h"

#include <algorithm>

#include "daemon/record_hash.h"
#include "domain/ensure.h"
#include "projections/key.h"
#include "projections/stored_record.h"

namespace htq {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kCatchUpRecords = 2'000;

/// Row of a projection in the family "meta": key its name; value version (8 bytes), position (8), SHA-256 of
/// the record at that position (32), digest (32).
std::string meta_row(std::uint32_t version, Position position, std::string_view hash, const Digest& digest) {
  std::string row;
  append_number(row, version);
  append_number(row, position.value);
  row += hash;
  row += digest.bytes();
  return row;
}

}  // namespace

Result<std::unique_ptr<Projector>> Projector::open(std::vector<std::unique_ptr<Projection>> projections,
                                                   const EventLog& log, Rows& rows, Executor& executor,
                                                   const Clock& clock, Options options) {
  std::unique_ptr<Projector> projector(new Projector(log, rows, executor, clock, options));
  auto meta = rows.open_family("meta");
  if (!meta) return std::unexpected(std::move(meta).error().during("open the projections"));
  projector->meta_ = *meta;
  projector->flushed_at_ = clock.now();
  for (auto& projection : projections) HTQ_TRY(projector->hold(std::move(projection)));
  Position least = log.end();
  for (const Held& held : projector->held_) least = std::min(least, held.position);
  projector->applied_ = least.value;
  return projector;
}

Projector::~Projector() {
  following_.reset();
}

Result<> Projector::hold(std::unique_ptr<Projection> projection) {
  const std::string name(projection->name());
  Held held{.projection = std::move(projection)};
  const auto row = rows_.snapshot()->get(meta_, name);
  if (!row) return std::unexpected(row.error());
  bool usable = row->has_value() && (*row)->size() == 16 + kHashBytes + kDigestBytes &&
                number_at(**row, 0) == held.projection->version();
  if (usable) {
    held.position = {number_at(**row, 8)};
    usable = held.position <= log_.end();
    if (usable && held.position.value != 0) {
      const auto record = log_.read(held.position);
      if (!record) return std::unexpected(record.error());
      usable = record_hash(*record) == (*row)->substr(16, kHashBytes);
    }
    held.digest = Digest::of(std::string_view(**row).substr(16 + kHashBytes, kDigestBytes));
  }
  auto family = rows_.open_family(name);
  if (!family) return std::unexpected(std::move(family).error());
  if (!usable && row->has_value()) {
    // The rows are of another log or of another version: they are built again.
    HTQ_TRY(rows_.drop_family(*family));
    family = rows_.open_family(name);
    if (!family) return std::unexpected(std::move(family).error());
  }
  if (!usable) {
    held.position = {};
    held.digest = {};
  }
  held.family = *family;
  held_.push_back(std::move(held));
  return {};
}

Result<> Projector::catch_up(const Progress& progress) {
  const Position end = log_.end();
  const auto scan = log_.scan(applied().next());
  std::vector<std::vector<std::uint64_t>> words;
  std::vector<StoredRecord> records;
  while (true) {
    auto record = scan->next();
    if (!record)
      return std::unexpected(std::move(record).error().during("bring the projections up to the log"));
    if (*record) {
      words.emplace_back(((*record)->bytes.size() + 7) / 8);
      std::copy((*record)->bytes.begin(), (*record)->bytes.end(),
                reinterpret_cast<char*>(words.back().data()));
      records.push_back({(*record)->position,
                         {reinterpret_cast<const char*>(words.back().data()), (*record)->bytes.size()}});
    }
    if (records.size() == kCatchUpRecords || (!*record && !records.empty())) {
      HTQ_TRY(apply(records));
      if (progress) progress(records.back().position, end);
      records.clear();
      words.clear();
    }
    if (!*record) return {};
  }
}

void Projector::follow(EventLog& log, std::function<void()> on_applied) {
  on_applied_ = std::move(on_applied);
  following_ = log.follow([this](const SharedBatch& batch) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(batch);
    if (scheduled_) return;
    scheduled_ = true;
    executor_.post([this] { apply_batches(); });
  });
}

void Projector::apply_batches() {
  std::vector<SharedBatch> batches;
  {
    const std::lock_guard lock(mutex_);
    batches.swap(waiting_);
    scheduled_ = false;
    if (stopped_) return;
  }
  std::vector<StoredRecord> records;
  for (const SharedBatch& batch : batches)
    for (std::size_t at = 0; at < batch->records.size(); ++at)
      records.push_back({{batch->first.value + at}, batch->records[at]});
  if (records.empty()) return;
  if (Result<> done = apply(records); !done) {
    const std::lock_guard lock(mutex_);
    stopped_ = std::move(done).error().during("apply records from position " +
                                              std::to_string(records.front().position.value));
  }
}

Result<> Projector::apply(const std::vector<StoredRecord>& records) {
  const auto before = rows_.snapshot();
  RowBatch batch;
  std::vector<RowWriter> writers;
  writers.reserve(held_.size());
  for (const Held& held : held_) writers.emplace_back(held.family, *before, held.digest, batch);
  for (const StoredRecord& stored : records) {
    StoredEvent event(stored.bytes);
    AppliedRecord applied{.record = event.record(), .bytes = stored.bytes};
    if (applied.record.getStreamKind() == StreamKind::CASE) {
      const auto fold = folds_.fold(applied.record, *before, family("timeline"));
      if (!fold) return std::unexpected(fold.error());
      applied.before = fold->before;
      applied.after = fold->after;
    }
    for (std::size_t at = 0; at < held_.size(); ++at)
      if (held_[at].position < stored.position) held_[at].projection->apply(applied, writers[at]);
  }
  const Position last = records.back().position;
  const std::string hash = record_hash(records.back().bytes);
  for (std::size_t at = 0; at < held_.size(); ++at) {
    if (writers[at].fault()) return std::unexpected(*writers[at].fault());
    writers[at].finish();
    if (held_[at].position < last) {
      held_[at].digest = writers[at].digest();
      held_[at].position = last;
    }
    batch.put(meta_, std::string(held_[at].projection->name()),
              meta_row(held_[at].projection->version(), last, hash, held_[at].digest));
  }
  HTQ_TRY(rows_.write(batch));
  unflushed_ += records.size();
  const Instant now = clock_.now();
  if (unflushed_ >= options_.flush_every_records || now - flushed_at_ >= options_.flush_every)
    HTQ_TRY(flush());
  reached(last);
  return {};
}

Result<> Projector::flush() {
  unflushed_ = 0;
  flushed_at_ = clock_.now();
  return rows_.flush();
}

void Projector::reached(Position position) {
  std::vector<Work> due;
  {
    const std::lock_guard lock(mutex_);
    applied_.store(position.value, std::memory_order_release);
    const auto end = when_applied_.upper_bound(position);
    for (auto at = when_applied_.begin(); at != end; ++at) due.push_back(std::move(at->second));
    when_applied_.erase(when_applied_.begin(), end);
  }
  for (Work& work : due) work();
  if (on_applied_) on_applied_();
}

void Projector::when_applied(Position position, Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (position > applied()) {
      when_applied_.emplace(position, std::move(work));
      return;
    }
  }
  work();
}

std::optional<Fault> Projector::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

Family Projector::family(std::string_view projection) const {
  const auto found =
      std::ranges::find_if(held_, [&](const Held& held) { return held.projection->name() == projection; });
  ensure(found != held_.end(), "a projection that is kept");
  return found->family;
}

Result<std::vector<Projector::Standing>> Projector::standings() const {
  std::vector<Standing> standings;
  const auto snapshot = rows_.snapshot();
  for (const Held& held : held_) {
    const auto row = snapshot->get(meta_, held.projection->name());
    if (!row) return std::unexpected(row.error());
    Standing standing{.name = std::string(held.projection->name()), .version = held.projection->version()};
    if (*row) {
      standing.position = {number_at(**row, 8)};
      standing.digest = Digest::of(std::string_view(**row).substr(16 + kHashBytes, kDigestBytes));
    }
    standings.push_back(std::move(standing));
  }
  return standings;
}

}  // namespace htq

#include "daemon/applier.h"

#include <capnp/schema.h>

#include <algorithm>

#include "daemon/record_hash.h"
#include "domain/evolve.h"
#include "projections/key.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"

namespace htq {
namespace {

constexpr std::string_view kTimeline = "timeline";
constexpr std::string_view kMeta = "meta";
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

Result<std::unique_ptr<Applier>> Applier::open(std::vector<std::unique_ptr<Projection>> projections,
                                               const EventLog& log, std::shared_ptr<Rows> rows,
                                               std::shared_ptr<const RowView> histories) {
  std::unique_ptr<Applier> applier(new Applier(log, std::move(rows), std::move(histories)));
  auto meta = applier->rows_->open_family(kMeta);
  if (!meta) return std::unexpected(std::move(meta).error().during("open the projections"));
  applier->meta_ = *meta;
  for (auto& projection : projections) HTQ_TRY(applier->hold(std::move(projection)));
  auto store =
      std::make_shared<RowStore>(RowStore{.rows = applier->rows_, .families = {{std::string(kMeta), *meta}}});
  applier->applied_ = log.end();
  for (const Held& held : applier->held_) {
    applier->applied_ = std::min(applier->applied_, held.position);
    store->families.emplace(held.projection->name(), held.family);
  }
  applier->store_ = std::move(store);
  HTQ_TRY(applier->load_office());
  return applier;
}

Result<> Applier::hold(std::unique_ptr<Projection> projection) {
  const std::string name(projection->name());
  Held held{.projection = std::move(projection)};
  const auto row = rows_->snapshot()->get(meta_, name);
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
  auto family = rows_->open_family(name);
  if (!family) return std::unexpected(std::move(family).error());
  if (!usable && row->has_value()) {
    // The rows are of another log or of another version: they are built again.
    HTQ_TRY(rows_->drop_family(*family));
    family = rows_->open_family(name);
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

/// The office as the projections' next record finds it.
Result<> Applier::load_office() {
  office_ = {};
  if (applied_.value == 0) return {};
  const RowView own = view();
  const RowView& histories = histories_ ? *histories_ : own;
  for (const auto enumerant : capnp::Schema::from<StreamKind>().getEnumerants()) {
    const auto kind = static_cast<StreamKind>(enumerant.getOrdinal());
    if (kind == StreamKind::CASE) continue;
    HTQ_TRY(read_timeline(histories.snapshot(), histories.family(kTimeline), timeline_prefix(kind),
                          [&](Record::Reader record, std::string_view) {
                            if (record.getPosition() <= applied_.value) evolve(office_, record);
                            return true;
                          }));
  }
  return {};
}

Result<> Applier::apply(const std::vector<StoredRecord>& records) {
  const RowView before = view();
  const RowView& histories = histories_ ? *histories_ : before;
  const Family timeline = histories.family(kTimeline);
  RowBatch batch;
  std::vector<RowWriter> writers;
  writers.reserve(held_.size());
  for (const Held& held : held_) writers.emplace_back(held.family, before.snapshot(), held.digest, batch);
  for (const StoredRecord& stored : records) {
    StoredEvent event(stored.bytes);
    const Record::Reader record = event.record();
    const CaseState* was = nullptr;
    const CaseState* is = nullptr;
    if (record.getStreamKind() == StreamKind::CASE) {
      const auto fold = folds_.fold(record, histories.snapshot(), timeline);
      if (!fold) return std::unexpected(fold.error());
      was = fold->before;
      is = fold->after;
    } else {
      evolve(office_, record);
    }
    const AppliedRecord applied{
        .record = record, .bytes = stored.bytes, .before = was, .after = is, .office = office_};
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
    // A projection that was ahead of the others keeps what it said of itself until they have caught up.
    if (held_[at].position == last)
      batch.put(meta_, std::string(held_[at].projection->name()),
                meta_row(held_[at].projection->version(), last, hash, held_[at].digest));
  }
  HTQ_TRY(rows_->write(batch));
  folds_.forget_the_oldest();
  applied_ = last;
  return {};
}

Result<> Applier::catch_up(Position until, const Progress& progress, const std::function<bool()>& go_on) {
  if (until <= applied_) return {};
  const auto scan = log_.scan(applied_.next());
  std::vector<std::vector<std::uint64_t>> words;  // aligned copies: a record is good until the next
  std::vector<StoredRecord> records;
  while (true) {
    auto record = scan->next();
    if (!record)
      return std::unexpected(std::move(record).error().during("bring the projections up to the log"));
    const bool wanted = record->has_value() && (*record)->position <= until;
    if (wanted) {
      words.emplace_back(((*record)->bytes.size() + 7) / 8);
      std::copy((*record)->bytes.begin(), (*record)->bytes.end(),
                reinterpret_cast<char*>(words.back().data()));
      records.push_back({(*record)->position,
                         {reinterpret_cast<const char*>(words.back().data()), (*record)->bytes.size()}});
    }
    if (records.size() == kCatchUpRecords || (!wanted && !records.empty())) {
      HTQ_TRY(apply(records));
      if (progress) progress(applied_, until);
      if (go_on && !go_on()) return fault(FaultKind::unavailable, "It was asked to stop.");
      records.clear();
      words.clear();
    }
    if (!wanted) return {};
  }
}

Result<std::vector<ProjectionStanding>> standings(const RowView& view) {
  std::vector<ProjectionStanding> all;
  const auto cursor = view.range(kMeta, "", "");
  for (; cursor->valid(); cursor->next()) {
    const std::string_view row = cursor->value();
    if (row.size() != 16 + kHashBytes + kDigestBytes)
      return fault(FaultKind::corrupted, "the standing of a projection has the wrong length");
    all.push_back({.name = std::string(cursor->key()),
                   .version = static_cast<std::uint32_t>(number_at(row, 0)),
                   .position = {number_at(row, 8)},
                   .digest = Digest::of(row.substr(16 + kHashBytes, kDigestBytes))});
  }
  HTQ_TRY(cursor->status());
  return all;
}

}  // namespace htq

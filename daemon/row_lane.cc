#include "daemon/row_lane.h"

#include <algorithm>

#include "daemon/log_level.h"
#include "daemon/planted.h"
#include "daemon/record_hash.h"
#include "domain/event_kind.h"
#include "domain/evolve.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"

namespace htq {
namespace {

/// Projections go by the event and take what belongs to it for granted, such as the state of its case.
bool stands_in_its_stream(Record::Reader record) {
  return kind_of_event(record.getBody().which()).value_or(record.getStreamKind()) == record.getStreamKind();
}

}  // namespace

Result<> RowLane::hold(std::unique_ptr<Projection> projection, const EventLog& log, Rows& rows, Family meta) {
  const std::string name(projection->name());
  const ProjectionStanding at_the_start{
      .name = name, .version = projection->version(), .position = {}, .record_hash = {}, .digest = {}};
  Held held{.projection = std::move(projection), .family = {}, .standing = at_the_start};
  const auto row = rows.snapshot()->get(meta, name);
  if (!row) return std::unexpected(row.error());
  bool usable = false;
  if (*row) {
    const auto stored = read_standing(name, **row);
    usable = stored && stored->version == at_the_start.version && stored->position <= log.end();
    if (usable && stored->position.value != 0) {
      const auto record = log.read(stored->position);
      if (!record) return std::unexpected(record.error());
      usable = record_hash(*record) == stored->record_hash;
    }
    if (usable) held.standing = *stored;
  }
  auto family = rows.open_family(name);
  if (!family) return std::unexpected(std::move(family).error());
  if (*row && !usable) {
    // The rows are of another log or of another version: they are built again.
    HTQ_TRY(rows.drop_family(*family));
    family = rows.open_family(name);
    if (!family) return std::unexpected(std::move(family).error());
  }
  held.family = *family;
  reads_cases_ = reads_cases_ || held.projection->reads_cases();
  held_.push_back(std::move(held));
  return {};
}

Position RowLane::applied(Position none) const {
  Position least = none;
  for (const Held& held : held_) least = std::min(least, held.standing.position);
  return least;
}

void RowLane::add_families(RowStore& store) const {
  for (const Held& held : held_) store.families.emplace(held.projection->name(), held.family);
}

/// A record that cannot be read, or that does not follow from those before it, is damage with a place, and no
/// reason to end without a word.
Result<> RowLane::apply_one(const StoredRecord& stored, const RowSnapshot& histories, Family timeline,
                            std::span<RowWriter> writers) try {
  StoredEvent event(stored.bytes);
  const Record::Reader record = event.record();
  if (!stands_in_its_stream(record))
    return fault(FaultKind::corrupted, "record " + std::to_string(stored.position.value) +
                                           " holds an event of another kind of stream than it says");
  HTQ_TRY(check_log_level(record));
  const bool is_of_a_case = record.getStreamKind() == StreamKind::CASE;
  CaseFolds::Fold fold;
  if (is_of_a_case && reads_cases_) {
    const auto folded = folds_.fold(record, stored.bytes, histories, timeline);
    if (!folded) return std::unexpected(folded.error());
    fold = *folded;
  }
  if (!is_of_a_case) evolve(office_, record);
  const AppliedRecord alone{.record = record, .bytes = stored.bytes, .office = office_};
  const AppliedRecord with_its_case{
      .record = record, .bytes = stored.bytes, .before = fold.before, .after = fold.after, .office = office_};
  for (std::size_t at = 0; at < writers.size(); ++at)
    if (held_[at].standing.position < stored.position || is_planted(Plant::reads_the_last_record_again))
      held_[at].projection->apply(held_[at].projection->reads_cases() ? with_its_case : alone, writers[at]);
  return {};
} catch (const std::exception& exception) {
  return fault(FaultKind::corrupted, "record " + std::to_string(stored.position.value) +
                                         " cannot be applied to the rows: " + exception.what());
}

Result<> RowLane::apply(const std::vector<StoredRecord>& records, const RowSnapshot& before,
                        const RowView& histories) {
  const Family timeline = histories.family("timeline");
  writers_.clear();
  writers_.reserve(held_.size());
  for (const Held& held : held_) writers_.emplace_back(held.family, before, held.standing.digest);
  for (const StoredRecord& stored : records) {
    const bool is_left_out =
        is_planted(Plant::leaves_out_the_last_of_a_batch) && records.size() > 1 && &stored == &records.back();
    HTQ_TRY(
        apply_one(stored, histories.snapshot(), timeline, is_left_out ? std::span<RowWriter>() : writers_));
  }
  last_ = records.back().position;
  last_hash_ = record_hash(records.back().bytes);
  return {};
}

Result<RowBatch> RowLane::finish(std::size_t projection) {
  RowWriter& writer = writers_[projection];
  RowBatch batch = writer.finish();
  if (writer.fault()) return std::unexpected(*writer.fault());
  ProjectionStanding& standing = held_[projection].standing;
  if (standing.position < last_) standing.digest = writer.digest();
  return batch;
}

void RowLane::put_standings(Family meta, RowBatch& batch) {
  writers_.clear();
  for (Held& held : held_) {
    ProjectionStanding& standing = held.standing;
    // A projection that was ahead of the others keeps what it said of itself until they have caught up.
    if (standing.position > last_) continue;
    standing.position = last_;
    standing.record_hash = last_hash_;
    batch.put(meta, standing.name, standing_row(standing));
  }
  folds_.forget_the_oldest();
}

}  // namespace htq

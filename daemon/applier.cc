#include "daemon/applier.h"

#include <capnp/schema.h>

#include <algorithm>
#include <future>

#include "daemon/log_batches.h"
#include "daemon/log_level.h"
#include "daemon/planted.h"
#include "domain/ensure.h"
#include "domain/evolve.h"
#include "projections/timeline.h"

namespace htq {
Result<std::unique_ptr<Applier>> Applier::open(std::vector<std::unique_ptr<Projection>> projections,
                                               const EventLog& log, std::shared_ptr<Rows> rows,
                                               std::shared_ptr<const RowView> histories) {
  return open(std::move(projections), log, std::move(rows), std::move(histories), Options{});
}

Result<std::unique_ptr<Applier>> Applier::open(std::vector<std::unique_ptr<Projection>> projections,
                                               const EventLog& log, std::shared_ptr<Rows> rows,
                                               std::shared_ptr<const RowView> histories, Options options) {
  const std::size_t lanes = options.lanes;
  ensure(lanes == 1 || lanes == 2, "projections go in one lane or in two");
  std::unique_ptr<Applier> applier(new Applier(log, std::move(rows), std::move(histories), options));
  auto meta = applier->rows_->open_family(kMeta);
  if (!meta) return std::unexpected(std::move(meta).error().during("open the projections"));
  applier->meta_ = *meta;
  HTQ_TRY(check_raised_level(*applier->rows_, *meta));
  while (applier->lanes_.size() < lanes) applier->lanes_.push_back(std::make_unique<RowLane>());
  if (lanes > 1 && options.beside == nullptr) {
    applier->thread_ = std::make_unique<ThreadExecutor>("rows");
    applier->reader_ = std::make_unique<ThreadExecutor>("read ahead");
  }
  if (lanes > 1) applier->beside_ = options.beside != nullptr ? options.beside : applier->thread_.get();
  // Those that read cases are as much work as the others with the log and their files, which are the larger ones.
  for (auto& projection : projections) {
    RowLane& lane = projection->reads_cases() ? *applier->lanes_.front() : *applier->lanes_.back();
    HTQ_TRY(lane.hold(std::move(projection), log, *applier->rows_, *meta));
  }
  auto store =
      std::make_shared<RowStore>(RowStore{.rows = applier->rows_, .families = {{std::string(kMeta), *meta}}});
  applier->applied_ = log.end();
  for (const auto& lane : applier->lanes_) {
    applier->applied_ = is_planted(Plant::starts_where_the_lane_ahead_stands) ? lane->applied(log.end())
                                                                             : lane->applied(applier->applied_);
    lane->add_families(*store);
  }
  applier->store_ = std::move(store);
  HTQ_TRY(applier->load_office());
  return applier;
}

/// The office as the projections' next record finds it.
Result<> Applier::load_office() {
  if (applied_.value == 0) return {};
  Office office;
  const RowView own = view();
  const RowView& histories = histories_ ? *histories_ : own;
  for (const auto enumerant : capnp::Schema::from<StreamKind>().getEnumerants()) {
    const auto kind = static_cast<StreamKind>(enumerant.getOrdinal());
    if (kind == StreamKind::CASE) continue;
    HTQ_TRY(read_timeline(histories.snapshot(), histories.family("timeline"), timeline_prefix(kind),
                          [&](Record::Reader record, std::string_view) {
                            if (record.getPosition() <= applied_.value) evolve(office, record);
                            return true;
                          }));
  }
  for (const auto& lane : lanes_) lane->set_office(office);
  return {};
}

Result<> Applier::apply(const std::vector<StoredRecord>& records) {
  const RowView before = view();
  RowBatch batch;
  for (const auto& lane : lanes_)
    HTQ_TRY(lane->apply(records, before.snapshot(), histories_ ? *histories_ : before, meta_, batch));
  HTQ_TRY(rows_->write(batch));
  applied_ = records.back().position;
  return {};
}

Result<> Applier::apply_in_parallel(const std::vector<StoredRecord>& records) {
  const RowView before = view();
  const auto run = [&](RowLane& lane) -> Result<> {
    RowBatch batch;
    HTQ_TRY(lane.apply(records, before.snapshot(), histories_ ? *histories_ : before, meta_, batch));
    return records.size() < options_.load_records ? rows_->write(batch) : rows_->load(batch);
  };
  std::promise<Result<>> second;
  if (beside_) beside_->post([&] { second.set_value(run(*lanes_.back())); });
  const Result<> first = run(*lanes_.front());
  if (beside_) HTQ_TRY(second.get_future().get());
  HTQ_TRY(first);
  applied_ = records.back().position;
  return {};
}

Result<> Applier::catch_up(Position until, const Progress& progress, const std::function<bool()>& go_on) {
  if (until <= applied_) return {};
  Position from = applied_.next();
  if (is_planted(Plant::reads_the_last_record_again) && applied_.value > 0) from = applied_;
  if (is_planted(Plant::starts_one_record_too_late) && applied_.value > 0 && from < until) from = from.next();
  LogBatches batches(log_, from, until, options_.catch_up_records, reader_.get());
  while (true) {
    const auto records = batches.next();
    if (!records) return std::unexpected(Fault(records.error()).during("bring the projections up to the log"));
    if (records->empty()) return {};
    if (is_planted(Plant::leaves_out_a_batch_of_a_catch_up) && records->size() == options_.catch_up_records)
      applied_ = records->back().position;
    else
      HTQ_TRY(apply_in_parallel(*records));
    if (progress) progress(applied_, until);
    if (go_on && !go_on()) return fault(FaultKind::unavailable, "It was asked to stop.");
  }
}

}  // namespace htq

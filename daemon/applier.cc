#include "daemon/applier.h"

#include <capnp/schema.h>

#include <algorithm>
#include <future>

#include "daemon/log_batches.h"
#include "daemon/log_level.h"
#include "daemon/planted.h"
#include "daemon/shared_work.h"
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
  // Those that read cases are as much work as the others with the log and their files, which are the larger
  // ones.
  for (auto& projection : projections) {
    RowLane& lane = projection->reads_cases() ? *applier->lanes_.front() : *applier->lanes_.back();
    HTQ_TRY(lane.hold(std::move(projection), log, *applier->rows_, *meta));
  }
  auto store =
      std::make_shared<RowStore>(RowStore{.rows = applier->rows_, .families = {{std::string(kMeta), *meta}}});
  applier->applied_ = log.end();
  for (const auto& lane : applier->lanes_) {
    applier->applied_ = is_planted(Plant::starts_where_the_lane_ahead_stands)
                            ? lane->applied(log.end())
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
  for (const auto& lane : lanes_) {
    HTQ_TRY(follow(*lane, records, before));
    HTQ_TRY(finish(*lane, batch));
  }
  HTQ_TRY(rows_->write(batch));
  applied_ = records.back().position;
  return {};
}

Result<> Applier::follow(RowLane& lane, const std::vector<StoredRecord>& records,
                         const RowView& before) const {
  return lane.apply(records, before.snapshot(), histories_ ? *histories_ : before);
}

/// All that the records change in the rows of a lane.
Result<> Applier::finish(RowLane& lane, RowBatch& batch) const {
  for (std::size_t at = 0; at < lane.projections(); ++at) {
    auto changed = lane.finish(at);
    if (!changed) return std::unexpected(changed.error());
    batch.add(std::move(*changed));
  }
  lane.put_standings(meta_, batch);
  return {};
}

Result<> Applier::apply_in_parallel(const std::vector<StoredRecord>& records) {
  const RowView before = view();
  HTQ_TRY(records.size() < options_.load_records ? write_in_parallel(records, before)
                                                 : load_in_parallel(records, before));
  applied_ = records.back().position;
  return {};
}

Result<> Applier::write_in_parallel(const std::vector<StoredRecord>& records, const RowView& before) {
  return on_both_threads([&](RowLane& lane) -> Result<> {
    RowBatch batch;
    HTQ_TRY(follow(lane, records, before));
    HTQ_TRY(finish(lane, batch));
    return rows_->write(batch);
  });
}

/// The lanes are never equally long: whichever thread is done helps to make files of what the other's has
/// changed.
Result<> Applier::load_in_parallel(const std::vector<StoredRecord>& records, const RowView& before) {
  const std::unique_ptr<RowLoad> load = rows_->begin_load();
  SharedWork files;
  const auto make_file = [&](RowLane& lane, std::size_t projection) -> Result<> {
    auto changed = lane.finish(projection);
    if (!changed) return std::unexpected(changed.error());
    return load->add(std::move(*changed));
  };
  const auto run = [&](RowLane& lane) -> Result<> {
    HTQ_TRY(follow(lane, records, before));
    for (std::size_t at = 0; at < lane.projections(); ++at)
      files.add([&make_file, &lane, at] { return make_file(lane, at); });
    return {};
  };
  HTQ_TRY(on_both_threads(run, [&] { return files.take_part(); }));
  RowBatch standings;
  for (const auto& lane : lanes_) lane->put_standings(meta_, standings);
  HTQ_TRY(load->add(std::move(standings)));
  return load->take_in();
}

/// Each thread takes part in the rest as soon as its lane is done, and the second once more when the first
/// one's is.
Result<> Applier::on_both_threads(const std::function<Result<>(RowLane&)>& run,
                                  const std::function<Result<>()>& rest) {
  std::vector<std::future<Result<>>> beside;
  const auto post = [&](std::function<Result<>()> part) {
    std::promise<Result<>> done;
    beside.push_back(done.get_future());
    beside_->post([part = std::move(part), done = std::move(done)]() mutable { done.set_value(part()); });
  };
  const auto run_and_rest = [&](RowLane& lane) -> Result<> {
    HTQ_TRY(run(lane));
    return rest();
  };
  if (beside_) post([&] { return run_and_rest(*lanes_.back()); });
  Result<> done = run(*lanes_.front());
  if (beside_) post(rest);
  if (done) done = rest();
  for (auto& part : beside)
    if (const Result<> other = part.get(); done && !other) done = other;
  return done;
}

Result<> Applier::catch_up(Position until, const Progress& progress, const std::function<bool()>& go_on) {
  if (until <= applied_) return {};
  Position from = applied_.next();
  if (is_planted(Plant::reads_the_last_record_again) && applied_.value > 0) from = applied_;
  if (is_planted(Plant::starts_one_record_too_late) && applied_.value > 0 && from < until) from = from.next();
  LogBatches batches(log_, from, until, options_.catch_up_records, reader_.get());
  while (true) {
    const auto records = batches.next();
    if (!records)
      return std::unexpected(Fault(records.error()).during("bring the projections up to the log"));
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

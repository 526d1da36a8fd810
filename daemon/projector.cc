#include "daemon/projector.h"

#include "daemon/planted.h"
#include "domain/ensure.h"

namespace htq {

Projector::Projector(std::unique_ptr<Applier> applier, Executor& executor, const Clock& clock,
                     Options options)
    : executor_(executor),
      clock_(clock),
      options_(options),
      applier_(std::move(applier)),
      flushed_at_(clock.now()),
      applied_(applier_->applied().value),
      store_(applier_->store()) {}

Projector::~Projector() {
  following_.reset();
}

Result<> Projector::catch_up(const EventLog& log, const Applier::Progress& progress,
                             const std::function<bool()>& go_on) {
  HTQ_TRY(applier_->catch_up(log.end(), progress, go_on));
  reached(applier_->applied());
  return {};
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
    for (std::size_t at = 0; at < batch->records.size(); ++at) {
      const Position position{batch->first.value + at};
      // What took over may have read further than the one before it.
      if (position > applier_->applied()) records.push_back({position, batch->records[at]});
    }
  if (records.empty()) return;
  if (Result<> done = apply(records); !done) {
    if (is_planted(Plant::goes_on_after_rows_were_not_written)) return reached(records.back().position);
    const std::lock_guard lock(mutex_);
    stopped_ = std::move(done).error().during("apply records from position " +
                                              std::to_string(records.front().position.value));
  }
}

Result<> Projector::apply(const std::vector<StoredRecord>& records) {
  if (is_planted(Plant::says_too_early_that_it_is_read)) reached(records.back().position);
  HTQ_TRY(applier_->apply(records));
  unflushed_ += records.size();
  const Instant now = clock_.now();
  if (unflushed_ >= options_.flush_every_records || now - flushed_at_ >= options_.flush_every)
    HTQ_TRY(flush());
  reached(records.back().position);
  return {};
}

Result<> Projector::flush() {
  unflushed_ = 0;
  flushed_at_ = clock_.now();
  return applier_->flush();
}

void Projector::meet(std::function<std::unique_ptr<Applier>(const Applier& live)> work) {
  executor_.post([this, work = std::move(work)] {
    std::unique_ptr<Applier> fresh = work(*applier_);
    if (!fresh) return;
    ensure(fresh->applied() >= applier_->applied(), "what takes over holds what was shown");
    applier_ = std::move(fresh);
    if (!is_planted(Plant::keeps_showing_what_was_replaced)) {
      const std::lock_guard lock(mutex_);
      store_ = applier_->store();
    }
    reached(applier_->applied());
  });
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
  if (is_planted(Plant::forgets_who_waits) && due.size() > 1) due.pop_back();
  for (Work& work : due) work();
  if (on_applied_) on_applied_();
}

RowView Projector::view() const {
  std::shared_ptr<const RowStore> store;
  Position applied;
  {
    const std::lock_guard lock(mutex_);
    store = store_;
    applied = this->applied();
  }
  return {std::move(store), applied};
}

void Projector::when_applied(Position position, Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (position > applied() && !is_planted(Plant::answers_a_read_that_is_behind)) {
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

}  // namespace htq

#include "daemon/log/memory_log.h"

#include <deque>
#include <mutex>
#include <utility>

#include "daemon/log/followers.h"
#include "domain/ensure.h"

namespace htq {

struct MemoryLog::State {
  struct Append {
    SharedBatch batch;
    std::move_only_function<void(Result<>)> done;
  };

  mutable std::mutex mutex;
  std::deque<std::string> records;  // references to elements stay valid while it grows
  std::optional<Append> pending;
  std::optional<Fault> fails;  // the next completion
  std::uint64_t appends = 0;  // an append completes only if none, and no crash, came after it
  Followers followers;

  Position end() const {
    const std::lock_guard lock(mutex);
    return {records.size()};
  }

  void keep(const Batch& batch) { records.insert(records.end(), batch.records.begin(), batch.records.end()); }

  void complete(std::uint64_t number) {
    std::optional<Append> append;
    std::optional<Fault> why_not;
    {
      const std::lock_guard lock(mutex);
      if (number != appends || !pending) return;
      append = std::exchange(pending, std::nullopt);
      why_not = std::exchange(fails, std::nullopt);
      if (!why_not) keep(*append->batch);
    }
    if (why_not) return append->done(std::unexpected(*why_not));
    followers.publish(append->batch);
    append->done({});
  }
};

class MemoryLog::Scan final : public LogScan {
 public:
  Scan(std::shared_ptr<const State> state, Position from)
      : state_(std::move(state)), next_(from), end_(state_->end()) {}

  Result<std::optional<StoredRecord>> next() override {
    if (next_ > end_) return std::nullopt;
    const std::lock_guard lock(state_->mutex);
    // The characters of a std::string lie at an address aligned to 8, in the object as on the heap.
    const StoredRecord record{.position = next_, .bytes = state_->records[next_.value - 1]};
    next_ = next_.next();
    return record;
  }

 private:
  std::shared_ptr<const State> state_;
  Position next_;
  Position end_;
};

MemoryLog::MemoryLog(Executor& executor) : state_(std::make_shared<State>()), executor_(executor) {}
MemoryLog::~MemoryLog() = default;

Position MemoryLog::end() const {
  return state_->end();
}

void MemoryLog::append(SharedBatch batch, std::move_only_function<void(Result<>)> done) {
  ensure(batch != nullptr && !batch->records.empty(), "a batch is not empty");
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(state_->mutex);
    ensure(!state_->pending, "one append at a time");
    ensure(batch->first.value == state_->records.size() + 1, "a batch follows the end of the log");
    state_->pending.emplace(std::move(batch), std::move(done));
    number = ++state_->appends;
  }
  executor_.post([state = std::weak_ptr(state_), number] {
    if (const auto alive = state.lock()) alive->complete(number);
  });
}

std::unique_ptr<LogScan> MemoryLog::scan(Position from) const {
  ensure(from.value > 0, "the first record is 1");
  return std::make_unique<Scan>(state_, from);
}

Result<std::string> MemoryLog::read(Position position) const {
  const std::lock_guard lock(state_->mutex);
  if (position.value == 0 || position.value > state_->records.size())
    return fault(FaultKind::bad_input, "there is no record " + std::to_string(position.value) +
                                           ": the log ends at " + std::to_string(state_->records.size()));
  return state_->records[position.value - 1];
}

std::unique_ptr<Following> MemoryLog::follow(std::function<void(const SharedBatch&)> follower) {
  return state_->followers.add(std::move(follower));
}

void MemoryLog::fail_next(Fault fault) {
  const std::lock_guard lock(state_->mutex);
  state_->fails = std::move(fault);
}

void MemoryLog::crash(Pending pending) {
  const std::lock_guard lock(state_->mutex);
  state_->fails.reset();
  if (state_->pending && pending == Pending::kept) state_->keep(*state_->pending->batch);
  state_->pending.reset();
  ++state_->appends;
}

}  // namespace htq

#include "daemon/log/embedded_log.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <future>
#include <string>
#include <utility>

#include "daemon/log/posix_file.h"
#include "domain/ensure.h"

namespace htq {

Result<std::unique_ptr<EmbeddedLog>> EmbeddedLog::open(const EmbeddedLogOptions& options) {
  HTQ_TRY(make_directory(options.directory));
  const auto watermark_path = options.directory / "watermark";
  const auto position = Watermark::read(watermark_path);
  if (!position) return std::unexpected(position.error());
  auto recovered = recover({
      .store = {.directory = options.directory / "records",
                .cache_bytes = options.cache_bytes,
                .write_buffer_bytes = options.write_buffer_bytes,
                .env = options.env,
                .drops_old = options.drops_old},
      .watermark = *position,
      .aside = options.directory / "set-aside",
      .checked_records = options.checked_records,
      .check = options.check,
  });
  if (!recovered) return std::unexpected(std::move(recovered).error());
  auto watermark = Watermark::open(watermark_path, options.watermark_pace);
  if (!watermark) return std::unexpected(std::move(watermark).error());
  const Result<Position> first = options.drops_old ? recovered->store->first() : Position{1};
  if (!first) return std::unexpected(first.error());
  std::unique_ptr<EmbeddedLog> log(new EmbeddedLog(options, std::move(*recovered), std::move(*watermark)));
  log->first_.store(first->value, std::memory_order_release);
  return log;
}

EmbeddedLog::EmbeddedLog(const EmbeddedLogOptions& options, Recovered recovered,
                         std::unique_ptr<Watermark> watermark)
    : directory_(options.directory),
      min_free_bytes_(options.min_free_bytes),
      set_aside_(std::move(recovered.set_aside)),
      store_(std::move(recovered.store)),
      watermark_(std::move(watermark)),
      end_(recovered.end.value),
      thread_("log") {
  // What was recovered is in a synced table file now, and may be answered from.
  watermark_->note(recovered.end);
}

EmbeddedLog::~EmbeddedLog() = default;

void EmbeddedLog::append(SharedBatch batch, std::move_only_function<void(Result<>)> done) {
  ensure(batch != nullptr && !batch->records.empty(), "a batch is not empty");
  ensure(!appending_.exchange(true), "one append at a time");
  ensure(batch->first == end().next(), "a batch follows the end of the log");
  thread_.post([this, batch = std::move(batch), done = std::move(done)]() mutable {
    Result<> result = write(*batch);
    const bool is_durable = result.has_value();
    if (is_durable) {
      end_.store(batch->last().value, std::memory_order_release);
      followers_.publish(batch);
    }
    appending_.store(false);
    done(std::move(result));
    if (is_durable) watermark_->note(batch->last());
  });
}

void EmbeddedLog::drop_before(Position first, std::move_only_function<void(Result<>)> done) {
  ensure(first <= end(), "the last record stays");
  thread_.post([this, first, done = std::move(done)]() mutable {
    first_.store(std::max(first_.load(), first.value), std::memory_order_release);
    done(store_->drop_before(first));
  });
}

void EmbeddedLog::pass(Work arrived) {
  thread_.post(
      [this, arrived = std::move(arrived)]() mutable { watermark_->when_not_writing(std::move(arrived)); });
}

Result<> EmbeddedLog::finish() {
  std::promise<void> noted;
  thread_.post([&noted] { noted.set_value(); });
  noted.get_future().wait();
  return watermark_->finish();
}

Result<> EmbeddedLog::write(const Batch& batch) {
  if (!refused_) refused_ = watermark_->failure();
  if (refused_)
    return std::unexpected(Fault(*refused_).during("the log takes no append after a failed write"));
  const auto has_space = has_space_for(batch);
  if (has_space && !*has_space)
    return fault(FaultKind::no_space, directory_.string() + " has less than " +
                                          std::to_string(min_free_bytes_.load() >> 20) + " MiB free");
  auto written = has_space ? store_->write(batch) : std::unexpected(has_space.error());
  if (written) return {};
  refused_ = std::move(written).error();
  // A disk that fills up in the middle of a write leaves it unknown what is durable: that is not `no_space`.
  if (refused_->kind == FaultKind::no_space) refused_->kind = FaultKind::io;
  return std::unexpected(*refused_);
}

Result<bool> EmbeddedLog::has_space_for(const Batch& batch) const {
  struct statvfs disk{};
  if (::statvfs(directory_.c_str(), &disk) != 0)
    return errno_fault("measure the free space of " + directory_.string());
  std::uint64_t needed = min_free_bytes_.load(std::memory_order_relaxed);
  for (const std::string& record : batch.records) needed += record.size();
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize >= needed;
}

std::unique_ptr<LogScan> EmbeddedLog::scan(Position from) const {
  ensure(from.value > 0, "the first record is 1");
  return store_->scan(from, end());
}

Result<std::string> EmbeddedLog::read(Position position) const {
  const Position last = end();
  if (position.value == 0 || position > last)
    return fault(FaultKind::bad_input, "there is no record " + std::to_string(position.value) +
                                           ": the log ends at " + std::to_string(last.value));
  return store_->read(position);
}

std::unique_ptr<Following> EmbeddedLog::follow(std::function<void(const SharedBatch&)> follower) {
  return followers_.add(std::move(follower));
}

}  // namespace htq

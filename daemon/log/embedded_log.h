// The log on this machine: records in a RocksDB, one synced write an append, on a thread of its own.
//
//   DIRECTORY/records/     record_store.h
//   DIRECTORY/watermark    watermark.h
//   DIRECTORY/set-aside-N  write-ahead logs whose torn end was dropped (recovery.h)
//
// Threads: as the port says; `done` and the followers are called on the log's thread. The directory must be
// this process's (directory_lock.h). The destructor completes a pending append.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/log/followers.h"
#include "daemon/log/recovery.h"
#include "daemon/log/watermark.h"

namespace htq {

struct EmbeddedLogOptions {
  std::filesystem::path directory;
  std::uint64_t min_free_bytes =
      256 << 20;  // an append that would leave less is refused with FaultKind::no_space
  std::size_t cache_bytes = 64 << 20;
  std::size_t write_buffer_bytes = 64 << 20;
  rocksdb::Env* env = nullptr;  // none: the default; tests hand in one that fails
  Watermark::Pace watermark_pace;
  std::uint64_t checked_records = 10'000;
  TailCheck check;
  bool drops_old = false;  // a log of limited time: drop_before() may be called
};

class EmbeddedLog final : public EventLog {
 public:
  /// FaultKind::corrupted, naming both positions, if something acknowledged is not there.
  static Result<std::unique_ptr<EmbeddedLog>> open(const EmbeddedLogOptions& options);
  ~EmbeddedLog() override;
  EmbeddedLog(const EmbeddedLog&) = delete;
  EmbeddedLog& operator=(const EmbeddedLog&) = delete;

  Position end() const override { return {end_.load(std::memory_order_acquire)}; }
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override;
  std::unique_ptr<LogScan> scan(Position from) const override;
  Result<std::string> read(Position position) const override;
  std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)> follower) override;

  /// Removes what stands before `first`, a position up to the end, soon; `done` as of append().
  void drop_before(Position first, std::move_only_function<void(Result<>)> done);
  /// The first record that is there.
  Position first() const { return {first_.load(std::memory_order_acquire)}; }

  /// Calls `arrived` once what was to be written before has been, records and watermark; soon, unless the
  /// disk hangs. On a thread of the log's. Any thread.
  void pass(Work arrived);

  /// Why it will take no append any more, known before the next one: what was acknowledged cannot be noted.
  /// Any thread.
  std::optional<Fault> failure() const { return watermark_->failure(); }
  /// Notes what was acknowledged last, and says why it could not. Nothing is appended after it.
  Result<> finish();

  void set_min_free_bytes(std::uint64_t bytes) { min_free_bytes_.store(bytes, std::memory_order_relaxed); }
  /// Where a torn end that this opening dropped can be looked at, if there was one.
  const std::optional<std::filesystem::path>& set_aside() const { return set_aside_; }

 private:
  EmbeddedLog(const EmbeddedLogOptions& options, Recovered recovered, std::unique_ptr<Watermark> watermark);
  Result<> write(const Batch& batch);
  Result<bool> has_space_for(const Batch& batch) const;

  const std::filesystem::path directory_;
  std::atomic<std::uint64_t> min_free_bytes_;
  std::optional<std::filesystem::path> set_aside_;
  std::unique_ptr<RecordStore> store_;
  std::unique_ptr<Watermark> watermark_;
  Followers followers_;
  std::atomic<std::uint64_t> first_ = 1;
  std::atomic<std::uint64_t> end_;
  std::atomic<bool> appending_ = false;
  std::optional<Fault> refused_;  // the log's thread: why it takes no append any more
  ThreadExecutor thread_;         // last: what it still runs uses all of the above
};

}  // namespace htq

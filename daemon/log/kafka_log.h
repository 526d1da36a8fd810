// The log on Apache Kafka: a topic of one partition that every daemon reads into a copy of its own, and that
// one of them writes. Scans, reads and followers see the copy, so that they are the same as those of the
// embedded log.
//
//   DIRECTORY/kafka/     the copy: record_store.h, and in its "meta" the offset and the term of the last
//   record
//
// The way of a batch: append → a transaction (kafka_producer.h) → the topic → read back (kafka_reader.h) →
// stored → followers → done. So nothing is reported done that another reader might not accept. Any error on
// the way brings a fault of kind unavailable and ends this daemon's turn, and so does a batch that does not
// come back within twice the time of a transaction, or cannot; a new producer settles what was under way,
// everything is read again to the end, and the daemon is told that it may write once more, if the group still
// says so.
//
// Threads: as the port says. `on_elected` and `on_lost` are called on a thread of the log's, in turn; every
// append is reported done before the `on_lost` that ends its turn. An append that comes outside of a turn, or
// that was begun in an earlier one, brings a fault of kind unavailable.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "daemon/asked_together.h"
#include "daemon/executor.h"
#include "daemon/log/event_log.h"
#include "daemon/log/followers.h"
#include "daemon/log/kafka_election.h"
#include "daemon/log/kafka_producer.h"
#include "daemon/log/kafka_reader.h"
#include "daemon/log/kafka_settings.h"
#include "daemon/log/record_store.h"
#include "daemon/log/recovery.h"

namespace htq {

struct KafkaLogOptions {
  std::filesystem::path directory;
  KafkaSettings kafka;
  std::size_t cache_bytes = 64 << 20;
  std::size_t write_buffer_bytes = 64 << 20;
  TailCheck check;
  std::function<bool(Position)> goes_on = [](Position) { return true; };  // while the topic is read at the start
};

class KafkaLog final : public EventLog {
 public:
  struct Events {
    std::function<void()> on_elected = [] {};
    std::function<void(const Fault&)> on_lost = [](const Fault&) {};
    /// The topic cannot be read for now, and why; nothing: it can again. On the reading thread.
    std::function<void(const std::optional<Fault>&)> on_trouble = [](const std::optional<Fault>&) {};
    /// It is the one, and brokers do not let it write: it tries again. On the thread of the others.
    std::function<void(const Fault&)> on_not_taken_over = [](const Fault&) {};
    std::function<void(Position first, std::uint64_t term)> on_ignored = [](Position, std::uint64_t) {};
    /// The first batch of another writer, and the first of all. On the reading thread.
    std::function<void(const SharedBatch&)> on_new_term = [](const SharedBatch&) {};
  };

  /// Checks the topic, and reads it to its end. Nothing more is read, and nobody elected, before begin().
  static Result<std::unique_ptr<KafkaLog>> open(const KafkaLogOptions& options);
  ~KafkaLog() override;
  KafkaLog(const KafkaLog&) = delete;
  KafkaLog& operator=(const KafkaLog&) = delete;

  /// From now on records come in, and this daemon takes part in the election. Once.
  Result<> begin(Events events);
  /// Takes part in no further election: when it returns, no on_elected comes any more. Before the destructor.
  void leave();

  Position end() const override { return reader_->end(); }
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override;
  std::unique_ptr<LogScan> scan(Position from) const override;
  Result<std::string> read(Position position) const override;
  std::optional<Fault> trouble() const override;
  std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)> follower) override;

  /// Calls `arrived` once what has come in before is stored; soon, unless the disk hangs. On a thread of the
  /// log's.
  void pass(Work arrived);
  /// Why it reads no more, if it does not: then the process must end. Any thread.
  std::optional<Fault> stopped() const;
  bool writes() const;
  const KafkaSettings& settings() const { return options_.kafka; }
  /// As brokers have it now; empty where none answers.
  struct View {
    std::vector<std::string> daemons;     // by their addresses: those that take part in the election
    std::optional<std::uint64_t> behind;  // what is in the topic and not read here yet, in offsets
  };
  /// Asks them, which may take some seconds; `answering` is called once, on a thread for that alone. Any
  /// thread.
  void ask_brokers(std::move_only_function<void(View)> answering) { asked_.ask(std::move(answering)); }

 private:
  /// A batch under way, until it has been read back.
  struct Pending {
    SharedBatch batch;
    std::optional<bool> is_ours = {};  // once the topic has something at its position
  };

  explicit KafkaLog(const KafkaLogOptions& options);
  void read_on();
  void note_trouble(std::optional<Fault> trouble);
  void on_batch(const SharedBatch& batch, std::uint64_t term);
  void on_ignored(Position first, std::uint64_t term);
  void hear(KafkaElection::Word word);
  void look();
  bool take_over();
  bool read_to_the_end();
  bool nobody_else_has_written();
  void cannot_take_over(const Fault& why);
  Result<> write(const SharedBatch& batch);
  Result<> wait_until_read_back();
  void lose(const Fault& why);
  bool is_wanted() const;
  bool is_in_doubt() const;
  View look_at_brokers() const;

  const KafkaLogOptions options_;
  std::unique_ptr<RecordStore> copy_;
  std::unique_ptr<KafkaReader> reader_;
  Followers followers_;
  Events events_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_chosen_ = false;
  bool is_in_doubt_ = false;  // whether it still is: the group says nothing
  bool closing_ = false;
  bool stops_reading_ = false;
  std::optional<Pending> pending_;
  std::optional<Fault> stopped_;
  std::optional<Fault> trouble_;
  std::vector<Work> passing_;

  std::uint64_t told_term_ = 0;  // the reading thread's
  std::atomic<bool> appending_ = false;
  std::atomic<bool> writes_ = false;
  std::atomic<std::uint64_t> turns_ = 0;  // begun so far
  std::atomic<std::uint64_t> term_{0};       // of this daemon's turn
  std::atomic<std::uint64_t> next_{0};       // the position that the turn has come to
  std::unique_ptr<KafkaProducer> producer_;  // the writing thread's
  std::string told_trouble_;                 // the writing thread's
  std::unique_ptr<ThreadExecutor> writing_;  // asks the election
  std::thread reading_;
  std::unique_ptr<KafkaElection> election_;
  std::atomic<bool> has_begun_ = false;
  AskedTogether<View> asked_{"brokers", [this] { return look_at_brokers(); }};  // last: it asks the others
};

}  // namespace htq

// The real engine on a log and rows in memory, with the commands of a process behind it. What the engine does
// by itself, such as opening a window, is left to it. The test moves the clock and lets the engine work.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "daemon/access/memory_key_store.h"
#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "projections/stored_record.h"
#include "tests/support/process.h"

namespace htq::tests {

/// What comes back of a command; nothing while it waits.
using Slot = std::shared_ptr<std::optional<Reply>>;

/// What a caller may say of a command beyond its body.
struct Sending {
  std::string command_id;
  Instant received_at;  // 0: now
  Instant occurred_at;  // 0: when it is recorded
};

class EngineOffice {
 public:
  explicit EngineOffice(const Process& history);
  ~EngineOffice();

  /// The engine begins anew, with nothing but what is on the log and in the rows.
  void start_again();

  static constexpr std::size_t kQueue = 4;  // commands that may wait

  void at(Instant instant);
  /// Hands a command in; the engine has not looked at it yet.
  Slot send(const Actor& actor, const std::string& target, Sending sending,
            const std::function<void(Command::Builder)>& fill);
  /// Lets everything that waits be done.
  void work();

  Position end() const { return log_.end(); }
  const KeyStore& keys() const { return keys_; }
  RowView rows() const;
  /// Calls `look` with the record at a position.
  template <typename Look>
  auto read(Position position, Look look) const {
    const std::string bytes = bytes_at(position);
    StoredEvent stored(bytes);
    return look(stored.record());
  }
  /// The last record of a stream.
  Position last_entry_of(const std::string& stream) const;

 private:
  class Lane final : public Executor {
   public:
    void post(Work work) override;
    bool run_one();

   private:
    std::deque<Work> work_;
  };

  Slot send(std::unique_ptr<capnp::MallocMessageBuilder> message, const Actor& actor, Sending sending);
  std::string bytes_at(Position position) const;
  void repeat(const Asked& asked, const Process& history);

  Lane lane_;
  ManualClock clock_{london("2020-07-01T09:00")};
  SeededRandom random_{1};
  MemoryKeyStore keys_;
  MemoryLog log_{lane_};
  std::shared_ptr<Rows> rows_;
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;
};

const Receipt& receipt(const Slot& slot);
/// As the process answers, so that a scenario says it in the same words.
Answer refused(const Slot& slot);

}  // namespace htq::tests

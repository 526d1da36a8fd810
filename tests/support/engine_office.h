// The real engine on a log and rows in memory, with the commands of a process behind it. What the engine does
// by itself, such as opening a window, is left to it. The test moves the clock and lets the engine work.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/access/memory_key_store.h"
#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "projections/all.h"
#include "projections/memory_rows.h"
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
  explicit EngineOffice(const Process& history) {
    projector_ = std::make_unique<Projector>(std::move(*Applier::open(all_projections(), log_, rows_)), lane_,
                                             clock_, Projector::Options{});
    projector_->follow(log_, {});
    start_again();
    for (const Asked& asked : history.accepted()) repeat(asked, history);
  }

  /// The engine begins anew, with nothing but what is on the log and in the rows.
  void start_again() {
    engine_.reset();
    engine_ = std::make_unique<Engine>(lane_, log_, *projector_, clock_, random_, keys_,
                                       Engine::Options{.queue_length = kQueue,
                                                       .digest_key = std::string(32, 'k'),
                                                       .incarnation = "one",
                                                       .address = "test",
                                                       .on_system_refused = {}});
    EXPECT_TRUE(engine_->start().has_value());
    work();
  }

  static constexpr std::size_t kQueue = 4;  // commands that may wait

  void at(Instant instant) { EXPECT_TRUE(clock_.move_to(instant)); }
  /// Hands a command in; the engine has not looked at it yet.
  Slot send(const Actor& actor, const std::string& target, Sending sending,
            const std::function<void(Command::Builder)>& fill) {
    auto message = std::make_unique<capnp::MallocMessageBuilder>();
    auto command = message->initRoot<Command>();
    fill(command);
    command.setTarget(text(target));
    return send(std::move(message), actor, std::move(sending));
  }
  /// Lets everything that waits be done.
  void work() {
    engine_->look_at_the_clock();
    while (lane_.run_one()) {
    }
  }

  Position end() const { return log_.end(); }
  const KeyStore& keys() const { return keys_; }
  RowView rows() const { return projector_->view(); }
  /// Calls `look` with the record at a position.
  template <typename Look>
  auto read(Position position, Look look) const {
    const auto bytes = log_.read(position);
    EXPECT_TRUE(bytes.has_value());
    StoredEvent stored(*bytes);
    return look(stored.record());
  }
  /// The last record of a stream.
  Position last_entry_of(const std::string& stream) const {
    Position position = end();
    const auto is_of_it = [&](Record::Reader record) { return view(record.getStream()) == stream; };
    while (position.value > 1 && !read(position, is_of_it)) --position.value;
    return position;
  }

 private:
  class Lane final : public Executor {
   public:
    void post(Work work) override { work_.push_back(std::move(work)); }
    bool run_one() {
      if (work_.empty()) return false;
      Work work = std::move(work_.front());
      work_.pop_front();
      work();
      return true;
    }

   private:
    std::deque<Work> work_;
  };

  Slot send(std::unique_ptr<capnp::MallocMessageBuilder> message, const Actor& actor, Sending sending) {
    Order order{.message = std::move(message),
                .actor = actor,
                .command_id = std::move(sending.command_id),
                .received_at = sending.received_at.ns == 0 ? clock_.now() : sending.received_at,
                .occurred_at = sending.occurred_at};
    auto slot = std::make_shared<std::optional<Reply>>();
    engine_->submit(std::move(order), [slot](Reply reply) { *slot = std::move(reply); });
    return slot;
  }
  /// Whether the engine has done it by itself: there is nobody to do it again.
  static bool is_its_own(const Asked& asked, const Process& history) {
    const auto command = asked.message->getRoot<Command>().asReader();
    if (asked.actor.roles.has(Role::SYSTEM)) return true;
    if (!command.isGrantFormAccess()) return false;
    const std::string& cycle = history.file(string(command.getTarget())).cycle;
    return !history.office().cycle(cycle)->edition.support_session_required;
  }
  void repeat(const Asked& asked, const Process& history) {
    at(asked.at);
    work();
    const auto command = asked.message->getRoot<Command>().asReader();
    if (is_its_own(asked, history)) return;
    auto message = std::make_unique<capnp::MallocMessageBuilder>();
    message->setRoot(command);
    const Slot slot = send(std::move(message), asked.actor, {.command_id = asked.command_id});
    work();
    EXPECT_TRUE(std::holds_alternative<Receipt>(slot->value())) << name_of(command.which());
  }

  Lane lane_;
  ManualClock clock_{london("2020-07-01T09:00")};
  SeededRandom random_{1};
  MemoryKeyStore keys_;
  MemoryLog log_{lane_};
  std::shared_ptr<Rows> rows_ = std::make_shared<MemoryRows>();
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;
};

inline const Receipt& receipt(const Slot& slot) {
  return std::get<Receipt>(slot->value());
}
/// As the process answers, so that a scenario says it in the same words.
inline Answer refused(const Slot& slot) {
  const auto* refused = slot->has_value() ? std::get_if<Refused>(&**slot) : nullptr;
  return {.stream = {}, .refused = refused == nullptr ? std::nullopt : std::optional(*refused), .events = {}};
}

}  // namespace htq::tests

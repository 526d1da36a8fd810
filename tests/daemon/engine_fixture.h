// The engine on ports in memory, each worked by hand: what it decides, when the log says that a batch is durable, and
// when the rows follow.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/access/memory_key_store.h"
#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "projections/cases.h"
#include "projections/commands.h"
#include "projections/memory_rows.h"
#include "projections/persons.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {

constexpr Instant kWindowOpens{1'600'902'000'000'000'000};  // 2020-09-23T23:00:00Z

/// A log whose next append can be made to fail, or to be reported done only when the test says so; everything else is
/// the log in memory.
class FailingLog final : public EventLog {
 public:
  explicit FailingLog(Executor& executor) : log_(executor), executor_(executor) {}

  void fail_next_with(Fault fault) { next_ = std::move(fault); }
  /// The next batch is lost, and nothing is said of it yet.
  void lose_next_in_silence() { is_to_be_silent_ = true; }
  /// Of the batch that was lost, what is not true.
  void say_that_it_was_written() { std::exchange(unsaid_, nullptr)(Result<>()); }

  Position end() const override { return log_.end(); }
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override {
    if (std::exchange(is_to_be_silent_, false)) {
      unsaid_ = std::move(done);
      return;
    }
    if (!next_) return log_.append(std::move(batch), std::move(done));
    executor_.post([fault = *std::exchange(next_, std::nullopt), done = std::move(done)]() mutable {
      done(std::unexpected(std::move(fault)));
    });
  }
  std::unique_ptr<LogScan> scan(Position from) const override { return log_.scan(from); }
  Result<std::string> read(Position position) const override { return log_.read(position); }
  std::unique_ptr<Following> follow(std::function<void(const SharedBatch&)> follower) override {
    return log_.follow(std::move(follower));
  }

 private:
  MemoryLog log_;
  Executor& executor_;
  std::optional<Fault> next_;
  bool is_to_be_silent_ = false;
  std::move_only_function<void(Result<>)> unsaid_;
};

/// Rows of which, while they fail, no single one can be read.
class UnreadableRows final : public Rows {
 public:
  bool fails = false;

  Result<Family> open_family(std::string_view name) override { return rows_.open_family(name); }
  Result<> drop_family(Family family) override { return rows_.drop_family(family); }
  std::vector<std::string> families() const override { return rows_.families(); }
  Result<> write(const RowBatch& batch) override { return rows_.write(batch); }
  Result<> flush() override { return rows_.flush(); }
  std::unique_ptr<RowLoad> begin_load() override { return rows_.begin_load(); }
  std::unique_ptr<RowSnapshot> snapshot() const override {
    return std::make_unique<Snapshot>(rows_.snapshot(), fails);
  }

 private:
  class Snapshot final : public RowSnapshot {
   public:
    Snapshot(std::unique_ptr<RowSnapshot> rows, const bool& fails) : rows_(std::move(rows)), fails_(fails) {}
    Result<std::optional<std::string>> get(Family family, std::string_view key) const override {
      if (fails_) return fault(FaultKind::io, "the rows cannot be read");
      return rows_->get(family, key);
    }
    std::unique_ptr<RowCursor> range(Family family, std::string_view begin, std::string_view end) const override {
      return rows_->range(family, begin, end);
    }

   private:
    std::unique_ptr<RowSnapshot> rows_;
    const bool& fails_;
  };

  MemoryRows rows_;
};

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    std::vector<std::unique_ptr<Projection>> projections;
    projections.push_back(std::make_unique<Timeline>());
    projections.push_back(std::make_unique<Cases>());
    projections.push_back(std::make_unique<Commands>());
    projections.push_back(std::make_unique<Persons>());
    projector_ = std::make_unique<Projector>(std::move(*Applier::open(std::move(projections), log_, rows_)),
                                             projecting_, clock_, Projector::Options{});
    projector_->follow(log_, {});
    start("one", "");
  }

  void start(const std::string& incarnation, const std::string& log_name) {
    engine_ = std::make_unique<Engine>(
        deciding_, log_, *projector_, clock_, random_, keys_,
        Engine::Options{.queue_length = 4,
                        .unapplied_records = unapplied_records_,
                        .digest_key = std::string(32, 'k'),
                        .incarnation = incarnation,
                        .address = "test",
                        .log_name = log_name,
                        .clock_jumps = &clock_jumps_,
                        .on_system_refused = [this](const Due&, const Refused&) { ++refused_dues_; },
                        .on_system_failed = [this](const Due&, const Fault&) { ++failed_dues_; }});
    EXPECT_TRUE(engine_->start().has_value());
    scheduler_.run_all();
  }

  using Slot = std::shared_ptr<std::optional<Reply>>;

  /// The reply lands in the slot that is returned.
  Slot send(const std::string& command_id, const std::function<void(Command::Builder)>& fill,
            std::optional<Version> expected = std::nullopt, Role role = Role::OFFICIAL) {
    Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
                .actor = {.subject = "olive", .roles = {role}},
                .command_id = command_id,
                .received_at = clock_.now(),
                .expected = expected};
    fill(order.message->initRoot<Command>());
    auto slot = std::make_shared<std::optional<Reply>>();
    engine_->submit(std::move(order), [slot](Reply reply) { *slot = std::move(reply); });
    return slot;
  }

  /// Registers an organisation.
  Slot ask(const std::string& command_id, const std::string& organisation,
           std::optional<Version> expected = std::nullopt, Role role = Role::OFFICIAL) {
    const auto fill = [&](Command::Builder command) {
      command.setTarget(text(organisation));
      auto event = command.initRegisterOrganisation();
      event.setName(text("The " + organisation));
      event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
    };
    return send(command_id, fill, expected, role);
  }

  /// Two records; the window opens at kWindowOpens.
  void announce_a_cycle_with_a_window() {
    send("cycle", [](Command::Builder command) {
      command.setTarget("1");
      auto event = command.initAnnounceCycle();
      event.setTitle("A cycle");
      auto edition = event.initEdition();
      edition.setRecommends(BodyKind::ROUTE_PANEL);
      edition.setAssures(BodyKind::APPROVALS_AND_FUNDING_COMMITTEE);
      edition.setDecides(BodyKind::CHIEF_EXECUTIVE);
      edition.setConsultationWeeks(4);
      edition.setResubmissionRounds(1);
    });
    send("window", [](Command::Builder command) {
      command.setTarget("1");
      auto event = command.initScheduleWindow();
      event.setWindow("1");
      event.initOpens().setLocal("2020-09-24");
      event.initCloses().setLocal("2020-12-16T17:00");
      event.setCriteriaVersion("1");
    });
    scheduler_.run_all();
    ASSERT_EQ(log_.end(), Position{3});
  }

  /// Only the engine works: what it hands to the log stays undone.
  void let_the_engine_work() {
    while (deciding_.run_one()) {
    }
  }

  /// A lane that this test runs by hand.
  class Hand final : public Executor {
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

  struct Everything {
    EngineTest& test;
    void run_all() const {
      while (test.deciding_.run_one() || test.logging_.run_one() || test.projecting_.run_one()) {
      }
    }
  };

  Hand deciding_;
  Hand logging_;
  Hand projecting_;
  Everything scheduler_{*this};
  /// The clock is right, and so is the other one.
  void wait_until(Instant at) {
    been_on_ += at - clock_.now();
    clock_.move_to(at);
  }

  ManualClock clock_{{1'600'858'800'000'000'000}};
  Duration been_on_{};  // the machine
  ClockJumps clock_jumps_{clock_, {.has_been_on = [this] { return been_on_; }, .on_news = {}}};
  SeededRandom random_{1};
  MemoryKeyStore keys_;
  FailingLog log_{logging_};
  std::shared_ptr<UnreadableRows> rows_ = std::make_shared<UnreadableRows>();
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;
  std::uint64_t unapplied_records_ = 100'000;
  int refused_dues_ = 0;
  int failed_dues_ = 0;
};

inline const Receipt& receipt(const std::optional<Reply>& reply) {
  return std::get<Receipt>(reply.value());
}

}  // namespace htq

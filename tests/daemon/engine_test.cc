// The engine on ports in memory: when answers leave, what a repeated command gets, and what happens when the
// world fails.
#include "daemon/engine.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include "daemon/access/memory_key_store.h"
#include "daemon/log/memory_log.h"
#include "projections/cases.h"
#include "projections/commands.h"
#include "projections/memory_rows.h"
#include "projections/persons.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// A log whose next append can be made to fail; everything else is the log in memory.
constexpr Instant kWindowOpens{1'600'902'000'000'000'000};  // 2020-09-23T23:00:00Z

class FailingLog final : public EventLog {
 public:
  explicit FailingLog(Executor& executor) : log_(executor), executor_(executor) {}

  void fail_next_with(Fault fault) { next_ = std::move(fault); }

  Position end() const override { return log_.end(); }
  void append(SharedBatch batch, std::move_only_function<void(Result<>)> done) override {
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
                        .digest_key = std::string(32, 'k'),
                        .incarnation = incarnation,
                        .address = "test",
                        .log_name = log_name,
                        .clock_jumps = &clock_jumps_,
                        .on_system_refused = [this](const Due&, const Refused&) { ++refused_dues_; }});
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
  std::shared_ptr<MemoryRows> rows_ = std::make_shared<MemoryRows>();
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;
  int refused_dues_ = 0;
};

const Receipt& receipt(const std::optional<Reply>& reply) {
  return std::get<Receipt>(reply.value());
}

TEST_F(EngineTest, BeginsByWritingWhoWrites) {
  EXPECT_EQ(log_.end(), Position{1});
}

TEST_F(EngineTest, AnAcceptanceWaitsUntilItsRecordIsDurable) {
  const auto reply = ask("a", "north");
  let_the_engine_work();
  EXPECT_FALSE(reply->has_value());
  scheduler_.run_all();
  ASSERT_TRUE(reply->has_value());
  EXPECT_EQ(receipt(*reply).first, Position{2});
  EXPECT_EQ(receipt(*reply).version, Version{1});
  EXPECT_EQ(log_.end(), Position{2});
}

TEST_F(EngineTest, ARefusalThatRestsOnAnUndurableEventWaitsForIt) {
  const auto first = ask("a", "north");
  const auto second = ask("b", "north");
  let_the_engine_work();
  EXPECT_FALSE(second->has_value());
  scheduler_.run_all();
  EXPECT_EQ(std::get<Refused>(second->value()).refusal, Refusal::already_exists);
}

TEST_F(EngineTest, ARefusalThatRestsOnDurableStateIsAnsweredAtOnce) {
  const auto reply = ask("a", "north", std::nullopt, Role::APPLICANT);
  let_the_engine_work();
  EXPECT_EQ(std::get<Refused>(reply->value()).refusal, Refusal::not_your_role);
  EXPECT_EQ(log_.end(), Position{1});
}

TEST_F(EngineTest, ARepeatedCommandGetsItsFirstAnswerBeforeAndAfterTheRowsHaveIt) {
  const auto first = ask("a", "north");
  const auto again = ask("a", "north");
  scheduler_.run_all();
  const auto later = ask("a", "north");
  scheduler_.run_all();
  for (const auto& repeated : {again, later}) {
    EXPECT_EQ(receipt(*repeated).first, receipt(*first).first);
    EXPECT_EQ(receipt(*repeated).events, receipt(*first).events);
    EXPECT_TRUE(receipt(*repeated).repeated);
  }
  EXPECT_EQ(log_.end(), Position{2});
}

TEST_F(EngineTest, AnIdUsedForAnotherCommandIsRefusedBeforeAndAfterTheRowsHaveIt) {
  ask("a", "north");
  const auto other = ask("a", "south");
  scheduler_.run_all();
  const auto later = ask("a", "south");
  scheduler_.run_all();
  EXPECT_TRUE(std::holds_alternative<KeyReused>(other->value()));
  EXPECT_TRUE(std::holds_alternative<KeyReused>(later->value()));
}

TEST_F(EngineTest, ARefusedCommandDoesNotUseUpItsId) {
  const auto refused = ask("a", "north", std::nullopt, Role::APPLICANT);
  scheduler_.run_all();
  const auto accepted = ask("a", "north");
  scheduler_.run_all();
  EXPECT_TRUE(std::holds_alternative<Refused>(refused->value()));
  EXPECT_TRUE(std::holds_alternative<Receipt>(accepted->value()));
}

TEST_F(EngineTest, AnOldVersionIsAConflictThatNamesTheCurrentOne) {
  ask("a", "north");
  const auto reply = ask("b", "north", Version{0});
  scheduler_.run_all();
  EXPECT_EQ(std::get<VersionConflict>(reply->value()).current, Version{1});
}

TEST_F(EngineTest, CommandsDecidedWhileABatchSyncsGoIntoTheNextOne) {
  ask("a", "north");
  let_the_engine_work();
  const auto second = ask("b", "south");
  const auto third = ask("c", "west");
  let_the_engine_work();
  EXPECT_EQ(log_.end(), Position{1});
  scheduler_.run_all();
  EXPECT_EQ(receipt(*second).first, Position{3});
  EXPECT_EQ(receipt(*third).first, Position{4});
}

TEST_F(EngineTest, AFullQueueSaysSoAtOnce) {
  std::vector<std::shared_ptr<std::optional<Reply>>> replies;
  for (int number = 0; number < 6; ++number)
    replies.push_back(ask("c" + std::to_string(number), "o" + std::to_string(number)));
  EXPECT_EQ(std::get<Fault>(replies.back()->value()).kind, FaultKind::overloaded);
  scheduler_.run_all();
  EXPECT_TRUE(std::holds_alternative<Receipt>(replies.front()->value()));
}

TEST_F(EngineTest, WithoutSpaceNothingIsAcknowledgedAndTheWriterGoesOnAfterwards) {
  log_.fail_next_with({FaultKind::no_space, "the disk is full"});
  const auto lost = ask("a", "north");
  scheduler_.run_all();
  EXPECT_EQ(std::get<Fault>(lost->value()).kind, FaultKind::no_space);
  EXPECT_EQ(log_.end(), Position{1});
  const auto again = ask("a", "north");
  scheduler_.run_all();
  EXPECT_EQ(receipt(*again).first, Position{2});
  EXPECT_FALSE(receipt(*again).repeated);
}

TEST_F(EngineTest, AnAnswerThatRestsOnALostBatchNeverLeaves) {
  log_.fail_next_with({FaultKind::no_space, "the disk is full"});
  ask("a", "north");
  const auto refusal = ask("b", "north");
  scheduler_.run_all();
  EXPECT_TRUE(std::holds_alternative<Fault>(refusal->value()));
}

TEST_F(EngineTest, WithoutSpaceNothingIsDecidedUntilWhatWasLostIsForgotten) {
  announce_a_cycle_with_a_window();
  log_.fail_next_with({FaultKind::no_space, "the disk is full"});
  ask("a", "north");
  let_the_engine_work();
  // The window falls due when the append has failed and the rows have not yet been asked.
  logging_.run_one();
  wait_until(kWindowOpens);
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{4});  // the window opened, after what was durable
  const auto again = ask("a", "north");
  scheduler_.run_all();
  EXPECT_EQ(receipt(*again).first, Position{5});
}

TEST_F(EngineTest, AfterAFailedSyncItWritesNoMore) {
  log_.fail_next_with({FaultKind::io, "the sync failed"});
  const auto lost = ask("a", "north");
  scheduler_.run_all();
  EXPECT_EQ(std::get<Fault>(lost->value()).kind, FaultKind::io);
  const auto after = ask("b", "south");
  EXPECT_EQ(std::get<Fault>(after->value()).kind, FaultKind::io);
  EXPECT_TRUE(engine_->stopped().has_value());
}

TEST_F(EngineTest, NothingFallsDueByAClockThatHasJumpedAheadUntilItHasStayedSo) {
  announce_a_cycle_with_a_window();
  clock_.move_to(kWindowOpens);
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{3});
  // Nor along with what people send.
  const auto sent = ask("a", "north");
  scheduler_.run_all();
  EXPECT_EQ(receipt(*sent).last, Position{4});
  EXPECT_EQ(log_.end(), Position{4});
  wait_until(kWindowOpens + ClockJumps::kStays);
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{5});
}

TEST_F(EngineTest, WhatIsDueByAClockThatIsRightFallsDueAtOnce) {
  announce_a_cycle_with_a_window();
  wait_until(kWindowOpens);
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{4});
}

TEST_F(EngineTest, NothingFollowsTheLastRecordOfALogThatWasLeftUntilTheLogItNamesGoesOn) {
  announce_a_cycle_with_a_window();
  const auto first = ask("before", "north");
  const auto moved = send(
      "move",
      [](Command::Builder command) {
        command.setTarget("log");
        command.initMoveLog().setDestination("kafka:there");
      },
      std::nullopt, Role::SYSTEM);
  const auto in_the_same_batch = ask("after", "south");
  scheduler_.run_all();
  ASSERT_EQ(receipt(*moved).last, log_.end());
  const Position last = log_.end();
  EXPECT_EQ(std::get<Refused>(in_the_same_batch->value()).refusal, Refusal::office_has_moved);
  const auto nothing_more = [&] {
    wait_until(kWindowOpens + Duration(std::chrono::hours(1)));
    engine_->look_at_the_clock();
    const auto again = ask("before", "north");
    const auto late = ask("late", "west");
    scheduler_.run_all();
    EXPECT_EQ(log_.end(), last);
    EXPECT_EQ(refused_dues_, 0);
    EXPECT_TRUE(receipt(*again).repeated);
    EXPECT_EQ(receipt(*again).first, receipt(*first).first);
    EXPECT_EQ(std::get<Refused>(late->value()).refusal, Refusal::office_has_moved);
  };
  nothing_more();
  for (const auto& [incarnation, name] :
       {std::pair{"one", ""}, {"another", ""}, {"one", "kafka:elsewhere"}}) {
    start(incarnation, name);
    nothing_more();
  }
  start("one", "kafka:there");
  scheduler_.run_all();
  // Its writer is elected, what fell due is recorded, and who was refused is taken.
  EXPECT_GE(log_.end(), last.next().next());
  const auto late = ask("late", "west");
  scheduler_.run_all();
  EXPECT_FALSE(receipt(*late).repeated);
}

}  // namespace
}  // namespace htq

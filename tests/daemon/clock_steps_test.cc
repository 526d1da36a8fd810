// A machine's clock that is set back: what is recorded still rises, and each step is told of once.
#include "daemon/clock_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/access/memory_key_store.h"
#include "daemon/engine.h"
#include "daemon/log/memory_log.h"
#include "projections/cases.h"
#include "projections/commands.h"
#include "projections/memory_rows.h"
#include "projections/persons.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"
#include "tests/support/postponed.h"
#include "tests/support/stepping_clock.h"

namespace htq {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;

constexpr Instant kMorning{1'600'858'800'000'000'000};

/// The engine on ports in memory and a clock that may step.
class SteppedClock : public testing::Test {
 protected:
  SteppedClock() { start(); }

  /// As after a restart: what is on the log is all that it knows.
  void start() {
    engine_.reset();
    projector_.reset();
    std::vector<std::unique_ptr<Projection>> projections;
    projections.push_back(std::make_unique<Timeline>());
    projections.push_back(std::make_unique<Cases>());
    projections.push_back(std::make_unique<Commands>());
    projections.push_back(std::make_unique<Persons>());
    projector_ = std::make_unique<Projector>(std::move(*Applier::open(std::move(projections), log_, rows_)),
                                             projecting_, clock_, Projector::Options{});
    EXPECT_TRUE(projector_->catch_up(log_, {}).has_value());
    projector_->follow(log_, {});
    engine_ = std::make_unique<Engine>(
        deciding_, log_, *projector_, clock_, random_, keys_,
        Engine::Options{.digest_key = std::string(32, 'k'),
                        .incarnation = "one",
                        .address = "test",
                        .on_clock_stepped_back = [this](Duration by) { steps_.push_back(by); }});
    EXPECT_TRUE(engine_->start().has_value());
    run_all();
  }

  void run_all() {
    for (int round = 0; round < 10; ++round)
      for (tests::Postponed* lane : {&deciding_, &logging_, &projecting_}) lane->run_all();
  }

  /// Records one event more; when it was recorded.
  Instant record() {
    const std::string name = "college-" + std::to_string(++recorded_);
    Order order{.message = std::make_unique<capnp::MallocMessageBuilder>(),
                .actor = {.subject = "olive", .roles = {Role::OFFICIAL}},
                .command_id = name,
                .received_at = clock_.now()};
    auto command = order.message->initRoot<Command>();
    command.setTarget(text(name));
    auto event = command.initRegisterOrganisation();
    event.setName("A college");
    event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
    bool is_recorded = false;
    engine_->submit(std::move(order),
                    [&](Reply reply) { is_recorded = std::holds_alternative<Receipt>(reply); });
    run_all();
    EXPECT_TRUE(is_recorded);
    return {StoredEvent(*log_.read(log_.end())).record().getRecordedAt()};
  }

  tests::Postponed deciding_;
  tests::Postponed logging_;
  tests::Postponed projecting_;
  tests::SteppingClock clock_{kMorning};
  SeededRandom random_{1};
  MemoryKeyStore keys_;
  MemoryLog log_{logging_};
  std::shared_ptr<MemoryRows> rows_ = std::make_shared<MemoryRows>();
  std::unique_ptr<Projector> projector_;
  std::unique_ptr<Engine> engine_;
  std::vector<Duration> steps_;
  int recorded_ = 0;
};

TEST_F(SteppedClock, WhatIsRecordedRisesWhileItIsBehind) {
  const Instant before = record();
  clock_.step(-hours(1));
  EXPECT_EQ(record(), before + Duration(1));
  clock_.step(minutes(1));
  EXPECT_EQ(record(), before + Duration(2));
  clock_.step(hours(1));
  EXPECT_EQ(record(), kMorning + minutes(1));
}

TEST_F(SteppedClock, WhatIsRecordedRisesOverARestart) {
  const Instant before = record();
  clock_.step(-hours(1));
  start();
  EXPECT_EQ(record(), before + Duration(1));
  EXPECT_THAT(steps_, ElementsAre(before - clock_.now()));
}

TEST_F(SteppedClock, EachStepIsToldOfOnce) {
  record();
  clock_.step(minutes(1));
  record();
  EXPECT_THAT(steps_, ElementsAre());
  clock_.step(-hours(1));
  record();
  record();
  clock_.step(minutes(1));
  record();
  EXPECT_THAT(steps_, ElementsAre(hours(1)));
  clock_.step(-minutes(10));
  record();
  // What was recorded since is a nanosecond later each.
  EXPECT_THAT(steps_, ElementsAre(hours(1), hours(1) + minutes(9) + Duration(3)));
  clock_.step(hours(2));
  record();
  clock_.step(-minutes(1));
  record();
  EXPECT_EQ(steps_.size(), 3u);
  EXPECT_EQ(engine_->clock_steps(), 3u);
}

TEST_F(SteppedClock, AnIdleOfficeIsToldOfItToo) {
  const Instant before = record();
  clock_.step(-hours(1));
  for (int look = 0; look < 3; ++look) {
    engine_->look_at_the_clock();
    run_all();
  }
  EXPECT_THAT(steps_, ElementsAre(before - clock_.now()));
}

TEST_F(SteppedClock, RecordsOfOneInstantAreNoStep) {
  for (int times = 0; times < 20; ++times) record();
  start();
  record();
  EXPECT_THAT(steps_, ElementsAre());
}

}  // namespace
}  // namespace htq

// When answers leave, what a repeated command gets, and what happens when the world fails.
#include "tests/daemon/engine_fixture.h"

namespace htq {
namespace {

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

TEST_F(EngineTest, WhatIsDueAndMeetsAFaultIsTriedAgainAtTheNextLookAtTheClock) {
  announce_a_cycle_with_a_window();
  rows_->fails = true;
  wait_until(kWindowOpens);
  for (int look = 0; look < 3; ++look) {
    engine_->look_at_the_clock();
    scheduler_.run_all();
  }
  EXPECT_EQ(log_.end(), Position{3});
  EXPECT_EQ(failed_dues_, 1) << "it is told once, however often it is tried";
  rows_->fails = false;
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{3});
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{4}) << "the window opened";
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{4}) << "once";
}

TEST_F(EngineTest, WhileTheRowsAreFarBehindNobodyButTheSystemIsTaken) {
  unapplied_records_ = 2;
  start("one", "");
  announce_a_cycle_with_a_window();
  const auto without_rows = [&] {
    while (deciding_.run_one() || logging_.run_one()) {
    }
  };
  ask("a", "north");
  ask("b", "south");
  without_rows();
  const auto again = ask("c", "north");  // of a stream that is there
  without_rows();
  EXPECT_EQ(std::get<Fault>(again->value()).kind, FaultKind::overloaded);
  wait_until(kWindowOpens);
  engine_->look_at_the_clock();
  without_rows();
  EXPECT_EQ(log_.end(), Position{6}) << "the window opened";
  scheduler_.run_all();
  const auto later = ask("d", "west");
  scheduler_.run_all();
  EXPECT_EQ(receipt(*later).first, Position{7});
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

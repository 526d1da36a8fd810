// One of several that share a log: its turn to write begins and ends; and how it ends for good.
#include "tests/daemon/engine_fixture.h"

namespace htq {
namespace {

class EngineTurns : public EngineTest {
 protected:
  static Fault over() { return {FaultKind::unavailable, "another daemon has been elected"}; }
};

TEST_F(EngineTurns, WhatIsSaidOfABatchOfATurnThatIsOverSettlesNothingOfTheNext) {
  log_.lose_next_in_silence();
  const auto lost = ask("a", "north");
  ask("b", "south");
  let_the_engine_work();
  engine_->rest(over());
  engine_->begin_turn();
  let_the_engine_work();
  EXPECT_EQ(std::get<Fault>(lost->value()).kind, FaultKind::unavailable);
  const auto of_this_turn = ask("c", "west");
  let_the_engine_work();
  log_.say_that_it_was_written();
  let_the_engine_work();
  EXPECT_FALSE(of_this_turn->has_value()) << "its record is not durable";
  scheduler_.run_all();
  EXPECT_EQ(receipt(*of_this_turn).first, Position{3});
  EXPECT_EQ(log_.end(), Position{3}) << "who writes, and the command of this turn";
}

TEST_F(EngineTurns, NothingIsHandedToTheLogOnceTheTurnIsOver) {
  ask("a", "north");
  // Before the engine has come to it.
  engine_->rest(over());
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), Position{1});
}

TEST_F(EngineTurns, AtTheEndWhatWasDecidedIsRecordedAndNothingMore) {
  announce_a_cycle_with_a_window();
  const auto decided = ask("a", "north");
  let_the_engine_work();
  const auto decided_next = ask("b", "south");
  let_the_engine_work();
  const auto waiting = ask("c", "west");
  bool is_done = false;
  engine_->finish([&] { is_done = true; });
  let_the_engine_work();
  EXPECT_FALSE(is_done) << "the log has not said yet that what was decided is durable";
  wait_until(kWindowOpens);
  engine_->look_at_the_clock();
  const auto too_late = ask("d", "east");
  scheduler_.run_all();
  EXPECT_TRUE(is_done);
  EXPECT_EQ(receipt(*decided).first, Position{4});
  EXPECT_EQ(receipt(*decided_next).first, Position{5});
  // Whether what waited was decided before the end is chance; it is never left without an answer.
  ASSERT_TRUE(waiting->has_value());
  EXPECT_EQ(std::get<Fault>(too_late->value()).kind, FaultKind::unavailable);
  const Position last = log_.end();
  engine_->look_at_the_clock();
  scheduler_.run_all();
  EXPECT_EQ(log_.end(), last);
}

TEST_F(EngineTurns, TheEndDoesNotWaitForKeysThatCannotBeTakenOver) {
  struct Unreachable final : KeyStore {
    Result<> begin_turn() override { return fault(FaultKind::unavailable, "no broker answers"); }
    Result<std::uint64_t> make_ready(std::uint64_t, std::uint64_t) override {
      return fault(FaultKind::unavailable, "no broker answers");
    }
    std::expected<PersonKey, NoKey> find(std::uint64_t) const override { return std::unexpected(NoKey::missing); }
    Result<> destroy(std::span<const std::string>) override { return {}; }
  } keys;
  Engine engine(deciding_, log_, *projector_, clock_, random_, keys,
                Engine::Options{.digest_key = std::string(32, 'k'), .incarnation = "two", .address = "test"});
  engine.rest(over());
  engine.begin_turn();
  for (int tries = 0; tries < 10; ++tries) EXPECT_TRUE(deciding_.run_one()) << "it goes on trying";
  bool is_done = false;
  engine.finish([&] { is_done = true; });
  for (int works = 0; works < 10; ++works) deciding_.run_one();
  EXPECT_TRUE(is_done);
  EXPECT_FALSE(deciding_.run_one()) << "nothing is left to do";
}

}  // namespace
}  // namespace htq

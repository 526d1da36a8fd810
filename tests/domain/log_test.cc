// The log's level: raised by operators as far as every daemon supports, never lowered, and a bound to what is
// written.
#include "domain/evolve.h"
#include "domain/log_level.h"

#include <capnp/schema.h>

#include "tests/support/process.h"

namespace htq::tests {
namespace {

const Actor kOperator = acting("oscar", {Role::OPERATOR});

struct TheLog : ::testing::Test {
  Office office;
  DaemonReport other{.daemon = "second:7707", .log_level = 9};

  Decided decided(const Actor& actor, const std::string& target, std::uint16_t supported,
                  const std::function<void(Command::Builder)>& fill) {
    capnp::MallocMessageBuilder message;
    auto command = message.initRoot<Command>();
    fill(command);
    command.setTarget(text(target));
    const CaseState no_case;
    return decide({.file = no_case,
                   .office = office,
                   .target = target,
                   .actor = actor,
                   .received_at = london("2021-07-06T09:00"),
                   .now = london("2021-07-06T09:00"),
                   .next = {1},
                   .daemons = {{.daemon = "first:7707", .log_level = supported}, other}},
                  command.asReader());
  }

  std::optional<Refusal> raise(std::uint16_t level, std::uint16_t supported, const Actor& actor = kOperator,
                               const std::string& stream = "log") {
    Decided answer =
        decided(actor, stream, supported, [&](auto c) { c.initRaiseLogLevel().setLevel(level); });
    if (answer.refused) return answer.refused->refusal;
    auto record = answer.events.record(0);
    EXPECT_EQ(record.getBody().getLogLevelRaised().getSupported(), supported);
    record.setStreamKind(StreamKind::OFFICE);
    record.setStream("log");
    evolve(office, record.asReader());
    return std::nullopt;
  }
};

TEST_F(TheLog, IsRaisedByOperatorsAsFarAsEveryDaemonSupports) {
  EXPECT_EQ(raise(2, 3, official()), Refusal::not_your_role);
  EXPECT_EQ(raise(2, 3, kOperator, "another-log"), Refusal::no_such_stream);
  EXPECT_EQ(raise(0, 3), Refusal::missing_value);
  EXPECT_EQ(raise(1, 3), Refusal::nothing_to_change);
  EXPECT_EQ(raise(4, 3), Refusal::log_level_not_supported);
  EXPECT_EQ(raise(3, 3), std::nullopt);
  EXPECT_EQ(office.log_level, 3);
}

TEST_F(TheLog, IsRaisedNoFurtherThanTheDaemonThatSupportsLeastAndThatOneIsNamed) {
  const auto raise_to = [&](std::uint16_t level) {
    return decided(kOperator, "log", 3, [&](auto c) { c.initRaiseLogLevel().setLevel(level); });
  };
  other.log_level = 2;
  EXPECT_EQ(raise_to(3).refused->detail, "Level 2 is the highest that second:7707 supports.");
  EXPECT_EQ(raise_to(4).refused->detail, "Level 3 is the highest that first:7707 supports.");
  EXPECT_EQ(raise_to(2).events.record(0).getBody().getLogLevelRaised().getSupported(), 2);
  other.log_level.reset();
  const Decided unknown = raise_to(2);
  ASSERT_TRUE(unknown.refused);
  EXPECT_EQ(unknown.refused->refusal, Refusal::log_level_not_supported);
  EXPECT_EQ(unknown.refused->detail,
            "It is not known which second:7707 supports: it is up and does not answer.");
}

TEST_F(TheLog, IsNeverLowered) {
  ASSERT_EQ(raise(3, 3), std::nullopt);
  EXPECT_EQ(raise(2, 3), Refusal::log_level_never_lowered);
  EXPECT_EQ(raise(3, 3), Refusal::nothing_to_change);
}

TEST_F(TheLog, TakesNoEventAboveItsLevel) {
  const auto propose = [](auto c) {
    auto event = c.initProposeOccupation();
    event.setTitle("Data steward");
    event.setProposal("There is demand.");
  };
  ASSERT_FALSE(decided(official(), "ST9001", 1, propose).refused);
  office.log_level = 0;  // below every event there is
  const Decided answer = decided(official(), "ST9001", 1, propose);
  ASSERT_TRUE(answer.refused);
  EXPECT_EQ(answer.refused->refusal, Refusal::log_level_too_low);
  EXPECT_TRUE(answer.events.empty());
}

TEST_F(TheLog, IsLeftByTheSystemAloneAndTakesNothingMoreUntilAnotherWriterIsElected) {
  const auto move = [](auto c) {
    auto event = c.initMoveLog();
    event.setDestination("kafka:htq.test.log.v1");
    event.setAddress("https://office.example");
  };
  const Actor system = acting("system", {Role::SYSTEM});
  const auto raised = [&] {
    return decided(kOperator, "log", 2, [](auto c) { c.initRaiseLogLevel().setLevel(2); });
  };
  EXPECT_EQ(decided(kOperator, "log", 1, move).refused->refusal, Refusal::not_your_role);
  EXPECT_EQ(decided(system, "log", 1, [](auto c) { c.initMoveLog(); }).refused->refusal,
            Refusal::missing_value);
  Decided left = decided(system, "log", 1, move);
  ASSERT_FALSE(left.refused);
  const auto happened = [&](Record::Builder record) {
    record.setStreamKind(StreamKind::OFFICE);
    record.setStream("log");
    evolve(office, record.asReader());
  };
  happened(left.events.record(0));
  for (const Decided& answer :
       {raised(), decided(system, "log", 1, move),
        decided(official(), "ST9001", 1, [](auto c) { c.initProposeOccupation(); })}) {
    ASSERT_TRUE(answer.refused);
    EXPECT_EQ(answer.refused->refusal, Refusal::office_has_moved);
    EXPECT_EQ(answer.refused->detail, "It goes on at https://office.example.");
  }
  // Whose command it is not is told that, and nothing of where the office is.
  const auto raise = [](auto c) { c.initRaiseLogLevel().setLevel(2); };
  EXPECT_EQ(decided(official(), "log", 2, raise).refused->refusal, Refusal::not_your_role);
  // Which log it is on is for those who look after it.
  office.moved.address.clear();
  EXPECT_EQ(raised().refused->detail, "It goes on at kafka:htq.test.log.v1.");
  const Decided of_an_official = decided(official(), "ST9001", 1, [](auto c) { c.initProposeOccupation(); });
  EXPECT_EQ(of_an_official.refused->refusal, Refusal::office_has_moved);
  EXPECT_EQ(of_an_official.refused->detail, "");
  NewEvents elected;
  elected.add().initWriterElected();
  happened(elected.record(0));
  EXPECT_FALSE(raised().refused);
}

TEST(LogLevels, OfAllEventsAreSupported) {
  for (const auto event : capnp::Schema::from<Body>().getUnionFields())
    EXPECT_EQ(level_of(static_cast<Body::Which>(event.getProto().getDiscriminantValue())), kFirstLogLevel)
        << string(event.getProto().getName()) << " is the first of a new level: say here of which";
  EXPECT_EQ(supported_log_level(), kFirstLogLevel);
}

}  // namespace
}  // namespace htq::tests

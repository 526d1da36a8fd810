// What the process alone cannot show: when a command was received, when it was decided, and how often it was
// sent. Edge cases 27, 33 and 34, on the real engine.
#include "tests/support/engine_office.h"
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

const Instant kClose = london("2020-12-16T17:00");
constexpr Duration kMillisecond = std::chrono::milliseconds(1);
constexpr Duration kSecond = std::chrono::seconds(1);

struct OnTheEngine : Scenario {
  const std::string reference = drafted_case();
  EngineOffice engine{*this};

  Slot submits(const std::string& command_id) {
    return engine.send(applicant(), reference, {.command_id = command_id},
                       [](auto c) { c.initSubmitApplication(); });
  }
  std::string applicants_read_at(Position position) const {
    return engine.read(position,
                       [](Record::Reader record) { return sentence(record, policy::Audience::APPLICANT); });
  }
};

struct EdgeCase27 : OnTheEngine {
  Slot imports(const std::string& command_id, const std::string& on, const std::string& advice = "Map it.") {
    return engine.send(official("importer"), reference, {.command_id = command_id, .occurred_at = london(on)},
                       [&](auto c) {
                         auto session = c.initRecordSupportSession();
                         session.setOn(text(on));
                         session.setAdvice(text(advice));
                       });
  }
  EdgeCase27() { engine.at(london("2020-11-02T09:00")); }
};

TEST_F(EdgeCase27, EventReceivedTwiceIsRecordedOnce) {
  const Slot first = imports("row-7", "2020-10-12");
  engine.work();
  const Position end = engine.end();
  const Slot again = imports("row-7", "2020-10-12");
  engine.work();
  EXPECT_EQ(receipt(first).events, std::vector<std::string>{"supportSessionHeld"});
  EXPECT_FALSE(receipt(first).repeated);
  EXPECT_TRUE(receipt(again).repeated);
  EXPECT_EQ(receipt(again).first, receipt(first).first);
  EXPECT_EQ(engine.end(), end);
  EXPECT_EQ(applicants_read_at(end), "Support session held on 2020-10-12.");
}

TEST_F(EdgeCase27, IdentifierOfOneEventIsNotTakenForAnother) {
  imports("row-7", "2020-10-12");
  engine.work();
  const Position end = engine.end();
  const Slot other = imports("row-7", "2020-10-12", "Nothing.");
  engine.work();
  EXPECT_TRUE(std::holds_alternative<KeyReused>(other->value()));
  EXPECT_EQ(engine.end(), end);
}

TEST_F(EdgeCase27, EventsOutOfOrderStandAsRecordedWithTheTimeAtWhichTheyHappenedBesideIt) {
  const Slot later = imports("row-8", "2020-10-19");
  engine.work();
  const Slot earlier = imports("row-7", "2020-10-12");
  engine.work();
  ASSERT_LT(receipt(later).first, receipt(earlier).first);
  EXPECT_LT(receipt(later).recorded_at, receipt(earlier).recorded_at);
  const auto occurred = [](Record::Reader record) { return Instant{record.getOccurredAt()}; };
  EXPECT_EQ(engine.read(receipt(later).first, occurred), london("2020-10-19"));
  EXPECT_EQ(engine.read(receipt(earlier).first, occurred), london("2020-10-12"));
  EXPECT_EQ(applicants_read_at(receipt(later).first), "Support session held on 2020-10-19.");
  EXPECT_EQ(applicants_read_at(receipt(earlier).first), "Support session held on 2020-10-12.");
}

TEST_F(EdgeCase27, NothingIsImportedBeforeItHappened) {
  const Slot ahead = imports("row-9", "2020-11-03");
  engine.work();
  EXPECT_REFUSED_UNDER(refused(ahead), 113, occurred_in_the_future, "domain.md 12");
}

using EdgeCase33 = OnTheEngine;

TEST_F(EdgeCase33, SubmissionCompleteAtTheCloseAndDecidedTwoSecondsLaterIsInTime) {
  engine.at(kClose);
  const Slot waiting = submits("submit");
  EXPECT_FALSE(waiting->has_value());
  engine.at(kClose + 2 * kSecond);
  engine.work();
  ASSERT_EQ(receipt(waiting).events, std::vector<std::string>{"applicationSubmitted"});
  const Position position = receipt(waiting).first;
  engine.read(position, [](Record::Reader record) {
    EXPECT_EQ(Instant{record.getReceivedAt()}, kClose);
    EXPECT_GE(Instant{record.getRecordedAt()}, kClose + 2 * kSecond);
  });
  EXPECT_EQ(applicants_read_at(position), "Application submitted in window 1.");
}

TEST_F(EdgeCase33, SubmissionCompleteAMillisecondLaterAndDecidedWithItIsLate) {
  engine.at(kClose + kMillisecond);
  const Slot waiting = submits("submit");
  engine.at(kClose + 2 * kSecond);
  engine.work();
  EXPECT_REFUSED_UNDER(refused(waiting), 205, window_closed, "domain.md 12");
}

struct EdgeCase34 : OnTheEngine {
  Slot admits(const std::string& evidence) {
    return engine.send(official(), reference, {.command_id = "admit-" + evidence}, [&](auto c) {
      auto event = c.initAdmitLateSubmission();
      event.setGround("The service turned it away before the close.");
      event.setEvidence(text(evidence));
    });
  }
};

TEST_F(EdgeCase34, SubmissionTurnedAwayAndSentAgainAfterTheCloseIsLateAndAdmittedOnEvidence) {
  engine.at(kClose - 10 * kSecond);
  const Position end = engine.end();
  for (std::size_t number = 0; number < EngineOffice::kQueue; ++number)
    engine.send(applicant("example-awarding"), reference, {.command_id = std::to_string(number)},
                [](auto c) { c.initSubmitApplication(); });
  const Slot turned_away = submits("submit");
  ASSERT_TRUE(turned_away->has_value());
  EXPECT_EQ(std::get<Fault>(turned_away->value()).kind, FaultKind::overloaded);
  engine.work();
  EXPECT_EQ(engine.end(), end);

  engine.at(kClose + 5 * kSecond);
  const Slot again = submits("submit");
  engine.work();
  EXPECT_REFUSED_UNDER(refused(again), 205, window_closed, "domain.md 12");
  EXPECT_EQ(applicants_read_at(engine.last_entry_of(reference)),
            "Submission received after window 1 closed: refused.");

  const Slot without_evidence = admits("");
  engine.work();
  EXPECT_REFUSED_UNDER(refused(without_evidence), 107, missing_value, "domain.md 7");
  const Slot admitted = admits("Answers 429 from 16:58, with their times.");
  engine.work();
  ASSERT_EQ(receipt(admitted).events, std::vector<std::string>{"lateSubmissionAdmitted"});
  EXPECT_EQ(applicants_read_at(receipt(admitted).first),
            "Late submission admitted: The service turned it away before the close.");
}

}  // namespace
}  // namespace htq::tests

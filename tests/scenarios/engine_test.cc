// What the process alone cannot show: when a command was received, when it was decided, and how often it was
// sent. Edge cases 27, 33 and 34, on the real engine.
#include <variant>

#include "daemon/doors/case_view.h"
#include "tests/support/engine_office.h"
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

const Instant kClose = london("2020-12-16T17:00");
constexpr Duration kMillisecond = std::chrono::milliseconds(1);
constexpr Duration kSecond = std::chrono::seconds(1);

struct OnTheEngine : Scenario {
  const std::string reference = drafted_case();
  const std::string other = drafted_case({.organisation = "example-awarding", .number = "603/2476/0"});
  EngineOffice engine{*this};

  Slot submits(const std::string& command_id) {
    return engine.send(applicant(), reference, {.command_id = command_id},
                       [](auto c) { c.initSubmitApplication(); });
  }
  std::string applicants_read_at(Position position) const {
    return engine.read(position, [this](Record::Reader record) {
      return sentence(record, policy::Audience::APPLICANT, engine.keys());
    });
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
  /// Anything that people may ask for in that hour, and that can be asked again later.
  Slot asks_something_else(std::size_t number) {
    const std::string id = "college-" + std::to_string(number);
    return engine.send(official(), id, {.command_id = id}, [&](auto c) {
      auto event = c.initRegisterOrganisation();
      event.setName(text("The " + id));
      event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
    });
  }
  Slot other_submits() {
    return engine.send(applicant("example-awarding"), other, {.command_id = "submit"},
                       [](auto c) { c.initSubmitApplication(); });
  }
  Slot admits(const std::string& evidence) {
    return engine.send(official(), reference, {.command_id = "admit-" + evidence}, [&](auto c) {
      auto event = c.initAdmitLateSubmission();
      event.setGround("The service turned it away before the close.");
      event.setEvidence(text(evidence));
    });
  }
  /// What the official is shown of the case as it stood.
  std::vector<TurnedAwayFrom> turned_away_from(const std::string& of, Position as_at) const {
    const RowView rows = engine.rows();
    return *turned_away_as_at(rows, *case_as_at(rows, of, as_at), as_at);
  }
  std::string officials_read_at(Position position) const {
    return engine.read(position,
                       [](Record::Reader record) { return sentence(record, policy::Audience::RESTRICTED); });
  }
};

TEST_F(EdgeCase34, SubmissionInTheLastHourIsDecidedBeforeWhatCameEarlierAndTurnedAwayAfterEverythingElse) {
  engine.at(kClose - 10 * kSecond);
  std::vector<Slot> others;
  for (std::size_t number = 0; number < EngineOffice::kQueue; ++number)
    others.push_back(asks_something_else(number));
  const Slot too_many = asks_something_else(EngineOffice::kQueue);
  EXPECT_EQ(std::get<Fault>(too_many->value()).kind, FaultKind::overloaded);
  const Slot submitted = submits("submit");
  EXPECT_FALSE(submitted->has_value());
  engine.work();
  for (const Slot& earlier : others) EXPECT_LT(receipt(submitted).first, receipt(earlier).first);
}

TEST_F(EdgeCase34, SubmissionTurnedAwayAndSentAgainAfterTheCloseIsLateAndAdmittedOnEvidence) {
  engine.at(kClose - 10 * kSecond);
  const Position before = engine.end();
  for (std::size_t number = 0; number < EngineOffice::kQueue; ++number) asks_something_else(number);
  const Slot in_the_reserve = other_submits();
  const Slot turned_away = submits("submit");
  ASSERT_TRUE(turned_away->has_value());
  EXPECT_EQ(std::get<Fault>(turned_away->value()).kind, FaultKind::overloaded);
  engine.at(kClose - 8 * kSecond);
  EXPECT_TRUE(submits("submit")->has_value());
  EXPECT_TRUE(turned_away_from(reference, before).empty());
  engine.work();

  // Once there is room, both are on record, as the doing of the system.
  const Position counted = engine.last_entry_of("cycle-1");
  engine.read(counted, [](Record::Reader record) {
    ASSERT_TRUE(record.getBody().isSubmissionsTurnedAway());
    EXPECT_EQ(record.getActor().getRole(), Role::SYSTEM);
    const auto event = record.getBody().getSubmissionsTurnedAway();
    EXPECT_EQ(string(event.getOrganisation()), "example-college");
    EXPECT_EQ(event.getCount(), 2U);
    EXPECT_EQ(Instant{event.getFirst()}, kClose - 10 * kSecond);
    EXPECT_EQ(Instant{event.getLast()}, kClose - 8 * kSecond);
  });
  EXPECT_EQ(officials_read_at(counted),
            "Submissions of example-college to window 1 turned away for want of room: 2, from 4:59:50pm on "
            "16 December 2020 to 4:59:52pm on 16 December 2020.");
  EXPECT_EQ(applicants_read_at(counted), kNothing);
  ASSERT_EQ(receipt(in_the_reserve).events, std::vector<std::string>{"applicationSubmitted"});

  engine.at(kClose + 5 * kSecond);
  const Slot again = submits("submit");
  engine.work();
  EXPECT_REFUSED_UNDER(refused(again), 205, window_closed, "domain.md 12");
  EXPECT_EQ(applicants_read_at(engine.last_entry_of(reference)),
            "Submission received after window 1 closed: refused.");

  // The official who judges it is shown them; of another organisation, and as at before, there were none.
  const auto shown = turned_away_from(reference, engine.end());
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].window, "1");
  EXPECT_EQ(shown[0].count, 2U);
  EXPECT_EQ(shown[0].first, kClose - 10 * kSecond);
  EXPECT_EQ(shown[0].last, kClose - 8 * kSecond);
  EXPECT_TRUE(turned_away_from(reference, Position{counted.value - 1}).empty());
  EXPECT_TRUE(turned_away_from(other, engine.end()).empty());

  const Slot without_evidence = admits("");
  engine.work();
  EXPECT_REFUSED_UNDER(refused(without_evidence), 107, missing_value, "domain.md 7");
  const Slot admitted = admits("Answers 429 from 16:58, with their times.");
  engine.work();
  ASSERT_EQ(receipt(admitted).events, std::vector<std::string>{"lateSubmissionAdmitted"});
  EXPECT_EQ(applicants_read_at(receipt(admitted).first),
            "Late submission admitted: The service turned it away before the close.");
  EXPECT_EQ(turned_away_from(reference, engine.end()).size(), 1U);
}

}  // namespace
}  // namespace htq::tests

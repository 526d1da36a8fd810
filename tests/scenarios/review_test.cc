// What may go wrong while a case is under review: edge cases 10, 19 and 38.
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

struct EdgeCase10 : Scenario {
  const Actor ofs = acting("otis", {Role::OFS});

  void recognition_is_lost() {
    ASSERT_EVENT(ask(ofs, "example-college",
                     [](auto c) {
                       auto event = c.initRecordLostRecognition();
                       event.setRegulator(Regulator::OFFICE_FOR_STUDENTS);
                       event.setReason("Removed from the register.");
                     }),
                 RECOGNITION_LOST);
    EXPECT_EQ(officials_read(), "Recognition by office for students lost: Removed from the register.");
    EXPECT_EQ(applicants_read(), kNothing);
  }
};

TEST_F(EdgeCase10, RegulatorAdvisesOnTheLossAndTheAdviceForThePanelWaits) {
  const std::string reference = case_under_review();
  recognition_is_lost();
  ASSERT_EVENT(ask(ofs, reference,
                   [](auto c) {
                     auto event = c.initRecordRegulatorAdvice();
                     event.setRegulator(Regulator::OFFICE_FOR_STUDENTS);
                     event.setAdvice("The provider was removed from the register.");
                   }),
               REGULATOR_ADVICE_RECEIVED);
  EXPECT_EQ(officials_read(), "Advice received from office for students.");
  EXPECT_EQ(applicants_read(), kNothing);
  ASSERT_EVENT(put_on_hold(reference, HoldGround::RECOGNITION_LOST, "Removed from the register."), CASE_HELD);
  EXPECT_EQ(applicants_read(), "Case held: recognition lost.");

  rate_all(reference);
  EXPECT_REFUSED_UNDER(complete_advice(reference), 501, case_is_held, "domain.md 11 CaseHeld");
}

TEST_F(EdgeCase10, DecisionWaitsWhileTheCaseIsHeld) {
  const std::string reference = assured_case();
  recognition_is_lost();
  ASSERT_EVENT(the_system_acts(reference), CASE_HELD);
  EXPECT_EQ(last_event().getCaseHeld().getGround(), HoldGround::RECOGNITION_LOST);
  EXPECT_EQ(applicants_read(), "Case held: recognition lost.");
  EXPECT_REFUSED_UNDER(decide_case(decider_of(reference), reference), 501, case_is_held,
                       "domain.md 11 CaseHeld");

  recognised("example-college", Regulator::OFFICE_FOR_STUDENTS, "10000001", "2021-01-01");
  ASSERT_EVENT(release(reference, "Registered again."), CASE_RELEASED);
  EXPECT_EQ(applicants_read(), "Case released.");
  ASSERT_EVENT(decide_case(decider_of(reference), reference), DECISION_TAKEN);
  EXPECT_EQ(applicants_read(), "Decision: approved.");
}

struct EdgeCase19 : Scenario {
  Answer discount(const std::string& reference, const std::string& reviewer) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initDiscountPeerReview();
      event.setReviewer(text(reviewer));
      event.setReason("Works for a competitor of the applicant.");
    });
  }
};

TEST_F(EdgeCase19, ReviewWithAConflictIsDiscountedAndStaysOnRecord) {
  const std::string reference = advised_case();
  const auto received = std::ranges::find_if(records(), [](const auto& message) {
    return message->template getRoot<Record>().asReader().getBody().isPeerReviewReceived();
  });
  ASSERT_NE(received, records().end());
  const Position entry{(*received)->getRoot<Record>().getPosition()};

  ASSERT_EVENT(discount(reference, "rita"), PEER_REVIEW_DISCOUNTED);
  EXPECT_EQ(view(last_event().getPeerReviewDiscounted().getReviewer()), "rita");
  EXPECT_EQ(officials_read(), "Peer review of rita discounted: Works for a competitor of the applicant.");
  EXPECT_EQ(applicants_read(), kNothing);
  EXPECT_EQ(officials_read(entry), "Peer review received from rita.");
  EXPECT_EQ(view(record_at(entry).getBody().getPeerReviewReceived().getComment()),
            "It matches the occupation.");
  EXPECT_EQ(file(reference).peer_reviews.at("rita").standing, PeerReviewStanding::DISCOUNTED);

  // The advice rested on it and goes back; cycle 1 wants another review, or the waiver explained.
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
  EXPECT_REFUSED_UNDER(complete_advice(reference), 510, peer_review_owed, "domain.md 11 AdviceReady");
  contract("rupert");
  ASSERT_ACCEPTED(commission(reference, "rupert"));
  ASSERT_ACCEPTED(review(reference, "rupert"));
  EXPECT_EVENT(complete_advice(reference), ADVICE_COMPLETED);
}

TEST_F(EdgeCase19, ReviewThatNeverCameInAndOneThatWasDecidedOnAreNotDiscounted) {
  const std::string reference = case_under_review();
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED_UNDER(discount(reference, "rita"), 505, review_not_commissioned, "domain.md 8");
  const std::string decided = decided_case({.title = "Diploma in Data"});
  EXPECT_REFUSED_UNDER(discount(decided, "rita"), 104, not_at_this_stage, "domain.md 11");
}

struct EdgeCase38 : Scenario {
  const std::string reference = drafted_case({.organisation = "example-awarding",
                                              .cycle = "cycle-2",
                                              .title = "Diploma in Hearing and Nursing",
                                              .level = 5,
                                              .number = "603/2476/0",
                                              .route = "health-and-science",
                                              .standards = {"ST0600", "ST0827"}});

  EdgeCase38() {
    for (const auto& [regulator, number] :
         {std::pair{Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "HC0001"},
          std::pair{Regulator::NURSING_AND_MIDWIFERY_COUNCIL, "NM0001"}})
      sure(applicant("example-awarding"), reference, [&](auto c) {
        auto recognition = c.initGiveRecognitionNumber().initRecognition();
        recognition.setRegulator(regulator);
        recognition.setNumber(number);
      });
    EXPECT_ACCEPTED(submit(reference));
    EXPECT_ACCEPTED(confirm_eligibility(reference));
  }
  Answer ask_for_advice(Regulator regulator) {
    return ask(official(), reference,
               [&](auto c) { c.initRequestStatutoryAdvice().setRegulator(regulator); });
  }
  Answer advise(const std::string& name, Regulator regulator) {
    return ask(acting("reg", {Role::STATUTORY_REGULATOR}, name), reference, [&](auto c) {
      auto event = c.initRecordStatutoryAdvice();
      event.setRegulator(regulator);
      event.setAdvice("It meets our standards of proficiency.");
    });
  }
};

TEST_F(EdgeCase38, SilentStatutoryRegulatorHoldsTheCaseAndOfqualNeedNotAdvise) {
  using enum Regulator;
  rate_all(reference);
  sure(official(), reference, [](auto c) { c.initCompleteAnalysis(); });
  consult("survey", reference);

  ASSERT_EVENT(ask(official(), reference,
                   [](auto c) {
                     c.initRecordRegulatorAdviceNotNeeded().setReason("Ofqual has nothing to advise on.");
                   }),
               REGULATOR_ADVICE_NOT_NEEDED);
  EXPECT_EQ(officials_read(), "Regulator's advice not needed: Ofqual has nothing to advise on.");
  EXPECT_EQ(applicants_read(), kNothing);

  ASSERT_EVENT(ask_for_advice(HEALTH_AND_CARE_PROFESSIONS_COUNCIL), STATUTORY_ADVICE_REQUESTED);
  ASSERT_EVENT(ask_for_advice(NURSING_AND_MIDWIFERY_COUNCIL), STATUTORY_ADVICE_REQUESTED);
  EXPECT_REFUSED_UNDER(ask_for_advice(GENERAL_DENTAL_COUNCIL), 515, not_a_statutory_regulator, "domain.md 5");
  ASSERT_EVENT(advise("hcpc", HEALTH_AND_CARE_PROFESSIONS_COUNCIL), STATUTORY_ADVICE_RECEIVED);
  EXPECT_EQ(officials_read(), "Statutory advice received from health and care professions council.");
  EXPECT_EQ(applicants_read(), kNothing);

  EXPECT_REFUSED_UNDER(complete_advice(reference), 512, statutory_advice_owed, "domain.md 11 AdviceReady");
  ASSERT_EVENT(put_on_hold(reference, HoldGround::STATUTORY_REGULATOR_SILENT, "The NMC was reminded twice."),
               CASE_HELD);
  EXPECT_EQ(applicants_read(), "Case held: statutory regulator silent.");
  EXPECT_REFUSED_UNDER(complete_advice(reference), 501, case_is_held, "domain.md 11 CaseHeld");

  ASSERT_EVENT(advise("nmc", NURSING_AND_MIDWIFERY_COUNCIL), STATUTORY_ADVICE_RECEIVED);
  ASSERT_EVENT(release(reference, "The NMC has advised."), CASE_RELEASED);
  EXPECT_EVENT(complete_advice(reference), ADVICE_COMPLETED);
}

}  // namespace
}  // namespace htq::tests

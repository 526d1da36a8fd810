#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct RegulatorAdvice : ::testing::Test, ReviewedCase {
  const std::string reference = case_under_review();  // on 23 September 2020 at 12:00
};

TEST_F(RegulatorAdvice, OnlyOfqualAndTheOfsAdvise) {
  const auto request_advice = [&](Regulator regulator) {
    return ask(official(), reference,
               [&](auto c) { c.initRequestRegulatorAdvice().setRegulator(regulator); });
  };
  EXPECT_REFUSED(request_advice(Regulator::GENERAL_DENTAL_COUNCIL), bad_value);
  ASSERT_ACCEPTED(request_advice(Regulator::OFFICE_FOR_STUDENTS));
  EXPECT_EQ(string(last().getBody().getRegulatorAdviceRequested().getDue().getLocal()), "2020-10-07");
  EXPECT_REFUSED(request_advice(Regulator::OFFICE_FOR_STUDENTS), advice_already_asked);
}
TEST_F(RegulatorAdvice, ARegulatorAdvisesForItselfOnly) {
  const auto advise = [&](Role role, Regulator regulator, const std::string& advice) {
    return ask(acting("reg", {role}), reference, [&](auto c) {
      auto event = c.initRecordRegulatorAdvice();
      event.setRegulator(regulator);
      event.setAdvice(text(advice));
    });
  };
  EXPECT_REFUSED(advise(Role::OFQUAL, Regulator::OFFICE_FOR_STUDENTS, "Fine."), not_your_role);
  EXPECT_REFUSED(advise(Role::OFS, Regulator::OFQUAL, "Fine."), not_your_role);
  EXPECT_REFUSED(advise(Role::OFS, Regulator::OFFICE_FOR_STUDENTS, ""), missing_value);
  ASSERT_ACCEPTED(advise(Role::OFFICIAL, Regulator::OFQUAL, "Fine."));
  EXPECT_EQ(file(reference).regulator_advice, AdviceStanding::RECEIVED);
}
TEST_F(RegulatorAdvice, AMeetingWithARegulatorWasHeldOnADayGoneByOrToday) {
  const auto meet = [&](const std::string& on) {
    return ask(acting("reg", {Role::OFQUAL}), reference, [&](auto c) {
      auto event = c.initRecordRegulatorMeeting();
      event.setRegulator(Regulator::OFQUAL);
      event.setOn(text(on));
    });
  };
  EXPECT_REFUSED(meet(""), missing_value);
  EXPECT_REFUSED(meet("yesterday"), bad_value);
  EXPECT_REFUSED(meet("2020-09-24"), occurred_in_the_future);
  EXPECT_ACCEPTED(meet("2020-09-23"));
}
TEST_F(RegulatorAdvice, AdviceThatWasReceivedCannotBeUnneeded) {
  const auto not_needed = [&](const std::string& reason) {
    return ask(official(), reference,
               [&](auto c) { c.initRecordRegulatorAdviceNotNeeded().setReason(text(reason)); });
  };
  EXPECT_REFUSED(not_needed(""), missing_value);
  ASSERT_ACCEPTED(not_needed("Nothing to advise on."));
  ASSERT_ACCEPTED(ask(official(), reference, [](auto c) {
    auto event = c.initRecordRegulatorAdvice();
    event.setRegulator(Regulator::OFFICE_FOR_STUDENTS);
    event.setAdvice("It is.");
  }));
  EXPECT_REFUSED(not_needed("Nothing to advise on."), nothing_to_change);
}

// Edge case 38.
struct Statutory : ::testing::Test, ReviewedCase {
  Statutory() {
    recognise(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "HC1");
    recognise(Regulator::NURSING_AND_MIDWIFERY_COUNCIL, "NM1");
    sure(applicant(), reference, [](auto c) { c.initSubmitApplication(); });
    sure(official(), reference, [](auto c) { c.initConfirmEligibility(); });
  }
  void recognise(Regulator regulator, const std::string& number) {
    sure(applicant(), reference, [&](auto c) {
      auto recognition = c.initGiveRecognitionNumber().initRecognition();
      recognition.setRegulator(regulator);
      recognition.setNumber(text(number));
    });
  }
  Answer request(Regulator regulator) {
    return ask(official(), reference,
               [&](auto c) { c.initRequestStatutoryAdvice().setRegulator(regulator); });
  }
  Answer advise(const Actor& actor, Regulator regulator, const std::string& advice = "Fine.") {
    return ask(actor, reference, [&](auto c) {
      auto event = c.initRecordStatutoryAdvice();
      event.setRegulator(regulator);
      event.setAdvice(text(advice));
    });
  }
  static Actor regulator(const std::string& name) {
    return acting("reg", {Role::STATUTORY_REGULATOR}, name);
  }

  const std::string reference = drafted_case({.cycle = "cycle-2",
                                              .title = "Diploma in Hearing and Nursing",
                                              .level = 5,
                                              .route = "health-and-science",
                                              .standards = {"ST0600", "ST0827"}});
};
TEST_F(Statutory, OnlyRegulatorsOfNamedOccupationsAreAskedAndOnce) {
  EXPECT_REFUSED(request(Regulator::GENERAL_DENTAL_COUNCIL), not_a_statutory_regulator);
  EXPECT_REFUSED(request(Regulator::NONE), not_a_statutory_regulator);
  ASSERT_ACCEPTED(request(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL));
  EXPECT_REFUSED(request(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL), advice_already_asked);
}
TEST_F(Statutory, ARegulatorAdvisesForItselfUnderItsInitialsOrItsName) {
  using enum Regulator;
  EXPECT_REFUSED(advise(regulator("nmc"), HEALTH_AND_CARE_PROFESSIONS_COUNCIL), not_your_role);
  EXPECT_REFUSED(advise(regulator(""), HEALTH_AND_CARE_PROFESSIONS_COUNCIL), not_your_role);
  EXPECT_REFUSED(advise(regulator("gdc"), GENERAL_DENTAL_COUNCIL), not_a_statutory_regulator);
  EXPECT_REFUSED(advise(regulator("hcpc"), HEALTH_AND_CARE_PROFESSIONS_COUNCIL, ""), missing_value);
  EXPECT_ACCEPTED(advise(regulator("hcpc"), HEALTH_AND_CARE_PROFESSIONS_COUNCIL));
  EXPECT_ACCEPTED(advise(regulator("nursing-and-midwifery-council"), NURSING_AND_MIDWIFERY_COUNCIL));
}
TEST_F(Statutory, OneSilentRegulatorKeepsTheAdviceFromCompletion) {
  rate_all(reference);
  sure(official(), reference, [](auto c) { c.initCompleteAnalysis(); });
  settle_regulator(reference);
  consult("survey", reference);
  ASSERT_ACCEPTED(advise(official(), Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL));
  EXPECT_REFUSED(complete_advice(reference), statutory_advice_owed);
  ASSERT_ACCEPTED(advise(official(), Regulator::NURSING_AND_MIDWIFERY_COUNCIL));
  EXPECT_ACCEPTED(complete_advice(reference));
}
TEST_F(Statutory, ActionIsReportedByTheRegulatorThatActs) {
  const auto report = [&](const Actor& actor, Regulator regulator, const std::string& told) {
    return ask(actor, reference, [&](auto c) {
      auto event = c.initReportRegulatoryAction();
      event.setRegulator(regulator);
      event.setReport(text(told));
    });
  };
  EXPECT_REFUSED(report(official(), Regulator::NONE, "Fraud."), missing_value);
  EXPECT_REFUSED(report(regulator("nmc"), Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "Fraud."),
                 not_your_role);
  EXPECT_REFUSED(report(official(), Regulator::OFQUAL, ""), missing_value);
  EXPECT_ACCEPTED(report(regulator("hcpc"), Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "Fraud."));
}

}  // namespace
}  // namespace htq::tests

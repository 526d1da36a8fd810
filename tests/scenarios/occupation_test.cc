// Which occupations a qualification may be submitted against: edge cases 4, 5, 7, 8, 9 and 44.
#include <gmock/gmock.h>

#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using EdgeCase04 = Scenario;
using EdgeCase05 = Scenario;
using EdgeCase07 = Scenario;
using EdgeCase08 = Scenario;

TEST_F(EdgeCase04, LevelFourAgainstFiveIsAllowedInCycleOne) {
  const std::string reference = described_case({.cycle = "cycle-1", .level = 4});
  ASSERT_EVENT(name_occupation(reference, "ST0125"), OCCUPATION_NAMED);
  EXPECT_EQ(last_event().getOccupationNamed().getLevel(), 5);
  EXPECT_EQ(view(last_event().getOccupationNamed().getPriorContact()), "");
  EXPECT_EQ(applicants_read(), "Occupation named: ST0125 Network manager.");
}

TEST_F(EdgeCase04, LevelFourAgainstFiveWantsPriorContactInCycleTwo) {
  const std::string reference = described_case({.cycle = "cycle-2", .level = 4});
  EXPECT_REFUSED_UNDER(name_occupation(reference, "ST0125"), 311, prior_contact_owed, "domain.md 6 levels");

  answered_enquiry("level-question", EnquiryKind::LEVEL_FOUR_AGAINST_FIVE, "example-college");
  EXPECT_EQ(applicants_read(), "Enquiry answered.");
  ASSERT_EVENT(name_occupation(reference, "ST0125"), OCCUPATION_NAMED);
  EXPECT_EQ(view(last_event().getOccupationNamed().getPriorContact()), "level-question");
  EXPECT_EQ(applicants_read(), "Occupation named: ST0125 Network manager.");
}

TEST_F(EdgeCase04, ContactOfAnotherApplicantIsNone) {
  answered_enquiry("level-question", EnquiryKind::LEVEL_FOUR_AGAINST_FIVE, "example-awarding");
  const std::string reference = described_case({.cycle = "cycle-2", .level = 4});
  EXPECT_REFUSED_UNDER(name_occupation(reference, "ST0125"), 311, prior_contact_owed, "domain.md 6 levels");
}

TEST_F(EdgeCase05, LevelFiveAgainstSixIsRefusedInEveryCycle) {
  standard("ST0795", "Digital architect", 6, "digital");
  answered_enquiry("level-question", EnquiryKind::LEVEL_FOUR_AGAINST_FIVE, "example-college");
  for (const char* cycle : {"cycle-1", "cycle-2", "cycle-5"}) {
    SCOPED_TRACE(cycle);
    const std::string reference = described_case({.cycle = cycle, .level = 5});
    EXPECT_REFUSED_UNDER(name_occupation(reference, "ST0795"), 310, level_not_allowed, "domain.md 6 levels");
    EXPECT_REFUSED_UNDER(name_occupation(reference, "ST0795", {}, "level-question"), 310, level_not_allowed,
                         "domain.md 6 levels");
    ASSERT_EVENT(name_occupation(reference, "ST0125"), OCCUPATION_NAMED);
    EXPECT_EQ(last_event().getOccupationNamed().getLevel(), 5);
    EXPECT_EQ(applicants_read(), "Occupation named: ST0125 Network manager.");
  }
}

TEST_F(EdgeCase07, CoreAndOptionsStandardIsNamedWithItsOption) {
  const std::string reference = described_case();
  const Answer bare = name_occupation(reference, "ST1021");
  EXPECT_REFUSED_UNDER(bare, 306, option_owed, "domain.md 2, edge case 7");
  EXPECT_EQ(bare.refused->detail, "ST1021 has the options A, B.");
  EXPECT_REFUSED_UNDER(name_occupation(reference, "ST1021", "C"), 307, option_unknown, "domain.md 2");

  ASSERT_EVENT(name_occupation(reference, "ST1021", "B"), OCCUPATION_NAMED);
  EXPECT_EQ(view(last_event().getOccupationNamed().getOccupation().getOption()), "B");
  EXPECT_EQ(applicants_read(), "Occupation named: ST1021 Cyber security technologist.");
}

/// U1 is taken by all and covers K1 and S1; of U2 and U3 a learner takes one, and only U2 covers B1.
void map_with_a_blind_path(event::MappingProvided::Builder event) {
  event.setDocument("structure");
  auto units = event.initUnits(3);
  units[0].setCode("U1");
  units[1].setCode("U2");
  units[1].setGroup("G");
  units[2].setCode("U3");
  units[2].setGroup("G");
  auto group = event.initGroups(1)[0];
  group.setName("G");
  group.setAtLeast(1);
  group.setAtMost(1);
  auto lines = event.initCoverage(3);
  const char* const covers[][2] = {{"U1", "K1"}, {"U1", "S1"}, {"U2", "B1"}};
  for (unsigned at = 0; at < lines.size(); ++at) {
    lines[at].setUnit(covers[at][0]);
    lines[at].setKsb(covers[at][1]);
    lines[at].setStandard("ST0116");
    lines[at].setCoverage(Coverage::FULL);
  }
}

TEST_F(EdgeCase08, OptionalPathThatLeadsToNoOccupationIsFoundAndNotApproved) {
  const std::string reference = drafted_case();
  ASSERT_EVENT(by_its_applicant(reference, [](auto c) { map_with_a_blind_path(c.initProvideMapping()); }),
               MAPPING_PROVIDED);
  const auto findings = last_event().getMappingProvided().getFindings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(view(findings[0]), "A learner who takes U1, U3 is led to no occupation in full.");
  EXPECT_EQ(applicants_read(), "Mapping provided in structure, 3 lines.");
  EXPECT_THAT(applicants_are_shown(), HasSubstr("A learner who takes U1, U3"));

  // The finding is told, and people judge: an alignment that is not met cannot be recommended for approval.
  ASSERT_ACCEPTED(submit(reference));
  ASSERT_ACCEPTED(confirm_eligibility(reference));
  rate_all(reference);
  ASSERT_EVENT(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::NOT_MET, "U1 and U3 lead nowhere."),
               CRITERION_ASSESSED);
  EXPECT_EQ(officials_read(), "Rating of alignment for ST0116: not met.");
  EXPECT_EQ(applicants_read(), kNothing);
  finish_review(reference);
  EXPECT_REFUSED_UNDER(recommend(panel(), reference, met(reference), {{"ST0116", Outcome::APPROVED}}), 607,
                       not_every_criterion_met, "domain.md 6");
}

struct EdgeCase09 : Scenario {
  const std::string reference = drafted_case({.cycle = "cycle-2",
                                              .title = "Diploma in Hearing",
                                              .level = 5,
                                              .route = "health-and-science",
                                              .standards = {"ST0600"}});

  static void number(Recognition::Builder recognition) {
    recognition.setRegulator(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL);
    recognition.setNumber("HC0001");
  }
  Answer give_number() {
    return by_its_applicant(reference,
                            [](auto c) { number(c.initGiveRecognitionNumber().initRecognition()); });
  }
  Answer correct_with_number() {
    return by_its_applicant(reference, [](auto c) {
      auto event = c.initCorrectApplication();
      event.setWhat("The number of the HCPC is added.");
      number(event.initRecognitions(1)[0]);
    });
  }
  void found_ineligible() {
    ASSERT_ACCEPTED(submit(reference));
    EXPECT_REFUSED_UNDER(confirm_eligibility(reference), 402, regulator_recognition_owed, "domain.md 5");
    ASSERT_EVENT(ask(official(), reference,
                     [](auto c) {
                       auto event = c.initRefuseEligibility();
                       event.initGates(1).set(0, Criterion::STATUTORY_REGULATOR);
                       event.setReasons("No number of the HCPC.");
                     }),
                 ELIGIBILITY_REFUSED);
    EXPECT_EQ(applicants_read(), "Ineligible: No number of the HCPC.");
  }
};

TEST_F(EdgeCase09, NumberGivenBeforeTheSubmissionOpensTheGate) {
  ASSERT_EVENT(give_number(), RECOGNITION_NUMBER_GIVEN);
  EXPECT_EQ(officials_read(), "Recognition by health and care professions council given.");
  ASSERT_ACCEPTED(submit(reference));
  ASSERT_EVENT(confirm_eligibility(reference), ELIGIBILITY_CONFIRMED);
  EXPECT_EQ(applicants_read(), "Eligibility confirmed.");
}

TEST_F(EdgeCase09, NumberAfterTheSubmissionCountsOnlyByACorrectionThatIsASubmissionAnew) {
  found_ineligible();
  EXPECT_REFUSED_UNDER(give_number(), 104, not_at_this_stage, "domain.md 11");
  at("2021-07-20T10:00");
  ASSERT_EVENT(correct_with_number(), APPLICATION_CORRECTED);
  EXPECT_EQ(applicants_read(), "Application corrected: The number of the HCPC is added.");
  EXPECT_EQ(file(reference).submitted_at, london("2021-07-20T10:00"));
  EXPECT_EVENT(confirm_eligibility(reference), ELIGIBILITY_CONFIRMED);
}

TEST_F(EdgeCase09, AfterTheCloseNoNumberCorrectsTheApplication) {
  found_ineligible();
  at(end_of_day({2021, 9, 17}) + Duration{1});
  EXPECT_REFUSED_UNDER(correct_with_number(), 205, window_closed, "domain.md 12");
}

struct EdgeCase44 : Scenario {
  EdgeCase44() { standard("ST0114", "Cyber intrusion analyst", 4, "digital"); }

  Answer enquire(EnquiryKind kind, const std::string& about, const std::string& question) {
    return ask(applicant(), "enquiry-1", [&](auto c) {
      auto event = c.initReceiveEnquiry();
      event.setKind(kind);
      event.setStandard(text(about));
      event.setQuestion(text(question));
    });
  }
};

TEST_F(EdgeCase44, StandardInDeliveryMayNotBeAvailableForApproval) {
  scope("cycle-1", "ST0114", ScopeClass::OUT_OF_SCOPE);
  EXPECT_EQ(last_event().getScopeChanged().getClass(), ScopeClass::OUT_OF_SCOPE);
  EXPECT_EQ(applicants_read(), "ST0114 is out of scope from 2020-07-02: Route review.");
  EXPECT_TRUE(office().standards.at("ST0114").published);

  const std::string reference = described_case();
  EXPECT_REFUSED_UNDER(name_occupation(reference, "ST0114"), 305, standard_out_of_scope, "domain.md 5");
  ASSERT_EVENT(enquire(EnquiryKind::STANDARD_NOT_ON_THE_LIST, "ST0114", "Which standard took its place?"),
               ENQUIRY_RECEIVED);
  EXPECT_EQ(applicants_read(), "Enquiry received: standard not on the list.");
}

TEST_F(EdgeCase44, OccupationInNoMapIsProposedAndCannotBeNamed) {
  ASSERT_EVENT(enquire(EnquiryKind::OCCUPATION_IN_NO_MAP, "", "Where is the quantum technician?"),
               ENQUIRY_RECEIVED);
  EXPECT_EQ(applicants_read(), "Enquiry received: occupation in no map.");
  ASSERT_EVENT(ask(applicant(), "quantum-technician",
                   [](auto c) {
                     auto event = c.initProposeOccupation();
                     event.setTitle("Quantum technician");
                     event.setProposal("Twelve employers ask for it.");
                   }),
               OCCUPATION_PROPOSED);
  EXPECT_EQ(officials_read(), "Occupation proposed: Quantum technician.");

  const std::string reference = described_case();
  EXPECT_REFUSED_UNDER(name_occupation(reference, "ST9001"), 303, standard_unknown, "domain.md 5");
  standard("ST9001", "Quantum technician", 4, "digital", Regulator::NONE, 0, /*published=*/false);
  EXPECT_REFUSED_UNDER(name_occupation(reference, "ST9001"), 304, standard_not_published, "domain.md 5");
}

}  // namespace
}  // namespace htq::tests

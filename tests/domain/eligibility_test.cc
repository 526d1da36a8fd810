// Gates that are not passed, and the correction that an applicant may send.
#include "domain/decide/content.h"
#include "tests/domain/submissions.h"

namespace htq::tests {
namespace {

struct Eligibility : Submissions {};

TEST_F(Eligibility, RefusalNamesGatesAndReasons) {
  const std::string reference = office.submitted_case();
  EXPECT_REFUSED(refuse_gates(reference, {}), gate_owed);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::NONE}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::KSB_COVERAGE}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::TITLE, Criterion::TITLE}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::STATUTORY_REGULATOR}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::TITLE}, ""), missing_value);
  ASSERT_ACCEPTED(refuse_gates(reference, {Criterion::TITLE, Criterion::REGULATED_APPLICANT}));
  EXPECT_EQ(office.file(reference).stage, Stage::INELIGIBLE);
  EXPECT_EQ(office.file(reference).failed_gates.size(), 2U);
}

// Edge case 9: the number must be given before the submission.
TEST_F(Eligibility, RegulatedOccupationNeedsTheNumberBeforeSubmission) {
  const Draft draft{.cycle = "cycle-2",
                    .title = "Diploma in Hearing Aid Practice",
                    .level = 5,
                    .route = "health-and-science",
                    .standards = {"ST0600"}};
  const std::string reference = office.submitted_case(draft);
  EXPECT_REFUSED(office.ask(official(), reference, [](auto c) { c.initConfirmEligibility(); }),
                 regulator_recognition_owed);
  ASSERT_ACCEPTED(refuse_gates(reference, {Criterion::STATUTORY_REGULATOR}));
  ASSERT_ACCEPTED(correct(reference, [](auto event) {
    auto recognition = event.initRecognitions(1)[0];
    recognition.setRegulator(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL);
    recognition.setNumber("HCPC-1");
  }));
  EXPECT_ACCEPTED(office.ask(official(), reference, [](auto c) { c.initConfirmEligibility(); }));
  EXPECT_EQ(office.file(reference).stage, Stage::UNDER_REVIEW);
}

TEST_F(Eligibility, ApplicantWithoutRecognitionIsNotEligible) {
  office.organisation("unregistered", "Unregistered", OrganisationKind::OTHER);
  const std::string none = office.submitted_case({.organisation = "unregistered"});
  EXPECT_REFUSED(office.ask(official(), none, [](auto c) { c.initConfirmEligibility(); }), recognition_owed);
  // Recognised by Ofqual, but the qualification is not on its register.
  const std::string unlisted = office.submitted_case({.organisation = "example-awarding"});
  EXPECT_REFUSED(office.ask(official(), unlisted, [](auto c) { c.initConfirmEligibility(); }),
                 recognition_owed);
  const std::string listed =
      office.submitted_case({.organisation = "example-awarding", .number = "603/2476/0"});
  EXPECT_ACCEPTED(office.ask(official(), listed, [](auto c) { c.initConfirmEligibility(); }));
}

TEST_F(Eligibility, CorrectionSaysWhatAndChangesSomething) {
  const std::string reference = ineligible_case();
  EXPECT_REFUSED(correct(reference, [](auto event) { event.setWhat(""); }), missing_value);
  EXPECT_REFUSED(correct(reference, [](auto) {}), nothing_to_change);
}

TEST_F(Eligibility, CorrectedQualificationIsJudgedAsInTheForm) {
  const std::string reference = ineligible_case();
  EXPECT_REFUSED(correct(reference,
                         [](auto event) {
                           ReadyOffice::describe(event.initQualification(), {.title = "HTQ in Software"});
                         }),
                 title_carries_the_mark);
  const std::string before = content_hash(office.file(reference));
  ASSERT_ACCEPTED(correct(reference, [](auto event) {
    ReadyOffice::describe(event.initQualification(), {.title = "Certificate in Software"});
  }));
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
  EXPECT_EQ(office.file(reference).qualification->title, "Certificate in Software");
  const std::string hash = string(office.last().getBody().getApplicationCorrected().getContentHash());
  EXPECT_NE(hash, before);
  EXPECT_EQ(hash, content_hash(office.file(reference)));
}

TEST_F(Eligibility, CorrectionDropsNamedOccupationsAndLeavesOne) {
  const std::string reference = ineligible_case({.standards = {"ST0116", "ST0125"}});
  const auto drop = [&](std::vector<const char*> standards) {
    return correct(reference, [&](auto event) {
      auto list = event.initDropped(static_cast<unsigned>(standards.size()));
      for (unsigned at = 0; at < standards.size(); ++at) list.set(at, standards[at]);
    });
  };
  EXPECT_REFUSED(drop({"ST1021"}), occupation_not_named);
  EXPECT_REFUSED(drop({"ST0116", "ST0125"}), occupation_owed);
  ASSERT_ACCEPTED(drop({"ST0125"}));
  EXPECT_EQ(office.file(reference).occupations.size(), 1U);
}

TEST_F(Eligibility, CorrectionNamesRegulatorAndNumber) {
  const std::string reference = ineligible_case();
  const auto give = [&](Regulator regulator, const char* number) {
    return correct(reference, [&](auto event) {
      auto recognition = event.initRecognitions(1)[0];
      recognition.setRegulator(regulator);
      recognition.setNumber(number);
    });
  };
  EXPECT_REFUSED(give(Regulator::NONE, "1"), missing_value);
  EXPECT_REFUSED(give(Regulator::OFQUAL, ""), missing_value);
  EXPECT_ACCEPTED(give(Regulator::OFQUAL, "RN1"));
}

TEST_F(Eligibility, CorrectionAfterTheCloseIsRefused) {
  const std::string reference = ineligible_case();
  const auto rename = [](auto event) {
    ReadyOffice::describe(event.initQualification(), {.title = "Certificate in Software"});
  };
  office.at(kClose + Duration{1});
  EXPECT_REFUSED(correct(reference, rename), window_closed);
  office.at(kClose);
  EXPECT_ACCEPTED(correct(reference, rename));
}

TEST_F(Eligibility, CorrectionTakesNoPlaceThatWasTakenMeanwhile) {
  const std::string first = ineligible_case();
  office.submitted_case();
  EXPECT_REFUSED(correct(first, [](auto event) { ReadyOffice::describe(event.initQualification()); }),
                 already_submitted);
}

}  // namespace
}  // namespace htq::tests

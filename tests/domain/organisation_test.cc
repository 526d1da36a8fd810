#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

struct Organisations : ::testing::Test {
  ReadyOffice office;

  Answer of_the_college(const std::function<void(Command::Builder)>& fill, const Actor& actor = official()) {
    return office.ask(actor, "example-college", fill);
  }
  Answer recognise(const Actor& actor, Regulator regulator, const std::string& number = "10000009",
                   const std::string& from = "2020-01-01", const std::string& until = {}) {
    return of_the_college(
        [&](auto c) {
          auto event = c.initRecordRecognition();
          event.setRegulator(regulator);
          event.setNumber(text(number));
          event.initFrom().setLocal(text(from));
          event.initUntil().setLocal(text(until));
        },
        actor);
  }
  Answer lose(const Actor& actor, Regulator regulator, const char* reason = "Removed from the register.") {
    return of_the_college(
        [&](auto c) {
          auto event = c.initRecordLostRecognition();
          event.setRegulator(regulator);
          event.setReason(reason);
        },
        actor);
  }
  const OrganisationState& college() { return office.office().organisations.at("example-college"); }
};

TEST_F(Organisations, AreRegisteredWithANameAndAProperUkprn) {
  const auto enter = [&](const char* name, const char* ukprn) {
    return office.ask(official(), "new-college", [&](auto c) {
      auto event = c.initRegisterOrganisation();
      event.setName(name);
      event.setUkprn(ukprn);
    });
  };
  EXPECT_REFUSED(enter("", ""), missing_value);
  EXPECT_REFUSED(enter("New College", "1000001"), bad_value);
  EXPECT_REFUSED(enter("New College", "1000001X"), bad_value);
  ASSERT_ACCEPTED(enter("New College", "10000011"));
  EXPECT_REFUSED(enter("New College", ""), already_exists);
}

TEST_F(Organisations, RecognitionHasARegulatorANumberAndADay) {
  EXPECT_REFUSED(recognise(official(), Regulator::NONE), missing_value);
  EXPECT_REFUSED(recognise(official(), Regulator::OFQUAL, ""), missing_value);
  EXPECT_REFUSED(recognise(official(), Regulator::OFQUAL, "RN1", ""), missing_value);
  EXPECT_REFUSED(recognise(official(), Regulator::OFQUAL, "RN1", "2020-02-01", "2020-01-31"), bad_value);
  ASSERT_ACCEPTED(recognise(official(), Regulator::OFQUAL, "RN1", "2020-02-01", "2021-01-31"));
  EXPECT_REFUSED(recognise(official(), Regulator::OFQUAL, "RN1", "2020-02-01", "2021-01-31"),
                 nothing_to_change);
  const RecognitionState& recognition = college().recognitions.at(Regulator::OFQUAL);
  EXPECT_TRUE(recognition.in_force_at(london("2021-01-31T23:59")));
  EXPECT_FALSE(recognition.in_force_at(london("2021-02-01")));
}

TEST_F(Organisations, RegulatorSpeaksForItself) {
  const Actor ofqual = acting("oona", {Role::OFQUAL});
  const Actor ofs = acting("otis", {Role::OFS});
  const Actor statutory = acting("stan", {Role::STATUTORY_REGULATOR}, "nmc");
  const Actor unnamed = acting("una", {Role::STATUTORY_REGULATOR});
  EXPECT_REFUSED(recognise(ofqual, Regulator::OFFICE_FOR_STUDENTS), not_your_role);
  EXPECT_REFUSED(recognise(ofs, Regulator::OFQUAL), not_your_role);
  EXPECT_REFUSED(recognise(statutory, Regulator::OFQUAL), not_your_role);
  EXPECT_REFUSED(recognise(statutory, Regulator::GENERAL_DENTAL_COUNCIL), not_your_role);
  EXPECT_REFUSED(recognise(unnamed, Regulator::NURSING_AND_MIDWIFERY_COUNCIL), not_your_role);
  EXPECT_REFUSED(lose(ofqual, Regulator::OFFICE_FOR_STUDENTS), not_your_role);
  EXPECT_REFUSED(lose(statutory, Regulator::GENERAL_DENTAL_COUNCIL), not_your_role);
  EXPECT_ACCEPTED(recognise(ofqual, Regulator::OFQUAL));
  EXPECT_ACCEPTED(recognise(ofs, Regulator::OFFICE_FOR_STUDENTS));
  EXPECT_ACCEPTED(recognise(statutory, Regulator::NURSING_AND_MIDWIFERY_COUNCIL));
  const Actor called_in_full = acting("gil", {Role::STATUTORY_REGULATOR}, "general-dental-council");
  EXPECT_ACCEPTED(recognise(called_in_full, Regulator::GENERAL_DENTAL_COUNCIL));
  const Actor called_an_adviser = acting("stu", {Role::STATUTORY_REGULATOR}, "ofqual");
  EXPECT_REFUSED(recognise(called_an_adviser, Regulator::OFQUAL), not_your_role);
}

TEST_F(Organisations, RecognitionIsLostOnceWithAReasonAndMayComeBack) {
  EXPECT_REFUSED(lose(official(), Regulator::OFQUAL), recognition_unknown);
  EXPECT_REFUSED(lose(official(), Regulator::OFFICE_FOR_STUDENTS, ""), missing_value);
  ASSERT_ACCEPTED(lose(official(), Regulator::OFFICE_FOR_STUDENTS));
  EXPECT_TRUE(college().recognitions.at(Regulator::OFFICE_FOR_STUDENTS).lost);
  EXPECT_REFUSED(lose(official(), Regulator::OFFICE_FOR_STUDENTS), nothing_to_change);
  ASSERT_ACCEPTED(recognise(official(), Regulator::OFFICE_FOR_STUDENTS));
  EXPECT_FALSE(college().recognitions.at(Regulator::OFFICE_FOR_STUDENTS).lost);
}

TEST_F(Organisations, OiaMembershipIsRecordedWhenItChanges) {
  const auto oia = [&](OiaMembership membership) {
    return of_the_college([&](auto c) { c.initRecordOiaMembership().setMembership(membership); });
  };
  EXPECT_REFUSED(oia(OiaMembership::UNKNOWN), nothing_to_change);
  ASSERT_ACCEPTED(oia(OiaMembership::JOINED));
  EXPECT_REFUSED(oia(OiaMembership::JOINED), nothing_to_change);
  EXPECT_ACCEPTED(oia(OiaMembership::NOT_JOINED));
}

TEST_F(Organisations, AreRenamedToAnotherNameAndCasesKeepTheOldOne) {
  const std::string reference = office.registered_case();
  const auto rename = [&](const char* name) {
    return of_the_college([&](auto c) { c.initRenameOrganisation().setName(name); });
  };
  EXPECT_REFUSED(rename(""), missing_value);
  EXPECT_REFUSED(rename("Example College"), nothing_to_change);
  ASSERT_ACCEPTED(rename("Example University"));
  EXPECT_EQ(college().name, "Example University");
  EXPECT_EQ(office.file(reference).organisation_name, "Example College");
}

TEST_F(Organisations, MergeIntoAnotherThatStillStands) {
  const auto merge = [&](const char* into) {
    return of_the_college([&](auto c) { c.initMergeOrganisation().setInto(into); });
  };
  EXPECT_REFUSED(merge(""), missing_value);
  EXPECT_REFUSED(merge("nobody"), organisation_unknown);
  EXPECT_REFUSED(merge("example-college"), bad_value);
  office.organisation("third-college", "Third College", OrganisationKind::HIGHER_EDUCATION_PROVIDER);
  office.sure(official(), "third-college",
              [](auto c) { c.initMergeOrganisation().setInto("example-awarding"); });
  EXPECT_REFUSED(merge("third-college"), bad_value);
  ASSERT_ACCEPTED(merge("example-awarding"));
  EXPECT_EQ(college().merged_into, "example-awarding");
  EXPECT_REFUSED(merge("example-awarding"), not_at_this_stage);
}

TEST_F(Organisations, NameTheirOwnRepresentativesOnce) {
  const auto represent = [&](const Actor& actor, const char* subject) {
    return of_the_college([&](auto c) { c.initNameRepresentative().setSubject(subject); }, actor);
  };
  EXPECT_REFUSED(represent(applicant("example-awarding"), "rae"), not_the_applicant);
  EXPECT_REFUSED(represent(applicant("example-college"), ""), missing_value);
  ASSERT_ACCEPTED(represent(applicant("example-college"), "rae"));
  EXPECT_REFUSED(represent(official(), "rae"), nothing_to_change);
  EXPECT_TRUE(college().representatives.contains("rae"));
}

}  // namespace
}  // namespace htq::tests

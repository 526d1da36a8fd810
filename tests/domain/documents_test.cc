// Documents of a case, their flags, and what the rules on mapping notice.
#include <gmock/gmock.h>

#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Documents : ::testing::Test {
  ReadyOffice office;
  std::string reference = office.started_case();

  Answer ask(const std::function<void(Command::Builder)>& fill) {
    return office.ask(applicant(), reference, fill);
  }
  Answer flag(const char* document) {
    return ask([&](auto c) { c.initFlagSensitivity().setDocument(document); });
  }
  Answer lift(const char* document) {
    return ask([&](auto c) { c.initLiftSensitivity().setDocument(document); });
  }
  const HeldDocument& held(const std::string& id) { return office.file(reference).documents.at(id); }
};

TEST_F(Documents, DocumentHasAnIdANameAHashAndBytes) {
  const auto attach = [&](const std::function<void(Document::Builder)>& change) {
    return ask([&](auto c) {
      auto document = c.initAttachDocument().initDocument();
      ReadyOffice::write_document(document, "demand");
      change(document);
    });
  };
  EXPECT_REFUSED(attach([](auto d) { d.setId(""); }), missing_value);
  EXPECT_REFUSED(attach([](auto d) { d.setName(""); }), missing_value);
  EXPECT_REFUSED(attach([](auto d) { d.initHash(0); }), missing_value);
  EXPECT_REFUSED(attach([](auto d) { d.initHash(20); }), bad_value);
  EXPECT_REFUSED(attach([](auto d) { d.setSize(0); }), bad_value);
  EXPECT_ACCEPTED(attach([](auto) {}));
  EXPECT_EQ(held("demand").hash, ReadyOffice::hash_of("demand"));
  EXPECT_REFUSED(attach([](auto) {}), document_exists);
}

TEST_F(Documents, OnlyAHeldDocumentIsRemovedFlaggedOrLifted) {
  EXPECT_REFUSED(ask([](auto c) { c.initRemoveDocument().setDocument("none"); }), document_unknown);
  EXPECT_REFUSED(flag("none"), document_unknown);
  EXPECT_REFUSED(lift("none"), document_unknown);
}

TEST_F(Documents, FlagAndLiftAnswerTheQuestion) {
  office.attach(reference, "demand", DocumentPart::DEMAND, Sensitivity::UNANSWERED);
  EXPECT_ACCEPTED(flag("demand"));
  EXPECT_EQ(held("demand").sensitivity, Sensitivity::FLAGGED);
  EXPECT_REFUSED(flag("demand"), nothing_to_change);
  EXPECT_ACCEPTED(lift("demand"));
  EXPECT_EQ(held("demand").sensitivity, Sensitivity::MAY_BE_PUBLISHED);
  EXPECT_EQ(held("demand").publishable_since, office.now());
  EXPECT_REFUSED(lift("demand"), nothing_to_change);
}

TEST_F(Documents, MappingGoesWithItsDocument) {
  const std::string drafted = office.drafted_case({.title = "Another"});
  EXPECT_TRUE(office.file(drafted).mapping_provided);
  office.sure(applicant(), drafted, [](auto c) { c.initRemoveDocument().setDocument("structure"); });
  EXPECT_FALSE(office.file(drafted).mapping_provided);
}

struct OpenToConsultation : Documents {
  OpenToConsultation() {
    reference = office.case_under_review();
    office.at("2021-01-11T09:00");
    office.sure(official(), "first", [&](auto c) {
      auto event = c.initPlanConsultation();
      event.setCycle("cycle-1");
      event.initCases(1).set(0, text(reference));
      event.initOpens().setLocal("2021-01-12T10:00");
      event.initQuestions(1).set(0, "Does it meet the needs of employers?");
    });
    opened = london("2021-01-12T10:00");
    office.at(opened);
    office.sure(the_system(), "first", [](auto c) { c.initOpenConsultation(); });
    office.sure(the_system(), reference,
                [](auto c) { c.initOpenForConsultation().setConsultation("first"); });
  }
  Instant exposed_since() { return {office.last().getBody().getSensitivityFlagged().getExposedSince()}; }

  Instant opened;
};

TEST_F(OpenToConsultation, FlagRecordsSinceWhenTheDocumentWasExposed) {
  office.at("2021-01-20T15:00");
  ASSERT_ACCEPTED(flag("structure"));
  EXPECT_EQ(exposed_since(), opened);
}

TEST_F(OpenToConsultation, ExposureOfADocumentLiftedMeanwhileBeginsThen) {
  office.at("2021-01-13T09:00");
  ASSERT_ACCEPTED(flag("structure"));
  office.at("2021-01-14T09:00");
  ASSERT_ACCEPTED(lift("structure"));
  const Instant lifted = office.now();
  office.at("2021-01-15T09:00");
  ASSERT_ACCEPTED(flag("structure"));
  EXPECT_EQ(exposed_since(), lifted);
}

TEST_F(OpenToConsultation, NothingIsExposedAfterTheEnd) {
  office.at("2021-02-09T10:00:01");
  office.sure(the_system(), "first", [](auto c) { c.initCloseConsultation(); });
  office.sure(the_system(), reference, [](auto c) {
    auto event = c.initEndConsultation();
    event.setConsultation("first");
    event.setReason("It closed.");
  });
  ASSERT_ACCEPTED(flag("structure"));
  EXPECT_EQ(exposed_since(), Instant{});
}

// Mapping

struct Mapping : ::testing::Test {
  ReadyOffice office;
  std::string reference = office.drafted_case();

  struct Line {
    const char* unit;
    const char* ksb;
    Coverage coverage = Coverage::FULL;
    const char* reason = "";
    const char* standard = "ST0116";
  };
  struct Part {
    const char* code;
    const char* group = "";
  };
  struct Group {
    const char* name;
    std::uint16_t at_least;
    std::uint16_t at_most;
  };

  Answer map(const std::vector<Part>& units, const std::vector<Line>& lines,
             const std::vector<Group>& groups = {}, const char* document = "structure") {
    return office.ask(applicant(), reference, [&](auto c) {
      auto event = c.initProvideMapping();
      event.setDocument(document);
      auto unit_list = event.initUnits(static_cast<unsigned>(units.size()));  // its iterators refer to it
      auto unit = unit_list.begin();
      for (const Part& each : units) {
        (*unit).setCode(each.code);
        (*unit).setGroup(each.group);
        ++unit;
      }
      auto group_list = event.initGroups(static_cast<unsigned>(groups.size()));  // its iterators refer to it
      auto group = group_list.begin();
      for (const Group& each : groups) {
        (*group).setName(each.name);
        (*group).setAtLeast(each.at_least);
        (*group).setAtMost(each.at_most);
        ++group;
      }
      auto line_list = event.initCoverage(static_cast<unsigned>(lines.size()));  // its iterators refer to it
      auto line = line_list.begin();
      for (const Line& each : lines) {
        (*line).setUnit(each.unit);
        (*line).setKsb(each.ksb);
        (*line).setStandard(each.standard);
        (*line).setCoverage(each.coverage);
        (*line).setReason(each.reason);
        ++line;
      }
    });
  }
  std::vector<std::string> findings() {
    std::vector<std::string> out;
    for (const auto finding : office.last().getBody().getMappingProvided().getFindings())
      out.push_back(string(finding));
    return out;
  }
};

TEST_F(Mapping, FullCoverageGivesNoFinding) {
  ASSERT_ACCEPTED(map({{"U1"}}, {{"U1", "K1"}, {"U1", "S1"}, {"U1", "B1"}}));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Mapping, DocumentIsHeld) {
  EXPECT_REFUSED(map({{"U1"}}, {}, {}, "nothing"), document_unknown);
  EXPECT_REFUSED(map({{"U1"}}, {}, {}, ""), missing_value);
}

TEST_F(Mapping, StructureIsSound) {
  EXPECT_REFUSED(map({{"U1"}, {"U1"}}, {}), bad_value);
  EXPECT_REFUSED(map({{""}}, {}), missing_value);
  EXPECT_REFUSED(map({{"U1", "G"}}, {}, {{"G", 2, 1}}), bad_value);
  EXPECT_REFUSED(map({{"U1", "G"}}, {}, {{"G", 0, 1}, {"G", 0, 1}}), bad_value);
}

TEST_F(Mapping, PartialWithoutAReasonIsAFindingAndLeadsNowhere) {
  ASSERT_ACCEPTED(map({{"U1"}}, {{"U1", "K1", Coverage::PARTIAL}, {"U1", "S1"}, {"U1", "B1"}}));
  EXPECT_THAT(findings(), ElementsAre("ST0116 K1 by unit U1: covered in part without a reason.",
                                      "A learner who takes U1 is led to no occupation in full."));
}

TEST_F(Mapping, PartialWithAReasonIsNone) {
  ASSERT_ACCEPTED(
      map({{"U1"}}, {{"U1", "K1", Coverage::PARTIAL, "Safer at work."}, {"U1", "S1"}, {"U1", "B1"}}));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Mapping, EachDoubtfulLineIsAFinding) {
  ASSERT_ACCEPTED(map({{"U1"}}, {{"U1", "K1"},
                                 {"U1", "S1"},
                                 {"U1", "B1"},
                                 {"U2", "K1"},
                                 {"U1", "K9"},
                                 {"U1", "knowledge"},
                                 {"U1", "K1"},
                                 {"U1", "K1", Coverage::FULL, "", "ST0125"}}));
  EXPECT_THAT(findings(), ElementsAre("ST0116 K1 by unit U2: the qualification has no such unit.",
                                      "ST0116 K9 by unit U1: the standard has no K9.",
                                      "ST0116 knowledge by unit U1: a KSB is K, S or B and a number.",
                                      "ST0116 K1 by unit U1: mapped twice.",
                                      "ST0125 K1 by unit U1: the application does not name ST0125."));
}

TEST_F(Mapping, UnmappedKsbIsAFinding) {
  ASSERT_ACCEPTED(map({{"U1"}}, {{"U1", "K1"}, {"U1", "S1", Coverage::NONE}}));
  EXPECT_THAT(findings(),
              ElementsAre("ST0116 S1 by unit U1: not covered.", "ST0116 B1: no unit is mapped to it.",
                          "A learner who takes U1 is led to no occupation in full."));
}

// Edge case 8.
TEST_F(Mapping, OptionalPathThatLeadsToNoOccupationIsAFinding) {
  ASSERT_ACCEPTED(
      map({{"U1"}, {"U2", "G"}, {"U3", "G"}}, {{"U1", "K1"}, {"U1", "S1"}, {"U2", "B1"}}, {{"G", 1, 1}}));
  EXPECT_THAT(findings(), ElementsAre("A learner who takes U1, U3 is led to no occupation in full."));
}

TEST_F(Mapping, EveryPathMayLeadToAnOccupationOfItsOwn) {
  office.sure(applicant(), reference,
              [](auto c) { c.initNameOccupation().initOccupation().setStandard("ST0125"); });
  ASSERT_ACCEPTED(map({{"U1"}, {"U2", "G"}, {"U3", "G"}},
                      {{"U1", "K1"},
                       {"U1", "S1"},
                       {"U2", "B1"},
                       {"U1", "K1", Coverage::FULL, "", "ST0125"},
                       {"U1", "S1", Coverage::FULL, "", "ST0125"},
                       {"U3", "B1", Coverage::FULL, "", "ST0125"}},
                      {{"G", 1, 1}}));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Mapping, UnknownKsbsOfAnOccupationLeaveThePathsUnjudged) {
  office.sure(official(), "ST0116", [](auto c) {
    auto event = c.initPublishStandardVersion();
    event.setTitle("Software developer");
    event.setVersion("2.0");
    event.setLevel(4);
    event.setRoute("digital");
    event.setPublished(true);
    event.initFrom().setLocal("2020-09-01");
  });
  ASSERT_ACCEPTED(map({{"U1"}}, {{"U1", "K7"}}));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(Mapping, FindingsAreCountedBeyondAHundred) {
  ASSERT_ACCEPTED(map({{"U1"}}, std::vector<Line>(120, {"U9", "K1"})));
  ASSERT_EQ(findings().size(), 101U);
  EXPECT_EQ(findings().back(), "And 24 more.");
}

}  // namespace
}  // namespace htq::tests

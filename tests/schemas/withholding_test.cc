#include "schemas/withholding.h"

#include <capnp/message.h>
#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <set>
#include <string>

#include "schemas/text.h"

namespace htq {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

class WithholdingTest : public testing::Test {
 protected:
  std::map<std::string, int> disclose(const Exemptions& exemptions) {
    std::vector<Withheld> withheld;
    disclosed_ = std::make_unique<capnp::MallocMessageBuilder>();
    Withholding().disclose(record_.asReader(), disclosed_->initRoot<Record>(), exemptions, withheld);
    std::map<std::string, int> by_field;
    for (const Withheld& each : withheld) EXPECT_TRUE(by_field.emplace(each.field, each.exemption).second);
    return by_field;
  }
  Record::Reader disclosed() { return disclosed_->getRoot<Record>().asReader(); }

  std::unique_ptr<capnp::MallocMessageBuilder> message_ = std::make_unique<capnp::MallocMessageBuilder>();
  Record::Builder record_ = message_->initRoot<Record>();
  std::unique_ptr<capnp::MallocMessageBuilder> disclosed_;
};

TEST_F(WithholdingTest, WhatNoExemptionCoversIsDisclosedAndWhatIsOfTheLogIsNot) {
  record_.setPosition(7);
  record_.setCommandId("command-1");
  record_.setSalt(as_data("salt"));
  record_.initActor().setSubject("olga");
  record_.initBody().initCaseHeld().setReason("Legal advice.");
  EXPECT_THAT(disclose({}), UnorderedElementsAre());
  EXPECT_EQ(disclosed().getPosition(), 7U);
  EXPECT_EQ(view(disclosed().getActor().getSubject()), "olga");
  EXPECT_EQ(view(disclosed().getBody().getCaseHeld().getReason()), "Legal advice.");
  EXPECT_FALSE(disclosed().hasSalt());
  EXPECT_FALSE(disclosed().hasCommandId());
}

TEST_F(WithholdingTest, NamesTheExemptionOfEachFieldThatItLeavesOut) {
  record_.initActor().setSubject("olga");
  record_.getActor().setOrganisation("example-college");
  record_.initBody().initCaseHeld().setReason("Legal advice.");
  record_.getBody().getCaseHeld().setGround(HoldGround::OTHER);
  EXPECT_THAT(disclose({.persons = 40}), UnorderedElementsAre(Pair("actor.subject", 40)));
  EXPECT_EQ(view(disclosed().getActor().getOrganisation()), "example-college");
  EXPECT_THAT(disclose({.persons = 40, .internal = 36}),
              UnorderedElementsAre(Pair("actor.subject", 40), Pair("body.caseHeld.reason", 36)));
  EXPECT_EQ(disclosed().getBody().getCaseHeld().getGround(), HoldGround::OTHER);
  EXPECT_FALSE(disclosed().getBody().getCaseHeld().hasReason());
}

TEST_F(WithholdingTest, WhoIsNamedInAFieldIsAPersonToo) {
  record_.initBody().initCaseAssigned().setOfficial("oscar");
  EXPECT_THAT(disclose({.persons = 40}), UnorderedElementsAre(Pair("body.caseAssigned.official", 40)));
  EXPECT_FALSE(disclosed().getBody().getCaseAssigned().hasOfficial());
  auto taken = record_.getBody().initDecisionTaken();
  taken.setBody("institute-board");
  taken.setExercisedBy("dora");
  EXPECT_THAT(disclose({.persons = 40}), UnorderedElementsAre(Pair("body.decisionTaken.exercisedBy", 40)));
  EXPECT_EQ(view(disclosed().getBody().getDecisionTaken().getBody()), "institute-board");
  EXPECT_FALSE(disclosed().getBody().getDecisionTaken().hasExercisedBy());
  auto present = record_.getBody().initMeetingHeld().initPresent(2);
  present.set(0, "dora");
  present.set(1, "max");
  EXPECT_THAT(disclose({.persons = 40}), UnorderedElementsAre(Pair("body.meetingHeld.present", 40)));
  EXPECT_FALSE(disclosed().getBody().getMeetingHeld().hasPresent());
  EXPECT_THAT(disclose({}), UnorderedElementsAre());
  EXPECT_EQ(disclosed().getBody().getMeetingHeld().getPresent().size(), 2U);
}

/// Texts and lists of texts that name nobody: what the office, its process or the law calls something, or
/// what somebody wrote, which whoever gives the copy out reads first.
const std::set<std::string, std::less<>> kNameNobody{
    "address", "alias", "authority", "awardingBody", "body", "cases", "code", "commandId", "consultation",
    "criteriaVersion", "cycle", "destination", "document", "dropped", "finding", "findings", "firstCycle",
    "firstTeach", "ground", "group", "hold", "id", "interest", "into", "kind", "ksb", "ksbs", "letters",
    "local", "matter", "mediaType", "meeting", "name", "note", "number", "occupations", "option", "organisation",
    "organisationName", "priorContact", "privacyNotice", "productCode", "proposal", "questions", "reason",
    "request", "response", "route", "routes", "size", "source", "stream", "successor", "summary", "text",
    "title", "traceparent", "ukprn", "unit", "version", "warnings", "window"};

/// A field whose name is not known yet is looked at by whoever adds it.
TEST(Withholding, EveryTextOfARecordNamesNobodyOrSaysThatItNamesAPerson) {
  const Plan plan(capnp::Schema::from<Record>());
  std::size_t naming = 0;
  for (const StructPlan* holder : plan.all()) {
    if (holder->sealed) continue;
    for (const FieldPlan& field : holder->fields) {
      const TypePlan& type = field.type.element ? *field.type.element : field.type;
      naming += field.names_person ? 1 : 0;
      if (type.kind != JsonKind::text || type.is_day || type.is_disposable || field.names_person) continue;
      const bool is_a_reference = !type.reference.empty() && type.reference != "slug";
      EXPECT_TRUE(is_a_reference || kNameNobody.contains(field.name))
          << holder->name << "." << field.name << ": does it name a person? Then it says $Policy.namesPerson";
    }
  }
  EXPECT_GE(naming, 25U);
}

TEST_F(WithholdingTest, OfAnEventThatIsCoveredTheTypeAloneIsTold) {
  record_.initBody().initCriterionAssessed().setReasons("Far from it.");
  EXPECT_THAT(disclose({.internal = 36}), UnorderedElementsAre(Pair("body.criterionAssessed", 36)));
  ASSERT_TRUE(disclosed().getBody().isCriterionAssessed());
  EXPECT_FALSE(disclosed().getBody().getCriterionAssessed().hasReasons());
}

TEST_F(WithholdingTest, LeavesOutADocumentThatWasFlagged) {
  auto document = record_.initBody().initDocumentAttached().initDocument();
  document.setId("letter");
  document.setName("letter.pdf");
  const DocumentNames flagged{"letter"};
  EXPECT_THAT(disclose({.flagged = 43, .documents = &flagged}),
              UnorderedElementsAre(Pair("body.documentAttached.document", 43)));
  EXPECT_FALSE(disclosed().getBody().getDocumentAttached().hasDocument());
  EXPECT_THAT(disclose({.documents = &flagged}), UnorderedElementsAre());
  EXPECT_EQ(view(disclosed().getBody().getDocumentAttached().getDocument().getName()), "letter.pdf");
}

TEST_F(WithholdingTest, ASealedTextIsCarriedUnlessItIsCovered) {
  auto name = record_.initBody().initRepresentativeNamed().initName();
  name.setPerson("rep-1");
  name.setKey(as_data("key"));
  name.setBox(as_data("box"));
  EXPECT_THAT(disclose({}), UnorderedElementsAre());
  EXPECT_EQ(string(disclosed().getBody().getRepresentativeNamed().getName().getBox()), "box");
  EXPECT_THAT(disclose({.persons = 40}), UnorderedElementsAre(Pair("body.representativeNamed.name", 40)));
  EXPECT_FALSE(disclosed().getBody().getRepresentativeNamed().hasName());
}

}  // namespace
}  // namespace htq

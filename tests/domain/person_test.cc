#include "domain/evolve.h"
#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

struct Persons : ::testing::Test {
  ReadyOffice office;
  const Actor records_officer = acting("rachel", {Role::RECORDS_OFFICER});

  Answer tell_of(const std::string& person, const std::string& organisation) {
    return office.ask(official(), organisation, [&](auto c) {
      auto event = c.initRegisterOrganisation();
      event.setName("A college");
      event.setKind(OrganisationKind::HIGHER_EDUCATION_PROVIDER);
      event.initContact().setPerson(text(person));
      event.getContact().setBox(as_data("Ada"));
    });
  }
  Answer erase(const std::string& person, const char* reason = "Asked for it.") {
    return office.ask(records_officer, person, [&](auto c) { c.initErasePerson().setReason(reason); });
  }
  Answer hold(const std::string& person, const char* matter = "Claim 12") {
    return office.ask(records_officer, person, [&](auto c) { c.initPlaceLegalHold().setMatter(matter); });
  }
  Answer release(const std::string& person, const char* reason = "Settled.") {
    return office.ask(records_officer, person, [&](auto c) { c.initLiftLegalHold().setReason(reason); });
  }
};

TEST_F(Persons, AreErasedByARecordsOfficerWhoSaysWhy) {
  ASSERT_ACCEPTED(tell_of("ada", "college-a"));
  EXPECT_REFUSED(erase("ada", ""), missing_value);
  EXPECT_REFUSED(office.ask(official(), "ada", [](auto c) { c.initErasePerson().setReason("I wish it."); }),
                 not_your_role);
  ASSERT_ACCEPTED(erase("ada"));
  EXPECT_REFUSED(erase("ada"), not_at_this_stage);
}

TEST_F(Persons, OfWhomNothingIsToldAreNotErased) {
  EXPECT_REFUSED(erase("nobody"), no_such_stream);
  EXPECT_REFUSED(hold("nobody"), no_such_stream);
}

TEST_F(Persons, AreToldOfAnewAfterAnErasureAndErasedAgain) {
  ASSERT_ACCEPTED(tell_of("ada", "college-a"));
  ASSERT_ACCEPTED(erase("ada"));
  ASSERT_ACCEPTED(tell_of("ada", "college-b"));
  ASSERT_ACCEPTED(erase("ada"));
}

TEST(PersonState, IsTheSameInWhateverOrderStreamsAreFolded) {
  capnp::MallocMessageBuilder before, erasure, after;
  for (const auto& [message, position] : {std::pair{&before, 1}, {&after, 3}}) {
    auto record = message->initRoot<Record>();
    record.setPosition(static_cast<std::uint64_t>(position));
    auto contact = record.initBody().initOrganisationRegistered().initContact();
    contact.setPerson("ada");
    contact.setBox(as_data("Ada"));
  }
  auto record = erasure.initRoot<Record>();
  record.setPosition(2);
  record.setStream("ada");
  record.initBody().initPersonErased();
  Office as_recorded, by_stream;
  for (auto* each : {&before, &erasure, &after}) evolve(as_recorded, each->getRoot<Record>().asReader());
  for (auto* each : {&after, &before, &erasure}) evolve(by_stream, each->getRoot<Record>().asReader());
  EXPECT_EQ(as_recorded.persons, by_stream.persons);
  EXPECT_EQ(by_stream.standing(StreamKind::PERSON, "ada"), Standing::present);
}

TEST_F(Persons, OnLegalHoldAreNotErasedUntilItIsLifted) {
  ASSERT_ACCEPTED(tell_of("ada", "college-a"));
  EXPECT_REFUSED(release("ada"), not_on_legal_hold);
  EXPECT_REFUSED(hold("ada", ""), missing_value);
  ASSERT_ACCEPTED(hold("ada"));
  EXPECT_REFUSED(hold("ada"), on_legal_hold);
  EXPECT_REFUSED(erase("ada"), on_legal_hold);
  EXPECT_REFUSED(release("ada", ""), missing_value);
  ASSERT_ACCEPTED(release("ada"));
  ASSERT_ACCEPTED(erase("ada"));
}

}  // namespace
}  // namespace htq::tests

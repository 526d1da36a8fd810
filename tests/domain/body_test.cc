#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

/// The Institute's powers passed at 02:00 on 1 June 2025.
constexpr const char* kPassed = "2025-06-01T02:00";

struct Bodies : ::testing::Test {
  ReadyOffice office;

  Bodies() { office.at("2025-03-01T09:00"); }

  Answer establish(const std::function<void(event::BodyEstablished::Builder)>& differs = [](auto) {}) {
    return office.ask(official(), "skills-england", [&](auto c) {
      auto event = c.initEstablishBody();
      event.setKind(BodyKind::SECRETARY_OF_STATE);
      event.setName("Secretary of State");
      event.initFrom().setLocal("2025-06-01");
      differs(event);
    });
  }
  Answer abolish(const std::string& body, const std::string& from, const std::string& successor,
                 const std::string& ground = "2025 c. 14") {
    return office.ask(official(), body, [&](auto c) {
      auto event = c.initAbolishBody();
      event.initFrom().setLocal(text(from));
      event.setSuccessor(text(successor));
      event.setGround(text(ground));
    });
  }
  Answer delegate(
      const std::string& id, const std::string& from = "2025-04-01",
      const std::function<void(event::PowerDelegated::Builder)>& differs = [](auto) {}) {
    return office.ask(official(), "chief-executive", [&](auto c) {
      auto event = c.initDelegatePower();
      event.setDelegation(text(id));
      event.setPower(Power::DECIDE);
      event.setTo("deputy");
      event.initFrom().setLocal(text(from));
      differs(event);
    });
  }
  Answer end(const std::string& id, const std::string& from, const char* reason = "She has left.") {
    return office.ask(official(), "chief-executive", [&](auto c) {
      auto event = c.initEndDelegation();
      event.setDelegation(text(id));
      event.initFrom().setLocal(text(from));
      event.setReason(reason);
    });
  }
  Answer appoint(const std::string& person, const std::string& from, const std::string& until = {},
                 AppointmentKind kind = AppointmentKind::COMMITTEE_MEMBER) {
    return office.ask(official(), "afc", [&](auto c) {
      auto event = c.initMakeAppointment();
      event.setKind(kind);
      event.setPerson(text(person));
      event.initFrom().setLocal(text(from));
      event.initUntil().setLocal(text(until));
    });
  }
  Answer dismiss(const std::string& person, const std::string& from, const char* reason = "Term over.") {
    return office.ask(official(), "afc", [&](auto c) {
      auto event = c.initEndAppointment();
      event.setPerson(text(person));
      event.initFrom().setLocal(text(from));
      event.setReason(reason);
    });
  }
  const BodyState& body(const std::string& id) { return office.office().bodies.at(id); }
};

TEST_F(Bodies, AreEstablishedWithAKindAndAName) {
  EXPECT_REFUSED(establish([](auto e) { e.setKind(BodyKind::NONE); }), missing_value);
  EXPECT_REFUSED(establish([](auto e) { e.setName(""); }), missing_value);
  EXPECT_REFUSED(establish([](auto e) { e.setRoute("digital"); }), bad_value);
  EXPECT_REFUSED(establish([](auto e) {
                   e.setKind(BodyKind::ROUTE_PANEL);
                   e.setRoute("alchemy");
                 }),
                 unknown_reference);
  ASSERT_ACCEPTED(establish());
  EXPECT_FALSE(body("skills-england").exists_at(london("2025-05-31T23:59")));
  EXPECT_TRUE(body("skills-england").exists_at(london("2025-06-01")));
}

TEST_F(Bodies, ExistFromTheReceiptIfNoDayIsGiven) {
  ASSERT_ACCEPTED(establish([](auto e) { e.initFrom(); }));
  EXPECT_EQ(body("skills-england").from, london("2025-03-01T09:00"));
}

TEST_F(Bodies, PassTheirPowersAtAnInstantToOneThatExistsThen) {
  ASSERT_ACCEPTED(establish());
  EXPECT_REFUSED(abolish("chief-executive", "", "skills-england"), missing_value);
  EXPECT_REFUSED(abolish("chief-executive", kPassed, "skills-england", ""), missing_value);
  EXPECT_REFUSED(abolish("chief-executive", kPassed, "nobody"), unknown_reference);
  EXPECT_REFUSED(abolish("chief-executive", kPassed, "chief-executive"), bad_value);
  EXPECT_REFUSED(abolish("chief-executive", "2025-05-31", "skills-england"), body_abolished);
  EXPECT_REFUSED(abolish("chief-executive", "2017-03-31", "skills-england"), bad_value);
  ASSERT_ACCEPTED(abolish("chief-executive", kPassed, "skills-england"));
  EXPECT_TRUE(body("chief-executive").exists_at(london("2025-06-01T01:59:59")));
  EXPECT_FALSE(body("chief-executive").exists_at(london(kPassed)));
  EXPECT_REFUSED(abolish("chief-executive", kPassed, "skills-england"), not_at_this_stage);
}

TEST_F(Bodies, DelegationIsOfAPowerToSomeoneElseUnderAnIdOfItsOwn) {
  EXPECT_REFUSED(delegate(""), missing_value);
  EXPECT_REFUSED(delegate("d1", "2025-04-01", [](auto e) { e.setPower(Power::NONE); }), missing_value);
  EXPECT_REFUSED(delegate("d1", "2025-04-01", [](auto e) { e.setTo(""); }), missing_value);
  EXPECT_REFUSED(delegate("d1", "2025-04-01", [](auto e) { e.setTo("chief-executive"); }), bad_value);
  EXPECT_REFUSED(delegate("d1", "2025-04-01", [](auto e) { e.setCycle("cycle-7"); }), unknown_reference);
  EXPECT_REFUSED(delegate("d1", "2025-04-01", [](auto e) { e.initUntil().setLocal("2025-03-31"); }),
                 bad_value);
  EXPECT_REFUSED(delegate("d1", "2017-03-31"), bad_value);
  ASSERT_ACCEPTED(delegate("d1", "2025-04-01", [](auto e) { e.initUntil().setLocal("2025-04-30"); }));
  const DelegationState& delegation = body("chief-executive").delegations.at("d1");
  EXPECT_FALSE(delegation.in_force_at(london("2025-03-31T23:59:59")));
  EXPECT_TRUE(delegation.in_force_at(london("2025-04-30T23:59:59")));
  EXPECT_FALSE(delegation.in_force_at(london("2025-05-01")));
  EXPECT_REFUSED(delegate("d1", "2025-05-01"), already_exists);
  EXPECT_REFUSED(office.ask(official(), "afc",
                            [](auto c) {
                              auto event = c.initDelegatePower();
                              event.setDelegation("d1");
                              event.setPower(Power::ASSURE);
                              event.setTo("chair");
                            }),
                 already_exists);
}

TEST_F(Bodies, ActUntilTheInstantAtWhichTheyEnd) {
  ASSERT_ACCEPTED(abolish("chief-executive", kPassed, ""));
  ASSERT_ACCEPTED(abolish("afc", kPassed, ""));
  EXPECT_ACCEPTED(delegate("d1", "2025-06-01T01:59"));
  EXPECT_REFUSED(delegate("d2", kPassed), abolished);
  EXPECT_ACCEPTED(appoint("mo", "2025-05-31"));
  EXPECT_REFUSED(appoint("mia", kPassed), abolished);
}

TEST_F(Bodies, DelegationEndsWhileItIsInForceWithAReason) {
  ASSERT_ACCEPTED(delegate("d1"));
  EXPECT_REFUSED(end("", "2025-04-15"), missing_value);
  EXPECT_REFUSED(end("d1", "2025-04-15", ""), missing_value);
  EXPECT_REFUSED(end("d2", "2025-04-15"), delegation_unknown);
  EXPECT_REFUSED(end("d1", "2025-03-31"), delegation_unknown);
  ASSERT_ACCEPTED(end("d1", "2025-04-15T12:00"));
  const DelegationState& delegation = body("chief-executive").delegations.at("d1");
  EXPECT_TRUE(delegation.in_force_at(london("2025-04-15T12:00") - Duration{1}));
  EXPECT_FALSE(delegation.in_force_at(london("2025-04-15T12:00")));
  EXPECT_REFUSED(end("d1", "2025-04-16"), delegation_unknown);
}

TEST_F(Bodies, PersonIsAppointedOnceAtATime) {
  EXPECT_REFUSED(appoint("mo", "2025-04-01", "", AppointmentKind::NONE), missing_value);
  EXPECT_REFUSED(appoint("", "2025-04-01"), missing_value);
  EXPECT_REFUSED(appoint("mo", "2025-04-01", "2025-03-31"), bad_value);
  EXPECT_REFUSED(appoint("mo", "2017-03-31"), bad_value);
  ASSERT_ACCEPTED(appoint("mo", "2025-04-01", "2025-12-31"));
  EXPECT_REFUSED(appoint("mo", "2025-12-31"), already_exists);
  EXPECT_ACCEPTED(appoint("mo", "2026-01-01"));
}

TEST_F(Bodies, AppointmentEndsWhileItIsInForceWithAReason) {
  ASSERT_ACCEPTED(appoint("mo", "2025-04-01"));
  EXPECT_REFUSED(dismiss("", "2025-05-01"), missing_value);
  EXPECT_REFUSED(dismiss("mo", "2025-05-01", ""), missing_value);
  EXPECT_REFUSED(dismiss("mia", "2025-05-01"), appointment_unknown);
  EXPECT_REFUSED(dismiss("mo", "2025-03-31"), appointment_unknown);
  ASSERT_ACCEPTED(dismiss("mo", "2025-05-01"));
  EXPECT_REFUSED(dismiss("mo", "2025-05-02"), appointment_unknown);
  EXPECT_FALSE(body("afc").appointments.at("mo").in_force_at(london("2025-05-01")));
}

}  // namespace
}  // namespace htq::tests

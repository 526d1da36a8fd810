#include "domain/case_reference.h"
#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

const Actor kSecretary = acting("sam", {Role::SECRETARY});

/// The digital panel has Mo from 2020 and Mia until the end of January 2021.
struct Meetings : ::testing::Test {
  ReadyOffice office;
  const std::string reference = "HTQ-7K3M-92QX-5CJD";

  Meetings() {
    appoint("panel-digital", "mo", "2020-01-01", "");
    appoint("panel-digital", "mia", "2020-01-01", "2021-01-31");
  }
  void appoint(const std::string& body, const std::string& person, const std::string& from,
               const std::string& until) {
    office.sure(official(), body, [&](auto c) {
      auto event = c.initMakeAppointment();
      event.setKind(AppointmentKind::PANEL_MEMBER);
      event.setPerson(text(person));
      event.initFrom().setLocal(text(from));
      event.initUntil().setLocal(text(until));
    });
  }
  Answer call(const std::function<void(event::MeetingCalled::Builder)>& differs = [](auto) {}) {
    return office.ask(kSecretary, "m1", [&](auto c) {
      auto event = c.initCallMeeting();
      event.setKind(MeetingKind::PANEL);
      event.setBody("panel-digital");
      event.initAt().setLocal("2021-02-10T10:00");
      event.initCases(1).set(0, text(reference));
      event.setQuorum(1);
      differs(event);
    });
  }
  Answer papers(const std::vector<std::string>& hashes) {
    return office.ask(kSecretary, "m1", [&](auto c) {
      auto list = c.initIssuePapers().initPapers(static_cast<unsigned>(hashes.size()));
      for (unsigned i = 0; i < hashes.size(); ++i) list.set(i, as_data(hashes[i]));
    });
  }
  Answer interest(const std::string& member, const std::string& named,
                  const std::string& words = "Governor.") {
    return office.ask(kSecretary, "m1", [&](auto c) {
      auto event = c.initDeclareInterest();
      event.setMember(text(member));
      event.setCase(text(named));
      event.setInterest(text(words));
    });
  }
  Answer recuse(const std::string& member, const std::string& named,
                const std::string& reason = "Governor.") {
    return office.ask(kSecretary, "m1", [&](auto c) {
      auto event = c.initRecuseMember();
      event.setMember(text(member));
      event.setCase(text(named));
      event.setReason(text(reason));
    });
  }
  Answer hold(const std::vector<std::string>& present) {
    return office.ask(kSecretary, "m1", [&](auto c) {
      auto list = c.initHoldMeeting().initPresent(static_cast<unsigned>(present.size()));
      for (unsigned i = 0; i < present.size(); ++i) list.set(i, text(present[i]));
    });
  }
};

TEST_F(Meetings, AreOfABodyThatExistsOnTheDay) {
  EXPECT_REFUSED(call([](auto e) { e.setBody(""); }), missing_value);
  EXPECT_REFUSED(call([](auto e) { e.setBody("senate"); }), unknown_reference);
  EXPECT_REFUSED(call([](auto e) { e.initAt(); }), missing_value);
  EXPECT_REFUSED(call([](auto e) { e.getAt().setLocal("2016-01-01"); }), body_abolished);
}

TEST_F(Meetings, OfABodyEndingLaterTakePlaceUntilThen) {
  office.sure(official(), "panel-digital", [](auto c) {
    auto event = c.initAbolishBody();
    event.initFrom().setLocal("2025-06-01T02:00");
    event.setGround("2025 c. 14");
  });
  EXPECT_REFUSED(call([](auto e) { e.getAt().setLocal("2025-06-01T02:00"); }), body_abolished);
  EXPECT_ACCEPTED(call([](auto e) { e.getAt().setLocal("2025-06-01T01:59:59"); }));
}

TEST_F(Meetings, AreOfTheKindInWhichTheBodyMeets) {
  EXPECT_REFUSED(call([](auto e) { e.setKind(MeetingKind::NONE); }), missing_value);
  EXPECT_REFUSED(call([](auto e) { e.setKind(MeetingKind::BOARD); }), wrong_body);
  EXPECT_REFUSED(call([](auto e) { e.setKind(MeetingKind::COMMITTEE); }), wrong_body);
  EXPECT_REFUSED(call([](auto e) { e.setKind(MeetingKind::REVIEW_PANEL); }), wrong_body);
  EXPECT_REFUSED(call([](auto e) { e.setBody("afc"); }), wrong_body);
  EXPECT_ACCEPTED(call([](auto e) {
    e.setKind(MeetingKind::COMMITTEE);
    e.setBody("afc");
  }));
}

TEST_F(Meetings, HaveAnAgendaAndAQuorum) {
  EXPECT_REFUSED(call([](auto e) { e.initCases(0); }), missing_value);
  EXPECT_REFUSED(call([](auto e) { e.getCases().set(0, "case 1"); }), bad_value);
  EXPECT_REFUSED(call([](auto e) { e.setQuorum(0); }), missing_value);
  EXPECT_REFUSED(call([](auto e) { e.setRoute("alchemy"); }), unknown_reference);
  ASSERT_ACCEPTED(call([](auto e) { e.getCases().set(0, "htq 7k3m 92qx 5cjd"); }));
  EXPECT_TRUE(office.office().meetings.at("m1").cases.contains(reference));
}

TEST_F(Meetings, PapersAreKnownByTheirHashes) {
  ASSERT_ACCEPTED(call());
  EXPECT_REFUSED(papers({}), missing_value);
  EXPECT_REFUSED(papers({""}), missing_value);
  EXPECT_REFUSED(papers({std::string(20, 'x')}), bad_value);
  EXPECT_ACCEPTED(papers({std::string(32, 'x'), std::string(32, 'y')}));
}

TEST_F(Meetings, InterestIsOfAMemberInACaseOfTheAgenda) {
  ASSERT_ACCEPTED(call());
  EXPECT_REFUSED(interest("", reference), missing_value);
  EXPECT_REFUSED(interest("max", reference), member_unknown);
  EXPECT_REFUSED(interest("mo", "HTQ-1"), bad_value);
  const std::string other = derive_case_reference("ann", "1").text;
  EXPECT_REFUSED(interest("mo", other), not_on_the_agenda);
  EXPECT_REFUSED(interest("mo", reference, ""), missing_value);
  EXPECT_ACCEPTED(interest("mo", reference));
}

TEST_F(Meetings, MemberIsRecusedOnceFromACaseWithAReason) {
  ASSERT_ACCEPTED(call());
  EXPECT_REFUSED(recuse("max", reference), member_unknown);
  EXPECT_REFUSED(recuse("mo", derive_case_reference("ann", "1").text), not_on_the_agenda);
  EXPECT_REFUSED(recuse("mo", reference, ""), missing_value);
  ASSERT_ACCEPTED(recuse("mo", reference));
  EXPECT_REFUSED(recuse("mo", reference), nothing_to_change);
  office.at("2021-02-10T12:00");
  ASSERT_ACCEPTED(hold({"mo"}));
  EXPECT_EQ(office.office().meetings.at("m1").present_for(reference), 0U);
}

TEST_F(Meetings, PresentAreMembersOnTheDay) {
  ASSERT_ACCEPTED(call());
  office.at("2021-02-10T12:00");
  EXPECT_REFUSED(hold({}), missing_value);
  EXPECT_REFUSED(hold({""}), missing_value);
  EXPECT_REFUSED(hold({"mo", "max"}), member_unknown);
  EXPECT_REFUSED(hold({"mo", "mia"}), member_unknown);  // her appointment ended in January
  EXPECT_REFUSED(hold({"mo", "mo"}), bad_value);
  ASSERT_ACCEPTED(hold({"mo"}));
  EXPECT_EQ(office.office().meetings.at("m1").present_for(reference), 1U);
}

TEST_F(Meetings, BodyWithoutAppointmentsIsNotAskedForThem) {
  ASSERT_ACCEPTED(call([](auto e) {
    e.setKind(MeetingKind::BOARD);
    e.setBody("institute-board");
  }));
  office.at("2021-02-10T12:00");
  EXPECT_ACCEPTED(hold({"anyone"}));
}

TEST_F(Meetings, AreNotHeldBeforeTheirTime) {
  ASSERT_ACCEPTED(call());
  office.at(london("2021-02-10T10:00") - Duration{1});
  EXPECT_REFUSED(hold({"mo"}), occurred_in_the_future);
  office.at("2021-02-10T10:00");
  EXPECT_ACCEPTED(hold({"mo"}));
}

TEST_F(Meetings, AreAdjournedWithAReason) {
  ASSERT_ACCEPTED(call());
  const auto adjourn = [&](const char* reason) {
    return office.ask(kSecretary, "m1", [&](auto c) { c.initAdjournMeeting().setReason(reason); });
  };
  EXPECT_REFUSED(adjourn(""), missing_value);
  ASSERT_ACCEPTED(adjourn("No quorum."));
  EXPECT_REFUSED(hold({"mo"}), not_at_this_stage);
}

}  // namespace
}  // namespace htq::tests

#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

Actor respondent(std::string subject, std::string organisation = {}) {
  return acting(std::move(subject), {Role::RESPONDENT}, std::move(organisation));
}

/// A case of cycle 1 is submitted; the consultation runs from 4 January 2021, 9:00 to 1 February 2021, 9:00.
struct Consultations : ::testing::Test {
  ReadyOffice office;
  const std::string reference = office.submitted_case();
  const std::string elsewhere = "HTQ-7K3M-92QX-5CJD";

  Consultations() { office.at("2020-12-17T09:00"); }

  Answer plan(
      const std::string& id = "c1",
      const std::function<void(event::ConsultationPlanned::Builder)>& differs = [](auto) {}) {
    return office.ask(official(), id, [&](auto c) {
      auto event = c.initPlanConsultation();
      event.setCycle("cycle-1");
      event.initCases(1).set(0, text(reference));
      event.initOpens().setLocal("2021-01-04T09:00");
      event.initQuestions(1).set(0, "Does it match the occupation?");
      differs(event);
    });
  }
  Answer open() {
    return office.ask(the_system(), "c1", [](auto c) { c.initOpenConsultation(); });
  }
  Answer close() {
    return office.ask(the_system(), "c1", [](auto c) { c.initCloseConsultation(); });
  }
  void opened() {
    ASSERT_ACCEPTED(plan());
    office.at("2021-01-04T09:00");
    ASSERT_ACCEPTED(open());
  }
  Answer extend(const std::string& closes, const std::string& reason = "Snow.") {
    return office.ask(official(), "c1", [&](auto c) {
      auto event = c.initExtendConsultation();
      event.initCloses().setLocal(text(closes));
      event.setReason(text(reason));
    });
  }
  Answer respond(
      const Actor& actor, const std::string& response, const std::string& person,
      const std::function<void(event::ResponseReceived::Builder)>& differs = [](auto) {}) {
    return office.ask(actor, "c1", [&](auto c) {
      auto event = c.initRespondToConsultation();
      event.setResponse(text(response));
      event.initRespondent().setPerson(text(person));
      event.setKind(RespondentKind::LEARNER);
      event.initCases(1).set(0, text(reference));
      event.initAnswers(1).set(0, "It does.");
      event.setPrivacyNotice("1");
      differs(event);
    });
  }
  Answer replace(const Actor& actor, const std::string& response,
                 const std::string& answer = "It does not.") {
    return office.ask(actor, "c1", [&](auto c) {
      auto event = c.initReplaceResponse();
      event.setResponse(text(response));
      event.initAnswers(1).set(0, text(answer));
    });
  }
  Answer set_aside(const std::string& response, const std::string& reason = "Abusive.") {
    return office.ask(official(), "c1", [&](auto c) {
      auto event = c.initSetResponseAside();
      event.setResponse(text(response));
      event.setReason(text(reason));
    });
  }
  Answer take_down(const std::string& named) {
    return office.ask(official(), "c1", [&](auto c) { c.initTakeMaterialDown().setCase(text(named)); });
  }
  event::ResponseReceived::Reader last_response() { return office.last().getBody().getResponseReceived(); }
};

TEST_F(Consultations, ClosesTheEditionsWeeksLaterAtTheSameLocalHour) {
  ASSERT_ACCEPTED(plan("c1", [](auto event) { event.getOpens().setLocal("2021-03-15T09:00"); }));
  const auto closes = office.last().getBody().getConsultationPlanned().getCloses();
  EXPECT_EQ(view(closes.getLocal()), "2021-04-12T09:00");  // summer time began in between
  EXPECT_EQ(Instant{closes.getInstant()}, london("2021-04-12T09:00"));
}

TEST_F(Consultations, IsOfAnAnnouncedCycleThatHasOne) {
  EXPECT_REFUSED(plan("c1", [](auto e) { e.setCycle(""); }), missing_value);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.setCycle("cycle-7"); }), unknown_reference);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.setCycle("cycle-5"); }), bad_value);
  ASSERT_ACCEPTED(office.ask(the_system(), "cycle-1", [](auto c) { c.initCloseWindow().setWindow("1"); }));
  ASSERT_ACCEPTED(office.ask(official(), "cycle-1", [](auto c) { c.initCloseCycle().setReason("Over."); }));
  EXPECT_REFUSED(plan(), cycle_closed);
}

TEST_F(Consultations, IsOnCasesOfItsCycleThatAreInNoOther) {
  EXPECT_REFUSED(plan("c1", [](auto e) { e.initCases(0); }), missing_value);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.getCases().set(0, "HTQ"); }), bad_value);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.setCycle("cycle-2"); }), bad_value);
  ASSERT_ACCEPTED(plan());
  EXPECT_REFUSED(plan("c2"), bad_value);
}

TEST_F(Consultations, TimesAreInOrderAndAhead) {
  EXPECT_REFUSED(plan("c1", [](auto e) { e.initOpens(); }), missing_value);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.initCloses().setLocal("2021-01-04T09:00"); }), bad_value);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.getOpens().setLocal("2020-11-01"); }), time_in_the_past);
  EXPECT_REFUSED(plan("c1", [](auto e) { e.getQuestions().set(0, ""); }), missing_value);
}

TEST_F(Consultations, OpensWhenItsInstantIsReached) {
  ASSERT_ACCEPTED(plan());
  office.at(london("2021-01-04T09:00") - Duration{1});
  EXPECT_REFUSED(open(), not_due);
  office.at("2021-01-04T09:00");
  ASSERT_ACCEPTED(open());
  EXPECT_EQ(office.office().consultations.at("c1").opened_at, london("2021-01-04T09:00"));
}

TEST_F(Consultations, ClosesAfterItsLastInstant) {
  opened();
  office.at("2021-02-01T09:00");
  EXPECT_REFUSED(close(), not_due);
  office.at(london("2021-02-01T09:00") + Duration{1});
  EXPECT_ACCEPTED(close());
  EXPECT_REFUSED(extend("2021-03-01"), not_at_this_stage);
}

TEST_F(Consultations, IsExtendedToALaterInstantWithAReason) {
  opened();
  EXPECT_REFUSED(extend(""), missing_value);
  EXPECT_REFUSED(extend("2021-01-03"), time_in_the_past);
  EXPECT_REFUSED(extend("2021-02-01T09:00"), bad_value);
  EXPECT_REFUSED(extend("2021-02-05", ""), missing_value);
  ASSERT_ACCEPTED(extend("2021-02-05"));
  EXPECT_EQ(office.office().consultations.at("c1").closes, end_of_day({2021, 2, 5}));
}

TEST_F(Consultations, ResponseAtTheLastInstantIsInTimeAndLaterOnesAreMarked) {
  opened();
  office.at("2021-02-01T09:00");
  ASSERT_ACCEPTED(respond(respondent("rita"), "r1", "rita"));
  EXPECT_FALSE(last_response().getLate());
  office.at(london("2021-02-01T09:00") + Duration{1});
  ASSERT_ACCEPTED(respond(respondent("rob"), "r2", "rob"));
  EXPECT_TRUE(last_response().getLate());
  ASSERT_ACCEPTED(close());
  ASSERT_ACCEPTED(respond(official(), "r3", "raj"));
  EXPECT_TRUE(last_response().getLate());
}

TEST_F(Consultations, RespondentAnswersOnce) {
  opened();
  ASSERT_ACCEPTED(respond(respondent("rita"), "r1", "rita"));
  EXPECT_REFUSED(respond(respondent("rita"), "r2", "rita"), respondent_answered);
  EXPECT_REFUSED(respond(respondent("rob"), "r1", "rob"), already_exists);
}

TEST_F(Consultations, WhoAnswersInPersonNamesTheNoticeThatTheyWereShown) {
  opened();
  const auto with_notice = [](const char* version) {
    return [version](event::ResponseReceived::Builder event) { event.setPrivacyNotice(version); };
  };
  EXPECT_REFUSED(respond(respondent("rita"), "r1", "rita", with_notice("")), missing_value);
  EXPECT_REFUSED(respond(respondent("rita"), "r1", "rita", with_notice("2")), publication_missing);
  ASSERT_ACCEPTED(respond(respondent("rita"), "r1", "rita", with_notice("1")));
  // A letter came without one.
  ASSERT_ACCEPTED(respond(official(), "r2", "raj", with_notice("")));
}
TEST_F(Consultations, ResponseNamesWhoAnswersWhatOnWhichCases) {
  opened();
  const Actor rita = respondent("rita");
  EXPECT_REFUSED(respond(rita, "", "rita"), missing_value);
  EXPECT_REFUSED(respond(rita, "r1", ""), missing_value);
  EXPECT_REFUSED(respond(rita, "r1", "rita", [](auto e) { e.initCases(0); }), missing_value);
  EXPECT_REFUSED(respond(rita, "r1", "rita", [&](auto e) { e.getCases().set(0, text(elsewhere)); }),
                 consultation_case_unknown);
  EXPECT_REFUSED(respond(rita, "r1", "rita", [](auto e) { e.getAnswers().set(0, " "); }), missing_value);
  EXPECT_REFUSED(respond(rita, "r1", "rita", [](auto e) { e.setOrganisation("nobody"); }),
                 organisation_unknown);
}

TEST_F(Consultations, EmployerGivesSectorAndSize) {
  opened();
  const auto employer = [](auto e) { e.setKind(RespondentKind::EMPLOYER); };
  EXPECT_REFUSED(respond(respondent("rita"), "r1", "rita", employer), missing_value);
  EXPECT_ACCEPTED(respond(respondent("rita"), "r1", "rita", [](auto e) {
    e.setKind(RespondentKind::EMPLOYER);
    e.setSector("Software");
    e.setSize("250 and more");
  }));
}

TEST_F(Consultations, ResponseOfTheApplicantIsMarkedAsInterested) {
  opened();
  ASSERT_ACCEPTED(respond(respondent("rita"), "r1", "rita"));
  EXPECT_FALSE(last_response().getInterested());
  ASSERT_ACCEPTED(respond(respondent("rob", "example-college"), "r2", "rob"));
  EXPECT_TRUE(last_response().getInterested());
  ASSERT_ACCEPTED(respond(official(), "r3", "raj", [](auto e) { e.setOrganisation("example-college"); }));
  EXPECT_TRUE(last_response().getInterested());
  ASSERT_ACCEPTED(respond(official(), "r4", "ros", [](auto e) { e.setOrganisation("example-awarding"); }));
  EXPECT_FALSE(last_response().getInterested());
}

TEST_F(Consultations, ResponseIsReplacedByItsOwnRespondentWhileItIsOpen) {
  opened();
  ASSERT_ACCEPTED(respond(respondent("rita"), "r1", "rita"));
  ASSERT_ACCEPTED(respond(respondent("survey"), "r2", "person-2"));
  EXPECT_REFUSED(replace(respondent("rob"), "r1"), response_unknown);
  EXPECT_REFUSED(replace(respondent("rita"), "r7"), response_unknown);
  EXPECT_REFUSED(replace(respondent("rita"), "r1", ""), missing_value);
  EXPECT_ACCEPTED(replace(respondent("rita"), "r1"));
  EXPECT_ACCEPTED(replace(respondent("survey"), "r2"));
  EXPECT_ACCEPTED(replace(respondent("person-2"), "r2"));
  EXPECT_ACCEPTED(replace(official(), "r1"));
  office.at(london("2021-02-01T09:00") + Duration{1});
  EXPECT_REFUSED(replace(respondent("rita"), "r1"), not_at_this_stage);
}

TEST_F(Consultations, ResponseIsSetAsideOnceWithAReason) {
  opened();
  ASSERT_ACCEPTED(respond(respondent("rita"), "r1", "rita"));
  EXPECT_REFUSED(set_aside("r7"), response_unknown);
  EXPECT_REFUSED(set_aside("r1", ""), missing_value);
  ASSERT_ACCEPTED(set_aside("r1"));
  EXPECT_REFUSED(set_aside("r1"), nothing_to_change);
  EXPECT_REFUSED(replace(respondent("rita"), "r1"), response_unknown);
}

TEST_F(Consultations, ExposureIsRecordedWhenMaterialIsTakenDown) {
  opened();
  office.at("2021-01-11T12:00");
  EXPECT_REFUSED(take_down(""), missing_value);
  EXPECT_REFUSED(take_down("HTQ-1"), bad_value);
  EXPECT_REFUSED(take_down(elsewhere), consultation_case_unknown);
  ASSERT_ACCEPTED(take_down(reference));
  EXPECT_EQ(Instant{office.last().getBody().getMaterialTakenDown().getExposedSince()},
            london("2021-01-04T09:00"));
}

TEST_F(Consultations, SummarySaysSomething) {
  opened();
  office.at("2021-02-02");
  ASSERT_ACCEPTED(close());
  const auto summarise = [&](const char* words) {
    return office.ask(official(), "c1", [&](auto c) { c.initSummariseConsultation().setSummary(words); });
  };
  EXPECT_REFUSED(summarise(""), missing_value);
  EXPECT_ACCEPTED(summarise("One response."));
}

}  // namespace
}  // namespace htq::tests

// The public consultation beside the review: edge cases 17, 18 and 37.
#include "tests/support/scenario.h"

namespace htq::tests {
namespace {

/// A case under review in a consultation that is open from 4 January 2021, 9:00 to 1 February 2021, 9:00,
/// together with a case of another applicant.
struct Consulted : Scenario {
  const std::string reference = case_under_review();
  const std::string other = case_under_review({.organisation = "example-awarding", .number = "603/2476/0"});

  Consulted() {
    sure(official(), "survey", [&](auto c) {
      auto event = c.initPlanConsultation();
      event.setCycle("cycle-1");
      auto cases = event.initCases(2);
      cases.set(0, text(reference));
      cases.set(1, text(other));
      event.initOpens().setLocal("2021-01-04T09:00");
      event.initQuestions(1).set(0, "Does it lead to the occupation?");
    });
    at("2021-01-04T09:00");
    sure(the_system(), "survey", [](auto c) { c.initOpenConsultation(); });
    sure(the_system(), reference, [](auto c) { c.initOpenForConsultation().setConsultation("survey"); });
  }
  Answer close() {
    return ask(the_system(), "survey", [](auto c) { c.initCloseConsultation(); });
  }
};

struct EdgeCase17 : Consulted {
  Answer respond(const std::string& person, const std::string& response,
                 const std::vector<std::string>& cases, const std::string& organisation = {}) {
    return ask(acting(person, {Role::RESPONDENT}, organisation), "survey", [&](auto c) {
      auto event = c.initRespondToConsultation();
      event.setResponse(text(response));
      event.initRespondent().setPerson(text(person));
      event.setKind(RespondentKind::EMPLOYER);
      event.setSector("Software");
      event.setSize("50 to 249");
      auto list = event.initCases(static_cast<unsigned>(cases.size()));
      for (unsigned at = 0; at < list.size(); ++at) list.set(at, text(cases[at]));
      event.initAnswers(1).set(0, "It does.");
      event.setPrivacyNotice("1");
    });
  }
  event::ResponseReceived::Reader response() { return last_event().getResponseReceived(); }
};

TEST_F(EdgeCase17, OneResponseMayBeOnSeveralCasesOfTheConsultationAndOnNoOther) {
  ASSERT_EVENT(respond("emil", "r1", {reference, other}), RESPONSE_RECEIVED);
  EXPECT_EQ(response().getCases().size(), 2U);
  EXPECT_FALSE(response().getLate());
  EXPECT_FALSE(response().getInterested());
  EXPECT_EQ(officials_read(), "Response r1 received: employer.");
  EXPECT_EQ(applicants_read(), kNothing);
  EXPECT_REFUSED_UNDER(respond("erik", "r2", {reference, "HTQ-7K3M-92QX-5CJD"}), 802,
                       consultation_case_unknown, "domain.md 8");
}

TEST_F(EdgeCase17, LateResponseIsRecordedAndMarked) {
  at(london("2021-02-01T09:00") + Duration{1});
  ASSERT_EVENT(respond("emil", "r1", {reference}), RESPONSE_RECEIVED);
  EXPECT_TRUE(response().getLate());
  EXPECT_EQ(officials_read(), "Response r1 received: employer.");
  EXPECT_REFUSED_UNDER(ask(acting("emil", {Role::RESPONDENT}), "survey",
                           [](auto c) {
                             auto event = c.initReplaceResponse();
                             event.setResponse("r1");
                             event.initAnswers(1).set(0, "It does not.");
                           }),
                       104, not_at_this_stage, "domain.md 11");
}

TEST_F(EdgeCase17, SameRespondentAnswersOnceAndADuplicateUnderAnotherNameIsSetAside) {
  ASSERT_ACCEPTED(respond("emil", "r1", {reference}));
  EXPECT_REFUSED_UNDER(respond("emil", "r2", {reference}), 801, respondent_answered, "domain.md 8");

  ASSERT_ACCEPTED(respond("emil-again", "r3", {reference}));
  ASSERT_EVENT(ask(official(), "survey",
                   [](auto c) {
                     auto event = c.initSetResponseAside();
                     event.setResponse("r3");
                     event.setReason("The same person as r1.");
                   }),
               RESPONSE_SET_ASIDE);
  EXPECT_EQ(officials_read(), "Response r3 set aside: The same person as r1.");
}

TEST_F(EdgeCase17, ResponseOfTheApplicantIsMarkedAsInterested) {
  ASSERT_EVENT(respond("carl", "r1", {reference}, "example-college"), RESPONSE_RECEIVED);
  EXPECT_TRUE(response().getInterested());
  ASSERT_EVENT(respond("cleo", "r2", {other}, "example-college"), RESPONSE_RECEIVED);
  EXPECT_FALSE(response().getInterested());
}

struct EdgeCase18 : Consulted {
  Answer flag() {
    return by_its_applicant(reference, [](auto c) {
      auto event = c.initFlagSensitivity();
      event.setDocument("structure");
      event.setReason("It shows unpublished units.");
    });
  }
  Answer take_down(const std::string& of) {
    return ask(official(), "survey", [&](auto c) {
      auto event = c.initTakeMaterialDown();
      event.setCase(text(of));
      event.setDocument("structure");
    });
  }
};

TEST_F(EdgeCase18, FlagRaisedWhileTheConsultationIsOpenWorksAtOnceAndRecordsTheExposure) {
  at("2021-01-11T12:00");
  ASSERT_EVENT(flag(), SENSITIVITY_FLAGGED);
  EXPECT_EQ(Instant{last_event().getSensitivityFlagged().getExposedSince()}, london("2021-01-04T09:00"));
  EXPECT_EQ(applicants_read(), "Document structure flagged as sensitive.");
  EXPECT_EQ(file(reference).documents.at("structure").sensitivity, Sensitivity::FLAGGED);
  EXPECT_REFUSED_UNDER(flag(), 111, nothing_to_change, "domain.md 11");

  ASSERT_EVENT(the_system_acts(reference), MATERIAL_TAKEN_DOWN);
  EXPECT_EQ(view(last_event().getMaterialTakenDown().getCase()), reference);
  EXPECT_EQ(view(last_event().getMaterialTakenDown().getDocument()), "structure");
  EXPECT_EQ(Instant{last_event().getMaterialTakenDown().getExposedSince()}, london("2021-01-04T09:00"));
  EXPECT_EQ(applicants_read(), "Material of a case taken down.");
  EXPECT_REFUSED_UNDER(take_down("HTQ-7K3M-92QX-5CJD"), 802, consultation_case_unknown, "domain.md 8");
}

TEST_F(EdgeCase18, FlagRaisedAfterTheConsultationExposedNothingSince) {
  at(london("2021-02-01T09:00") + Duration{1});
  ASSERT_ACCEPTED(close());
  ASSERT_ACCEPTED(ask(the_system(), reference, [](auto c) {
    auto event = c.initEndConsultation();
    event.setConsultation("survey");
    event.setReason("the consultation has closed");
  }));
  ASSERT_EVENT(flag(), SENSITIVITY_FLAGGED);
  EXPECT_EQ(last_event().getSensitivityFlagged().getExposedSince(), 0);
  EXPECT_REFUSED_UNDER(take_down(reference), 104, not_at_this_stage, "domain.md 11");
}

struct EdgeCase37 : Consulted {
  Answer lapse() {
    return ask(the_system(), reference, [](auto c) { c.initLapseInformationRequest().setRequest(1); });
  }
};

TEST_F(EdgeCase37, ConsultationClosesAndAReviewComesInWhileARequestIsOpenThatLapses) {
  rate_all(reference);
  sure(official(), reference, [](auto c) { c.initCompleteAnalysis(); });
  settle_regulator(reference);
  ASSERT_ACCEPTED(commission(reference));
  at("2021-01-25T09:00");
  ASSERT_EVENT(request_information(reference, "Which unit covers S1?"), INFORMATION_REQUESTED);
  EXPECT_EQ(applicants_read(), "Information requested by 2021-02-08: Which unit covers S1?");

  at(london("2021-02-01T09:00") + Duration{1});
  ASSERT_ACCEPTED(close());
  ASSERT_EVENT(ask(the_system(), reference,
                   [](auto c) {
                     auto event = c.initEndConsultation();
                     event.setConsultation("survey");
                     event.setReason("the consultation has closed");
                   }),
               CONSULTATION_ENDED);
  EXPECT_EQ(applicants_read(), "Consultation ended: the consultation has closed.");
  ASSERT_EVENT(review(reference), PEER_REVIEW_RECEIVED);
  EXPECT_EQ(officials_read(), "Peer review received from rita.");
  EXPECT_EQ(applicants_read(), kNothing);
  EXPECT_EQ(file(reference).stage, Stage::INFORMATION_REQUESTED);

  at(end_of_day({2021, 2, 8}));
  EXPECT_REFUSED_UNDER(lapse(), 207, not_due, "domain.md 12");
  EXPECT_REFUSED_UNDER(complete_advice(reference), 104, not_at_this_stage, "domain.md 11");
  at(end_of_day({2021, 2, 8}) + Duration{1});
  ASSERT_EVENT(lapse(), INFORMATION_REQUEST_LAPSED);
  EXPECT_EQ(last_event().getInformationRequestLapsed().getRequest(), 1);
  EXPECT_EQ(applicants_read(), "Request 1 lapsed unanswered.");
  EXPECT_REFUSED_UNDER(provide_information(reference, 1), 104, not_at_this_stage, "domain.md 11");
  EXPECT_EVENT(complete_advice(reference), ADVICE_COMPLETED);
}

}  // namespace
}  // namespace htq::tests

#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct Review : ::testing::Test, ReviewedCase {
  Answer request(const std::string& question = "Which unit covers S1?", const std::string& due = {}) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initRequestInformation();
      event.setQuestion(text(question));
      if (!due.empty()) event.initDue().setLocal(text(due));
    });
  }
  Answer provide(std::uint16_t number, const std::string& answer = "Unit 4 does.") {
    return ask(applicant(), reference, [&](auto c) {
      auto event = c.initProvideInformation();
      event.setRequest(number);
      event.setAnswer(text(answer));
    });
  }
  Answer provide_document(const std::string& id, Sensitivity sensitivity, std::size_t hash_bytes = 32) {
    return ask(applicant(), reference, [&](auto c) {
      auto event = c.initProvideInformation();
      event.setRequest(1);
      event.setAnswer("Attached.");
      auto document = event.initDocuments(1)[0];
      write_document(document, id, DocumentPart::OTHER, sensitivity);
      document.setHash(as_data(std::string(hash_bytes, 'x')));
    });
  }
  Answer cancel(std::uint16_t number, const std::string& reason = "Found it.") {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initCancelInformationRequest();
      event.setRequest(number);
      event.setReason(text(reason));
    });
  }
  Answer lapse(std::uint16_t number) {
    return ask(the_system(), reference, [&](auto c) { c.initLapseInformationRequest().setRequest(number); });
  }
  Answer put_on_hold(const Actor& actor, HoldGround ground, const std::string& reason = "As reported.") {
    return ask(actor, reference, [&](auto c) {
      auto event = c.initHoldCase();
      event.setGround(ground);
      event.setReason(text(reason));
    });
  }
  Answer discount(const std::string& subject, const std::string& reason = "A cousin of the applicant.") {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initDiscountPeerReview();
      event.setReviewer(text(subject));
      event.setReason(text(reason));
    });
  }
  Answer waive(const std::string& subject, const std::string& reason = "No reviewer of that trade.") {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initWaivePeerReview();
      event.setReviewer(text(subject));
      event.setReason(text(reason));
    });
  }
  PeerReviewStanding standing(const std::string& subject) {
    return file(reference).peer_reviews.at(subject).standing;
  }

  const std::string reference = case_under_review();  // on 23 September 2020 at 12:00
};

TEST_F(Review, ARequestIsNumberedAndDueAfterTheDaysOfTheEdition) {
  ASSERT_ACCEPTED(request());
  ASSERT_ACCEPTED(request());
  const auto event = last().getBody().getInformationRequested();
  EXPECT_EQ(event.getRequest(), 2);
  EXPECT_EQ(string(event.getDue().getLocal()), "2020-10-07");
  EXPECT_EQ(file(reference).stage, Stage::INFORMATION_REQUESTED);
}
TEST_F(Review, ARequestHasAQuestionAndADayToCome) {
  EXPECT_REFUSED(request(""), missing_value);
  EXPECT_REFUSED(request("Which?", "2020-09-22"), time_in_the_past);
  EXPECT_ACCEPTED(request("Which?", "2020-09-30T17:00"));
}
TEST_F(Review, AnAnswerClosesItsOwnRequestOnly) {
  ASSERT_ACCEPTED(request());
  ASSERT_ACCEPTED(request());
  ASSERT_ACCEPTED(provide(1));
  EXPECT_EQ(file(reference).stage, Stage::INFORMATION_REQUESTED);
  EXPECT_REFUSED(provide(1), request_unknown);
  ASSERT_ACCEPTED(provide(2));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
}
TEST_F(Review, AnAnswerNamesARequestAndSaysSomething) {
  ASSERT_ACCEPTED(request());
  EXPECT_REFUSED(provide(7), request_unknown);
  EXPECT_REFUSED(provide(1, "  "), missing_value);
}
TEST_F(Review, AnAnswerCountsAtTheLastInstantAndNotAfterIt) {
  ASSERT_ACCEPTED(request("Which?", "2020-09-30T17:00"));
  at(london("2020-09-30T17:00") + Duration{1});
  EXPECT_REFUSED(provide(1), request_unknown);
  at("2020-09-30T17:00");
  EXPECT_ACCEPTED(provide(1));
}
TEST_F(Review, AnAnswerBringsNewDocumentsWithTheirSensitivity) {
  ASSERT_ACCEPTED(request());
  EXPECT_REFUSED(provide_document("structure", Sensitivity::FLAGGED), document_exists);
  EXPECT_REFUSED(provide_document("letter", Sensitivity::UNANSWERED), sensitivity_unanswered);
  EXPECT_REFUSED(provide_document("letter", Sensitivity::FLAGGED, 31), bad_value);
  EXPECT_REFUSED(provide_document("letter", Sensitivity::FLAGGED, 0), missing_value);
  EXPECT_REFUSED(provide_document("", Sensitivity::FLAGGED), missing_value);
  ASSERT_ACCEPTED(provide_document("letter", Sensitivity::FLAGGED));
  EXPECT_TRUE(file(reference).documents.contains("letter"));
}
TEST_F(Review, ACancelledRequestIsClosedWithAReason) {
  ASSERT_ACCEPTED(request());
  EXPECT_REFUSED(cancel(2), request_unknown);
  EXPECT_REFUSED(cancel(1, ""), missing_value);
  ASSERT_ACCEPTED(cancel(1));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
}
TEST_F(Review, ARequestLapsesOnlyAfterItsLastInstant) {
  ASSERT_ACCEPTED(request());
  EXPECT_REFUSED(lapse(3), request_unknown);
  at(end_of_day({2020, 10, 7}));
  EXPECT_REFUSED(lapse(1), not_due);
  at("2020-10-08");
  ASSERT_ACCEPTED(lapse(1));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
}
// Edge case 37.
TEST_F(Review, AReviewComesInWhileARequestIsOpenThatThenLapses) {
  ASSERT_ACCEPTED(commission(reference));
  open_consultation("survey", reference);
  ASSERT_ACCEPTED(
      ask(the_system(), reference, [](auto c) { c.initOpenForConsultation().setConsultation("survey"); }));
  at("2020-10-14T09:00");
  ASSERT_ACCEPTED(request());
  close_consultation("survey");
  ASSERT_ACCEPTED(ask(the_system(), reference, [](auto c) {
    auto event = c.initEndConsultation();
    event.setConsultation("survey");
    event.setReason("close reached");
  }));
  ASSERT_ACCEPTED(review(reference));
  EXPECT_EQ(file(reference).stage, Stage::INFORMATION_REQUESTED);
  at("2020-10-29");
  ASSERT_ACCEPTED(lapse(1));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
  EXPECT_EQ(file(reference).consultation, ConsultationStanding::CLOSED);
}

TEST_F(Review, AHoldNamesItsGroundAndAPersonSaysWhy) {
  EXPECT_REFUSED(put_on_hold(official(), HoldGround::NONE), missing_value);
  EXPECT_REFUSED(put_on_hold(official(), HoldGround::LEGAL_ADVICE, ""), missing_value);
  ASSERT_ACCEPTED(put_on_hold(the_system(), HoldGround::RECOGNITION_LOST, ""));
  EXPECT_EQ(file(reference).held, HoldGround::RECOGNITION_LOST);
  EXPECT_REFUSED(put_on_hold(official(), HoldGround::OTHER), case_is_held);
}
TEST_F(Review, AReleaseSaysWhy) {
  const auto release = [&](const std::string& reason) {
    return ask(official(), reference, [&](auto c) { c.initReleaseCase().setReason(text(reason)); });
  };
  EXPECT_REFUSED(release("Settled."), case_not_held);
  ASSERT_ACCEPTED(put_on_hold(official(), HoldGround::OTHER));
  EXPECT_REFUSED(release(""), missing_value);
  ASSERT_ACCEPTED(release("Settled."));
  EXPECT_EQ(file(reference).held, HoldGround::NONE);
}

TEST_F(Review, ACaseIsOpenUntilItsConsultationCloses) {
  const auto open = [&](const std::string& id) {
    return ask(the_system(), reference,
               [&](auto c) { c.initOpenForConsultation().setConsultation(text(id)); });
  };
  EXPECT_REFUSED(open("survey"), unknown_reference);
  open_consultation("survey", reference);
  ASSERT_ACCEPTED(open("survey"));
  EXPECT_EQ(last().getBody().getOpenedForConsultation().getCloses().getInstant(),
            office().consultations.at("survey").closes.ns);
  EXPECT_FALSE(string(last().getBody().getOpenedForConsultation().getCloses().getLocal()).empty());
  EXPECT_REFUSED(open("survey"), nothing_to_change);
}
TEST_F(Review, AConsultationOpensOnlyTheCasesThatItListsAndWhileItIsOpen) {
  const std::string other = case_under_review({.title = "Diploma in Data"});
  open_consultation("survey", other);
  const auto open = [&](const std::string& case_reference) {
    return ask(the_system(), case_reference,
               [&](auto c) { c.initOpenForConsultation().setConsultation("survey"); });
  };
  EXPECT_REFUSED(open(reference), consultation_case_unknown);
  close_consultation("survey");
  EXPECT_REFUSED(open(other), not_at_this_stage);
}
TEST_F(Review, AConsultationEndsForACaseWhenItHasClosedOrTheCaseHasEnded) {
  const auto end = [&](const std::string& reason) {
    return ask(the_system(), reference, [&](auto c) {
      auto event = c.initEndConsultation();
      event.setConsultation("survey");
      event.setReason(text(reason));
    });
  };
  EXPECT_REFUSED(end("close reached"), nothing_to_change);
  open_consultation("survey", reference);
  ASSERT_ACCEPTED(
      ask(the_system(), reference, [](auto c) { c.initOpenForConsultation().setConsultation("survey"); }));
  EXPECT_REFUSED(end(""), missing_value);
  EXPECT_REFUSED(end("close reached"), consultation_open);
  ASSERT_ACCEPTED(
      ask(applicant(), reference, [](auto c) { c.initWithdrawApplication().setReason("Budget."); }));
  ASSERT_ACCEPTED(end("case withdrawn"));
  EXPECT_EQ(file(reference).consultation, ConsultationStanding::CLOSED);
}

TEST_F(Review, AReviewerIsUnderContractAndAskedOnce) {
  EXPECT_REFUSED(commission(reference, ""), missing_value);
  EXPECT_REFUSED(commission(reference, "ruth"), reviewer_not_under_contract);
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_EQ(string(last().getBody().getPeerReviewCommissioned().getDue().getLocal()), "2020-10-07");
  EXPECT_REFUSED(commission(reference), reviewer_already_asked);
}
TEST_F(Review, AContractThatHasEndedIsNone) {
  contract("rob", "2020-09-30");
  ASSERT_ACCEPTED(commission(reference, "rob"));
  at("2020-10-01");
  EXPECT_REFUSED(review(reference, "rob"), reviewer_not_under_contract);
  contract("ron", "2020-10-01");
  at("2020-10-02");
  EXPECT_REFUSED(commission(reference, "ron"), reviewer_not_under_contract);
}
TEST_F(Review, AReviewIsNotCommissionedForADayGoneBy) {
  EXPECT_REFUSED(commission(reference, "rita", "2020-09-01"), time_in_the_past);
}
TEST_F(Review, ARepresentativeOfTheApplicantReviewsNothingOfIts) {
  sure(official(), "example-college", [](auto c) { c.initNameRepresentative().setSubject("rita"); });
  EXPECT_REFUSED(commission(reference), conflict_of_interest);
}
TEST_F(Review, WhoAnalysedACaseDoesNotReviewIt) {
  contract("olive");
  ASSERT_ACCEPTED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::MET));
  EXPECT_REFUSED(commission(reference, "olive"), role_conflict);
}
TEST_F(Review, AReviewIsSubmittedByWhoWasAskedAndDeclaresNoConflict) {
  const auto submit = [&](bool no_conflict, const std::string& comment, std::size_t hash_bytes) {
    return ask(reviewer(), reference, [&](auto c) {
      auto event = c.initSubmitPeerReview();
      event.setNoConflict(no_conflict);
      event.setComment(text(comment));
      event.setDocumentHash(as_data(std::string(hash_bytes, 'x')));
    });
  };
  EXPECT_REFUSED(submit(true, "Fine.", 0), review_not_commissioned);
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(submit(false, "Fine.", 0), conflict_of_interest);
  EXPECT_REFUSED(submit(true, "", 0), missing_value);
  EXPECT_REFUSED(submit(true, "Fine.", 5), bad_value);
  ASSERT_ACCEPTED(submit(true, "Fine.", 32));
  EXPECT_EQ(string(last().getBody().getPeerReviewReceived().getReviewer()), "rita");
  EXPECT_EQ(standing("rita"), PeerReviewStanding::RECEIVED);
  EXPECT_REFUSED(submit(true, "Again.", 0), review_not_commissioned);
}
TEST_F(Review, ADeclinedReviewIsNoLongerOwed) {
  const auto decline = [&](const std::string& reason) {
    return ask(reviewer(), reference, [&](auto c) { c.initDeclinePeerReview().setReason(text(reason)); });
  };
  EXPECT_REFUSED(decline("Busy."), review_not_commissioned);
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(decline(""), missing_value);
  ASSERT_ACCEPTED(decline("Busy."));
  EXPECT_EQ(standing("rita"), PeerReviewStanding::DECLINED);
}
TEST_F(Review, AWaiverNamesTheReviewThatIsCommissioned) {
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(waive("rita", ""), missing_value);
  EXPECT_REFUSED(waive("ruth"), review_not_commissioned);
  EXPECT_REFUSED(waive(""), missing_value);
  ASSERT_ACCEPTED(waive("rita"));
  EXPECT_EQ(standing("rita"), PeerReviewStanding::WAIVED);
}
TEST_F(Review, WhereNoneIsCommissionedTheWaiverIsForTheCase) {
  ASSERT_ACCEPTED(waive(""));
  EXPECT_TRUE(file(reference).peer_review_waived);
  EXPECT_REFUSED(waive(""), nothing_to_change);
}
TEST_F(Review, NothingIsWaivedWhereAReviewWasReceived) {
  ASSERT_ACCEPTED(commission(reference));
  ASSERT_ACCEPTED(review(reference));
  EXPECT_REFUSED(waive(""), nothing_to_change);
  EXPECT_REFUSED(waive("rita"), review_not_commissioned);
}
// Edge case 19.
TEST_F(Review, OnlyAReviewThatCameInIsDiscountedAndItStaysOnRecord) {
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(discount("rita"), review_not_commissioned);
  ASSERT_ACCEPTED(review(reference));
  EXPECT_REFUSED(discount("rita", ""), missing_value);
  ASSERT_ACCEPTED(discount("rita"));
  EXPECT_EQ(standing("rita"), PeerReviewStanding::DISCOUNTED);
}
TEST_F(Review, AReviewDiscountedAfterTheAdviceReturnsTheCaseToReview) {
  rate_all(reference);
  finish_review(reference);
  ASSERT_EQ(file(reference).stage, Stage::ADVICE_READY);
  ASSERT_ACCEPTED(discount("rita"));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
  // Cycle 1 always has a review: another is owed.
  EXPECT_REFUSED(complete_advice(reference), peer_review_owed);
}

TEST_F(Review, OnlyOfqualAndTheOfsAdvise) {
  const auto request_advice = [&](Regulator regulator) {
    return ask(official(), reference,
               [&](auto c) { c.initRequestRegulatorAdvice().setRegulator(regulator); });
  };
  EXPECT_REFUSED(request_advice(Regulator::GENERAL_DENTAL_COUNCIL), bad_value);
  ASSERT_ACCEPTED(request_advice(Regulator::OFFICE_FOR_STUDENTS));
  EXPECT_EQ(string(last().getBody().getRegulatorAdviceRequested().getDue().getLocal()), "2020-10-07");
  EXPECT_REFUSED(request_advice(Regulator::OFFICE_FOR_STUDENTS), advice_already_asked);
}
TEST_F(Review, ARegulatorAdvisesForItselfOnly) {
  const auto advise = [&](Role role, Regulator regulator, const std::string& advice) {
    return ask(acting("reg", {role}), reference, [&](auto c) {
      auto event = c.initRecordRegulatorAdvice();
      event.setRegulator(regulator);
      event.setAdvice(text(advice));
    });
  };
  EXPECT_REFUSED(advise(Role::OFQUAL, Regulator::OFFICE_FOR_STUDENTS, "Fine."), no_power);
  EXPECT_REFUSED(advise(Role::OFS, Regulator::OFQUAL, "Fine."), no_power);
  EXPECT_REFUSED(advise(Role::OFS, Regulator::OFFICE_FOR_STUDENTS, ""), missing_value);
  ASSERT_ACCEPTED(advise(Role::OFFICIAL, Regulator::OFQUAL, "Fine."));
  EXPECT_EQ(file(reference).regulator_advice, AdviceStanding::RECEIVED);
}
TEST_F(Review, AMeetingWithARegulatorWasHeldOnADayGoneByOrToday) {
  const auto meet = [&](const std::string& on) {
    return ask(acting("reg", {Role::OFQUAL}), reference, [&](auto c) {
      auto event = c.initRecordRegulatorMeeting();
      event.setRegulator(Regulator::OFQUAL);
      event.setOn(text(on));
    });
  };
  EXPECT_REFUSED(meet(""), missing_value);
  EXPECT_REFUSED(meet("yesterday"), bad_value);
  EXPECT_REFUSED(meet("2020-09-24"), occurred_in_the_future);
  EXPECT_ACCEPTED(meet("2020-09-23"));
}
TEST_F(Review, AdviceThatWasReceivedCannotBeUnneeded) {
  const auto not_needed = [&](const std::string& reason) {
    return ask(official(), reference,
               [&](auto c) { c.initRecordRegulatorAdviceNotNeeded().setReason(text(reason)); });
  };
  EXPECT_REFUSED(not_needed(""), missing_value);
  ASSERT_ACCEPTED(not_needed("Nothing to advise on."));
  ASSERT_ACCEPTED(ask(official(), reference, [](auto c) {
    auto event = c.initRecordRegulatorAdvice();
    event.setRegulator(Regulator::OFFICE_FOR_STUDENTS);
    event.setAdvice("It is.");
  }));
  EXPECT_REFUSED(not_needed("Nothing to advise on."), nothing_to_change);
}

// Edge case 38.
struct Statutory : ::testing::Test, ReviewedCase {
  Statutory() {
    recognise(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "HC1");
    recognise(Regulator::NURSING_AND_MIDWIFERY_COUNCIL, "NM1");
    sure(applicant(), reference, [](auto c) { c.initSubmitApplication(); });
    sure(official(), reference, [](auto c) { c.initConfirmEligibility(); });
  }
  void recognise(Regulator regulator, const std::string& number) {
    sure(applicant(), reference, [&](auto c) {
      auto recognition = c.initGiveRecognitionNumber().initRecognition();
      recognition.setRegulator(regulator);
      recognition.setNumber(text(number));
    });
  }
  Answer request(Regulator regulator) {
    return ask(official(), reference,
               [&](auto c) { c.initRequestStatutoryAdvice().setRegulator(regulator); });
  }
  Answer advise(const Actor& actor, Regulator regulator, const std::string& advice = "Fine.") {
    return ask(actor, reference, [&](auto c) {
      auto event = c.initRecordStatutoryAdvice();
      event.setRegulator(regulator);
      event.setAdvice(text(advice));
    });
  }
  static Actor regulator(const std::string& name) {
    return acting("reg", {Role::STATUTORY_REGULATOR}, {}, name);
  }

  const std::string reference = drafted_case({.cycle = "cycle-2",
                                              .title = "Diploma in Hearing and Nursing",
                                              .level = 5,
                                              .route = "health-and-science",
                                              .standards = {"ST0600", "ST0827"}});
};
TEST_F(Statutory, OnlyRegulatorsOfNamedOccupationsAreAskedAndOnce) {
  EXPECT_REFUSED(request(Regulator::GENERAL_DENTAL_COUNCIL), not_a_statutory_regulator);
  EXPECT_REFUSED(request(Regulator::NONE), not_a_statutory_regulator);
  ASSERT_ACCEPTED(request(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL));
  EXPECT_REFUSED(request(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL), advice_already_asked);
}
TEST_F(Statutory, ARegulatorAdvisesForItselfUnderItsInitialsOrItsName) {
  using enum Regulator;
  EXPECT_REFUSED(advise(regulator("nmc"), HEALTH_AND_CARE_PROFESSIONS_COUNCIL), no_power);
  EXPECT_REFUSED(advise(regulator(""), HEALTH_AND_CARE_PROFESSIONS_COUNCIL), no_power);
  EXPECT_REFUSED(advise(regulator("gdc"), GENERAL_DENTAL_COUNCIL), not_a_statutory_regulator);
  EXPECT_REFUSED(advise(regulator("hcpc"), HEALTH_AND_CARE_PROFESSIONS_COUNCIL, ""), missing_value);
  EXPECT_ACCEPTED(advise(regulator("hcpc"), HEALTH_AND_CARE_PROFESSIONS_COUNCIL));
  EXPECT_ACCEPTED(advise(regulator("nursing-and-midwifery-council"), NURSING_AND_MIDWIFERY_COUNCIL));
}
TEST_F(Statutory, OneSilentRegulatorKeepsTheAdviceFromCompletion) {
  rate_all(reference);
  sure(official(), reference, [](auto c) { c.initCompleteAnalysis(); });
  settle_regulator(reference);
  consult("survey", reference);
  ASSERT_ACCEPTED(advise(official(), Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL));
  EXPECT_REFUSED(complete_advice(reference), statutory_advice_owed);
  ASSERT_ACCEPTED(advise(official(), Regulator::NURSING_AND_MIDWIFERY_COUNCIL));
  EXPECT_ACCEPTED(complete_advice(reference));
}
TEST_F(Statutory, ActionIsReportedByTheRegulatorThatActs) {
  const auto report = [&](const Actor& actor, Regulator regulator, const std::string& told) {
    return ask(actor, reference, [&](auto c) {
      auto event = c.initReportRegulatoryAction();
      event.setRegulator(regulator);
      event.setReport(text(told));
    });
  };
  EXPECT_REFUSED(report(official(), Regulator::NONE, "Fraud."), missing_value);
  EXPECT_REFUSED(report(regulator("nmc"), Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "Fraud."),
                 no_power);
  EXPECT_REFUSED(report(official(), Regulator::OFQUAL, ""), missing_value);
  EXPECT_ACCEPTED(report(regulator("hcpc"), Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL, "Fraud."));
}

TEST_F(Review, OnlyRatedCriteriaOfNamedOccupationsAreAssessed) {
  EXPECT_REFUSED(rate(reference, Criterion::TITLE, "ST0116", Rating::MET), bad_value);
  EXPECT_REFUSED(rate(reference, Criterion::NONE, "ST0116", Rating::MET), bad_value);
  EXPECT_REFUSED(rate(reference, Criterion::ALIGNMENT, "ST0125", Rating::MET), occupation_not_named);
  EXPECT_REFUSED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::NOT_ASSESSED), bad_value);
}
TEST_F(Review, ReasonsAreOwedUnlessACriterionIsMet) {
  EXPECT_REFUSED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::PARTLY_MET, ""), reasons_owed);
  EXPECT_REFUSED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::NOT_MET, " "), reasons_owed);
  EXPECT_ACCEPTED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::MET, ""));
}
TEST_F(Review, TheLatestAssessmentCountsAndOpensTheAnalysisAgain) {
  rate_all(reference, Rating::NOT_MET);
  sure(official(), reference, [](auto c) { c.initCompleteAnalysis(); });
  ASSERT_ACCEPTED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::MET));
  EXPECT_EQ(file(reference).ratings.at({Criterion::ALIGNMENT, "ST0116"}), Rating::MET);
  EXPECT_FALSE(file(reference).analysis_complete);
}
TEST_F(Review, AdviceIsSummarisedAndItsPapersFixedByHash) {
  const auto complete = [&](const std::string& summary, const std::vector<std::size_t>& papers) {
    return ask(official(), reference, [&](auto c) {
      auto event = c.initCompleteAdvice();
      event.setSummary(text(summary));
      auto list = event.initPapers(static_cast<unsigned>(papers.size()));
      for (unsigned i = 0; i < list.size(); ++i) list.set(i, as_data(std::string(papers[i], 'x')));
    });
  };
  rate_all(reference);
  sure(official(), reference, [](auto c) { c.initCompleteAnalysis(); });
  settle_regulator(reference);
  EXPECT_ACCEPTED(waive(""));
  consult("survey", reference);
  EXPECT_REFUSED(complete("", {32}), missing_value);
  EXPECT_REFUSED(complete("All met.", {}), missing_value);
  EXPECT_REFUSED(complete("All met.", {32, 31}), bad_value);
  EXPECT_ACCEPTED(complete("All met.", {32, 32}));
}

}  // namespace
}  // namespace htq::tests

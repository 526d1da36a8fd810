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
  EXPECT_ACCEPTED(commission(reference));
  EXPECT_ACCEPTED(review(reference));
  consult("survey", reference);
  EXPECT_REFUSED(complete("", {32}), missing_value);
  EXPECT_REFUSED(complete("All met.", {}), missing_value);
  EXPECT_REFUSED(complete("All met.", {32, 31}), bad_value);
  EXPECT_ACCEPTED(complete("All met.", {32, 32}));
}

}  // namespace
}  // namespace htq::tests

#include <gtest/gtest.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct PeerReview : ::testing::Test, ReviewedCase {
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

TEST_F(PeerReview, AReviewerIsUnderContractAndAskedOnce) {
  EXPECT_REFUSED(commission(reference, ""), missing_value);
  EXPECT_REFUSED(commission(reference, "ruth"), reviewer_not_under_contract);
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_EQ(string(last().getBody().getPeerReviewCommissioned().getDue().getLocal()), "2020-10-07");
  EXPECT_REFUSED(commission(reference), reviewer_already_asked);
}
TEST_F(PeerReview, AContractThatHasEndedIsNone) {
  contract("rob", "2020-09-30");
  ASSERT_ACCEPTED(commission(reference, "rob"));
  at("2020-10-01");
  EXPECT_REFUSED(review(reference, "rob"), reviewer_not_under_contract);
  contract("ron", "2020-10-01");
  at("2020-10-02");
  EXPECT_REFUSED(commission(reference, "ron"), reviewer_not_under_contract);
}
TEST_F(PeerReview, AReviewIsNotCommissionedForADayGoneBy) {
  EXPECT_REFUSED(commission(reference, "rita", "2020-09-01"), time_in_the_past);
}
TEST_F(PeerReview, ARepresentativeOfTheApplicantReviewsNothingOfIts) {
  sure(official(), "example-college", [](auto c) { c.initNameRepresentative().setSubject("rita"); });
  EXPECT_REFUSED(commission(reference), conflict_of_interest);
}
TEST_F(PeerReview, WhoWorksForTheApplicantReviewsNothingOfIts) {
  ASSERT_ACCEPTED(commission(reference));
  const Actor rita = acting("rita", {Role::PEER_REVIEWER}, "example-college");
  EXPECT_REFUSED(ask(rita, reference,
                     [](auto c) {
                       auto event = c.initSubmitPeerReview();
                       event.setNoConflict(true);
                       event.setComment("It matches.");
                     }),
                 conflict_of_interest);
}
TEST_F(PeerReview, WhoAnalysedACaseDoesNotReviewIt) {
  contract("olive");
  ASSERT_ACCEPTED(rate(reference, Criterion::ALIGNMENT, "ST0116", Rating::MET));
  EXPECT_REFUSED(commission(reference, "olive"), role_conflict);
}
TEST_F(PeerReview, AReviewIsSubmittedByWhoWasAskedAndDeclaresNoConflict) {
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
TEST_F(PeerReview, WhoTakesAReviewOnDeclaresThatThereIsNoConflict) {
  const auto accept = [&](const Actor& actor, bool no_conflict) {
    return ask(actor, reference, [&](auto c) { c.initAcceptPeerReview().setNoConflict(no_conflict); });
  };
  EXPECT_REFUSED(accept(reviewer(), true), review_not_commissioned);
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(accept(reviewer(), false), conflict_of_interest);
  EXPECT_REFUSED(accept(acting("rita", {Role::PEER_REVIEWER}, "example-college"), true),
                 conflict_of_interest);
  EXPECT_REFUSED(accept(reviewer("ruth"), true), review_not_commissioned);
  EXPECT_FALSE(file(reference).peer_reviews.at("rita").taken_on);
  ASSERT_ACCEPTED(accept(reviewer(), true));
  EXPECT_EQ(string(last().getBody().getPeerReviewAccepted().getReviewer()), "rita");
  EXPECT_TRUE(file(reference).peer_reviews.at("rita").taken_on);
  EXPECT_EQ(standing("rita"), PeerReviewStanding::COMMISSIONED);
  EXPECT_REFUSED(accept(reviewer(), true), nothing_to_change);
}
TEST_F(PeerReview, ItsApplicantCountsTheEventsThatItMaySee) {
  const Version seen = file(reference).version_shown;
  const Version all = file(reference).version;
  ASSERT_ACCEPTED(commission(reference));
  ASSERT_ACCEPTED(waive("rita"));
  EXPECT_EQ(file(reference).version_shown, seen);
  EXPECT_EQ(file(reference).version.value, all.value + 2);
}
TEST_F(PeerReview, ADeclinedReviewIsNoLongerOwed) {
  const auto decline = [&](const std::string& reason) {
    return ask(reviewer(), reference, [&](auto c) { c.initDeclinePeerReview().setReason(text(reason)); });
  };
  EXPECT_REFUSED(decline("Busy."), review_not_commissioned);
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(decline(""), missing_value);
  ASSERT_ACCEPTED(decline("Busy."));
  EXPECT_EQ(standing("rita"), PeerReviewStanding::DECLINED);
}
TEST_F(PeerReview, AWaiverNamesTheReviewThatIsCommissioned) {
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(waive("rita", ""), missing_value);
  EXPECT_REFUSED(waive("ruth"), review_not_commissioned);
  EXPECT_REFUSED(waive(""), missing_value);
  ASSERT_ACCEPTED(waive("rita"));
  EXPECT_EQ(standing("rita"), PeerReviewStanding::WAIVED);
}
TEST_F(PeerReview, WhereNoneIsCommissionedTheWaiverIsForTheCase) {
  ASSERT_ACCEPTED(waive(""));
  EXPECT_TRUE(file(reference).peer_review_waived);
  EXPECT_REFUSED(waive(""), nothing_to_change);
}
TEST_F(PeerReview, NothingIsWaivedWhereAReviewWasReceived) {
  ASSERT_ACCEPTED(commission(reference));
  ASSERT_ACCEPTED(review(reference));
  EXPECT_REFUSED(waive(""), nothing_to_change);
  EXPECT_REFUSED(waive("rita"), review_not_commissioned);
}
// Edge case 19.
TEST_F(PeerReview, OnlyAReviewThatCameInIsDiscountedAndItStaysOnRecord) {
  ASSERT_ACCEPTED(commission(reference));
  EXPECT_REFUSED(discount("rita"), review_not_commissioned);
  ASSERT_ACCEPTED(review(reference));
  EXPECT_REFUSED(discount("rita", ""), missing_value);
  ASSERT_ACCEPTED(discount("rita"));
  EXPECT_EQ(standing("rita"), PeerReviewStanding::DISCOUNTED);
}
TEST_F(PeerReview, AReviewDiscountedAfterTheAdviceReturnsTheCaseToReview) {
  rate_all(reference);
  finish_review(reference);
  ASSERT_EQ(file(reference).stage, Stage::ADVICE_READY);
  ASSERT_ACCEPTED(discount("rita"));
  EXPECT_EQ(file(reference).stage, Stage::UNDER_REVIEW);
  // Cycle 1 always has a review: another is owed.
  EXPECT_REFUSED(complete_advice(reference), peer_review_owed);
}

}  // namespace
}  // namespace htq::tests

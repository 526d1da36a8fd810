// What an applicant is told when a submission has come, and who looks after it.
#include "tests/domain/submissions.h"

namespace htq::tests {
namespace {

struct Receipt : Submissions {};

TEST_F(Receipt, ReceiptPromisesADayAheadOnce) {
  const std::string reference = office.submitted_case();
  EXPECT_REFUSED(confirm(reference, ""), missing_value);
  EXPECT_REFUSED(confirm(reference, "2020-09-22"), time_in_the_past);
  ASSERT_ACCEPTED(confirm(reference, "2021-03-31"));
  EXPECT_EQ(office.file(reference).feedback_by, end_of_day({2021, 3, 31}));
  EXPECT_REFUSED(confirm(reference, "2021-04-30"), nothing_to_change);
}

TEST_F(Receipt, ChangedPromiseHasAReason) {
  const std::string reference = office.submitted_case();
  confirm(reference, "2021-03-31");
  EXPECT_REFUSED(agree(reference, "2021-03-31", "None."), nothing_to_change);
  EXPECT_REFUSED(agree(reference, "2021-04-30"), missing_value);
  ASSERT_ACCEPTED(agree(reference, "2021-04-30", "The panel meets later."));
  EXPECT_EQ(office.file(reference).feedback_by, end_of_day({2021, 4, 30}));
}

TEST_F(Receipt, ReceiptDoesNotMoveATimelineAgreed) {
  const std::string reference = office.submitted_case();
  ASSERT_ACCEPTED(agree(reference, "2020-12-01"));
  EXPECT_REFUSED(confirm(reference, "2021-03-31"), bad_value);
  EXPECT_ACCEPTED(confirm(reference, "2020-12-01"));
}

TEST_F(Receipt, CaseIsAssignedOnceToAnOfficialWithoutAConflict) {
  const std::string reference = office.case_under_review();
  EXPECT_REFUSED(assign(reference, ""), missing_value);
  EXPECT_ACCEPTED(assign(reference, "otto"));
  EXPECT_REFUSED(assign(reference, "otto"), nothing_to_change);
  office.sure(official(), "example-college", [](auto c) {
    auto event = c.initNameRepresentative();
    event.setSubject("rita");
    event.initName().setPerson("p-1");
  });
  EXPECT_REFUSED(assign(reference, "rita"), conflict_of_interest);
}

TEST_F(Receipt, CaseIsNotAssignedToItsReviewer) {
  const std::string reference = office.case_under_review();
  office.sure(official(), "afc", [](auto c) {
    auto event = c.initMakeAppointment();
    event.setKind(AppointmentKind::PEER_REVIEWER);
    event.setPerson("petra");
    event.initFrom().setLocal("2020-09-01");
  });
  office.sure(official(), reference, [](auto c) { c.initCommissionPeerReview().setReviewer("petra"); });
  EXPECT_REFUSED(assign(reference, "petra"), role_conflict);
}

}  // namespace
}  // namespace htq::tests

// Submission, late submission, and what follows until the review begins.
#include "domain/decide/content.h"
#include "domain/rules.h"
#include "tests/support/ready_office.h"

namespace htq::tests {
namespace {

struct Submission : ::testing::Test {
  ReadyOffice office;

  Answer submit(const std::string& reference) {
    return office.ask(applicant(office.file(reference).organisation), reference,
                      [](auto c) { c.initSubmitApplication(); });
  }
  Answer admit(const std::string& reference, const char* ground = "The service was down.",
               const char* evidence = "incident-7") {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initAdmitLateSubmission();
      event.setGround(ground);
      event.setEvidence(evidence);
    });
  }
  Answer extend(const char* closes) {
    return office.sure(official(), "cycle-1", [&](auto c) {
      auto event = c.initExtendWindow();
      event.setWindow("1");
      event.initCloses().setLocal(closes);
      event.setReason("The service was down.");
    });
  }
  Answer confirm(const std::string& reference, const char* day) {
    return office.ask(official(), reference,
                      [&](auto c) { c.initConfirmReceipt().initFeedbackBy().setLocal(day); });
  }
  Answer agree(const std::string& reference, const char* day, const char* reason = "") {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initAgreeTimeline();
      event.initFeedbackBy().setLocal(day);
      event.setReason(reason);
    });
  }
  Answer assign(const std::string& reference, const char* to) {
    return office.ask(official(), reference, [&](auto c) { c.initAssignCase().setOfficial(to); });
  }
  Answer refuse_gates(const std::string& reference, const std::vector<Criterion>& gates,
                      const char* reasons = "Not registered.") {
    return office.ask(official(), reference, [&](auto c) {
      auto event = c.initRefuseEligibility();
      auto list = event.initGates(static_cast<unsigned>(gates.size()));
      for (unsigned at = 0; at < gates.size(); ++at) list.set(at, gates[at]);
      event.setReasons(reasons);
    });
  }
  std::string ineligible_case(const Draft& draft = {}) {
    const std::string reference = office.submitted_case(draft);
    EXPECT_ACCEPTED(refuse_gates(reference, {Criterion::TITLE}));
    return reference;
  }
  Answer correct(const std::string& reference,
                 const std::function<void(event::ApplicationCorrected::Builder)>& fill) {
    return office.ask(applicant(), reference, [&](auto c) {
      auto event = c.initCorrectApplication();
      event.setWhat("As asked.");
      fill(event);
    });
  }
};

const Instant kClose = london("2020-12-16T17:00");
constexpr Duration kMillisecond = std::chrono::milliseconds(1);

// Edge case 1.
TEST_F(Submission, AtTheVeryCloseIsInTime) {
  const std::string reference = office.drafted_case();
  office.at(kClose);
  ASSERT_ACCEPTED(submit(reference));
  const auto event = office.last().getBody().getApplicationSubmitted();
  EXPECT_EQ(view(event.getWindow()), "1");
  EXPECT_EQ(view(event.getCriteriaVersion()), "1");
  EXPECT_EQ(event.getCloses(), kClose.ns);
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
  EXPECT_EQ(office.file(reference).submitted_at, kClose);
}

TEST_F(Submission, AMillisecondAfterTheCloseIsLateAndRecorded) {
  const std::string reference = office.drafted_case();
  const std::string content = content_hash(office.file(reference));
  office.at(kClose + kMillisecond);
  const Answer late = submit(reference);
  EXPECT_REFUSED(late, window_closed);
  EXPECT_EQ(late.refused->detail,
            "Window 1 closed at 5:00pm on 16 December 2020. This was received at 5:00:00.001pm on 16 "
            "December 2020.");
  ASSERT_EQ(late.events, std::vector{Body::LATE_SUBMISSION_REFUSED});
  const auto event = office.last().getBody().getLateSubmissionRefused();
  EXPECT_EQ(view(event.getWindow()), "1");
  EXPECT_EQ(event.getClosed(), kClose.ns);
  EXPECT_EQ(string(event.getContentHash()), content);
  EXPECT_EQ(office.last().getActor().getRole(), Role::SYSTEM);
  EXPECT_EQ(office.file(reference).stage, Stage::DRAFT);
  EXPECT_EQ(office.file(reference).late_refusals, 1);
}

// Edge case 2: it opens in summer time and closes in winter time.
TEST_F(Submission, WindowIsJudgedInLondonTime) {
  EXPECT_EQ(office.office().cycle("cycle-1")->windows.at("1").opens, london("2020-09-23T12:00"));
  const std::string reference = office.drafted_case();
  office.at(london("2020-09-23T12:00") - Duration{1});
  const Answer early = submit(reference);
  EXPECT_REFUSED(early, window_not_open);
  EXPECT_EQ(early.refused->detail, "Window 1 opens at 12:00pm on 23 September 2020.");
  EXPECT_TRUE(early.events.empty());
  office.at("2020-09-23T12:00");
  EXPECT_ACCEPTED(submit(reference));
}

// Edge case 33.
TEST_F(Submission, ReceivedInTimeAndDecidedLaterIsInTime) {
  const std::string reference = office.drafted_case();
  capnp::MallocMessageBuilder message;
  auto command = message.initRoot<Command>();
  command.initSubmitApplication();
  const Actor ann = applicant();
  const auto judged = [&](Instant received) {
    return decide({.file = office.file(reference),
                   .office = office.office(),
                   .target = reference,
                   .actor = ann,
                   .received_at = received,
                   .now = kClose + std::chrono::seconds(2),
                   .next = {1}},
                  command.asReader());
  };
  EXPECT_FALSE(judged(kClose).refused);
  EXPECT_TRUE(judged(kClose + Duration{1}).refused);
}

TEST_F(Submission, NeedsConditionsAccepted) {
  const std::string reference = office.started_case();
  EXPECT_REFUSED(submit(reference), qualification_owed);
  office.sure(applicant(), reference, [](auto c) { ReadyOffice::describe(c.initDescribeQualification()); });
  EXPECT_REFUSED(submit(reference), occupation_owed);
  office.sure(applicant(), reference,
              [](auto c) { c.initNameOccupation().initOccupation().setStandard("ST0116"); });
  EXPECT_REFUSED(submit(reference), conditions_owed);
  office.sure(applicant(), reference, [](auto c) { c.initAcceptConditionsOfApplication().setVersion("1"); });
  office.attach(reference, "demand", DocumentPart::DEMAND, Sensitivity::UNANSWERED);
  EXPECT_REFUSED(submit(reference), sensitivity_unanswered);
  office.sure(applicant(), reference, [](auto c) { c.initFlagSensitivity().setDocument("demand"); });
  EXPECT_ACCEPTED(submit(reference));
}

// Edge case 13.
TEST_F(Submission, TheSameQualificationIsInACycleOnce) {
  const std::string first = office.submitted_case();
  const std::string second =
      office.drafted_case({.title = "higher national \u00A0certificate in Software Development"});
  const Answer refused = submit(second);
  EXPECT_REFUSED(refused, already_submitted);
  EXPECT_EQ(refused.refused->detail, "Case " + first + " holds it.");
  // A title is no identity: another owner may have the same.
  EXPECT_ACCEPTED(submit(office.drafted_case({.organisation = "example-awarding"})));
  office.sure(applicant(), first, [](auto c) { c.initWithdrawApplication().setReason("Sent twice."); });
  EXPECT_ACCEPTED(submit(second));
}

TEST_F(Submission, TheSameQualificationIsInBothWindowsOfACycleOnce) {
  office.submitted_case({.cycle = "cycle-5"});
  office.open_window("cycle-5", "5.2");
  EXPECT_REFUSED(submit(office.drafted_case({.cycle = "cycle-5"})), already_submitted);
}

TEST_F(Submission, CriteriaAreThoseOfTheWindow) {
  const std::string first = office.submitted_case({.cycle = "cycle-5"});
  EXPECT_EQ(office.file(first).criteria_version, "5.1");
  office.open_window("cycle-5", "5.2");
  const std::string second = office.submitted_case({.cycle = "cycle-5", .title = "Another"});
  EXPECT_EQ(office.file(second).window, "5.2");
  EXPECT_EQ(office.file(second).criteria_version, "5.2");
}

TEST_F(Submission, BetweenWindowsADraftOfTheFirstIsLateAndALaterOneIsEarly) {
  const std::string begun_in_time = office.drafted_case({.cycle = "cycle-5"});
  office.at("2024-03-01");
  EXPECT_REFUSED(submit(begun_in_time), window_closed);
  EXPECT_EQ(office.file(begun_in_time).late_for, "5.1");
  EXPECT_REFUSED(submit(office.drafted_case({.cycle = "cycle-5", .title = "Later"})), window_not_open);
}

// Edge case 11.
TEST_F(Submission, StandardThatLeftTheScopeBeforeIsRefused) {
  const std::string reference = office.drafted_case();
  office.scope("cycle-1", "ST0116", ScopeClass::OUT_OF_SCOPE, "2020-10-01");
  office.at("2020-10-01");
  EXPECT_REFUSED(submit(reference), standard_out_of_scope);
}

TEST_F(Submission, ContentHashFollowsTheContentAndNotTheOrder) {
  const auto hash_of_submission = [](const std::vector<std::string>& standards, const std::string& document) {
    ReadyOffice office;
    const std::string reference = office.drafted_case({.standards = standards});
    office.attach(reference, document);
    office.sure(applicant(), reference, [](auto c) { c.initSubmitApplication(); });
    return string(office.last().getBody().getApplicationSubmitted().getContentHash());
  };
  const std::string hash = hash_of_submission({"ST0116", "ST0125"}, "demand");
  EXPECT_EQ(hash.size(), 32U);
  EXPECT_EQ(hash_of_submission({"ST0125", "ST0116"}, "demand"), hash);
  EXPECT_NE(hash_of_submission({"ST0116", "ST0125"}, "rights"), hash);
  EXPECT_NE(hash_of_submission({"ST0116"}, "demand"), hash);
}

TEST_F(Submission, ContentIsListedLineByLine) {
  CaseState file;
  file.organisation = "example-college";
  file.cycle = "cycle-1";
  file.qualification = Qualification{.title = "A\nB", .level = 4, .route = "digital"};
  file.occupations = {{.standard = "ST1021", .option = "A", .version = "1.0"}};
  file.conditions_of_application = "1";
  file.documents["demand"] = {.hash = "\x01\xab"};
  EXPECT_EQ(
      content_listing(file),
      "organisation:15:example-college\ncycle:7:cycle-1\ntitle:3:A\nB\nlevel:1:4\nkind:5:other\nnumber:0:\n"
      "route:7:digital\noccupation:6:ST1021\noption:1:A\nversion:3:1.0\nconditions:1:1\n"
      "document:6:demand\nhash:4:01ab\n");
}

// Late submissions

TEST_F(Submission, LateOneIsAdmittedOnAGroundWithEvidence) {
  const std::string reference = office.drafted_case();
  office.at(kClose + kMillisecond);
  submit(reference);
  office.at("2020-12-17T10:00");
  EXPECT_REFUSED(admit(reference, ""), missing_value);
  EXPECT_REFUSED(admit(reference, "The service was down.", ""), missing_value);
  ASSERT_ACCEPTED(admit(reference));
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
  EXPECT_EQ(office.file(reference).window, "1");
  EXPECT_EQ(office.file(reference).criteria_version, "1");
  EXPECT_EQ(string(office.last().getBody().getLateSubmissionAdmitted().getContentHash()),
            content_hash(office.file(reference)));
}

// Edge case 35.
TEST_F(Submission, DraftNeverSentMayBeAdmittedAfterTheClose) {
  const std::string reference = office.drafted_case();
  EXPECT_REFUSED(admit(reference), not_due);
  office.at("2020-12-17T10:00");
  EXPECT_ACCEPTED(admit(reference));
}

// Domain.md 4: a window without days cannot be opened until they are scheduled.
TEST_F(Submission, WaitsForAWindowWhoseDaysAreKnown) {
  office.cycle("cycle-9", "9", {}, {{"9", "", "", "5"}},
               [](event::Edition::Builder edition) { edition.setDecides(BodyKind::CHIEF_EXECUTIVE); });
  const std::string reference = office
                                    .sure(applicant(), {},
                                          [](auto c) {
                                            auto event = c.initRegisterInterest();
                                            event.setOrganisation("example-college");
                                            event.setCycle("cycle-9");
                                          })
                                    .stream;
  const auto fill = [&](const std::function<void(Command::Builder)>& step) {
    office.sure(applicant(), reference, step);
  };
  office.sure(official(), reference, [](auto c) { c.initGrantFormAccess(); });
  fill([](auto c) { c.initStartApplication().setPrivacyNotice("1"); });
  fill([](auto c) { ReadyOffice::describe(c.initDescribeQualification()); });
  fill([](auto c) { c.initNameOccupation().initOccupation().setStandard("ST0116"); });
  fill([](auto c) { c.initAcceptConditionsOfApplication().setVersion("1"); });
  const Answer answer = submit(reference);
  EXPECT_REFUSED(answer, window_not_open);
  EXPECT_EQ(answer.refused->detail, "The days of the windows of cycle cycle-9 are not known yet.");
}

TEST_F(Submission, NothingIsAdmittedBeforeAWindowOpens) {
  const std::string reference = office.drafted_case();
  office.at("2020-09-22");
  EXPECT_REFUSED(admit(reference), window_not_open);
}

// Edge case 3.
TEST_F(Submission, ExtensionReopensLateOnesByAnEventOnly) {
  const std::string reference = office.drafted_case();
  office.at(kClose + kMillisecond);
  submit(reference);
  extend("2020-12-18T17:00");
  EXPECT_EQ(office.file(reference).stage, Stage::DRAFT);
  ASSERT_ACCEPTED(admit(reference, "The window was extended.", ""));
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
}

TEST_F(Submission, ExtendedWindowTakesSubmissions) {
  const std::string reference = office.drafted_case();
  extend("2020-12-18T17:00");
  office.at("2020-12-18T17:00");
  ASSERT_ACCEPTED(submit(reference));
  EXPECT_EQ(office.last().getBody().getApplicationSubmitted().getCloses(), london("2020-12-18T17:00").ns);
}

TEST_F(Submission, LateOneIsJudgedByTheWindowItWasLateFor) {
  const std::string reference = office.drafted_case({.cycle = "cycle-5"});
  office.at("2024-02-10");
  submit(reference);
  ASSERT_ACCEPTED(admit(reference));
  EXPECT_EQ(office.file(reference).criteria_version, "5.1");
}

TEST_F(Submission, LateOneTakesNoPlaceThatIsTaken) {
  const std::string second = office.drafted_case();
  office.submitted_case();
  office.at("2020-12-17");
  EXPECT_REFUSED(admit(second), already_submitted);
}

// Lapse

TEST_F(Submission, DraftLapsesTwentyWorkingDaysAfterTheClose) {
  const std::string reference = office.drafted_case();
  const auto lapse = [&] { return office.ask(the_system(), reference, [](auto c) { c.initLapseDraft(); }); };
  // Past Christmas Day, Boxing Day (observed) and New Year's Day.
  office.at(end_of_day({2021, 1, 18}));
  EXPECT_REFUSED(lapse(), not_due);
  office.at(start_of_day({2021, 1, 19}));
  ASSERT_ACCEPTED(lapse());
  EXPECT_EQ(view(office.last().getBody().getDraftLapsed().getWindow()), "1");
  EXPECT_EQ(office.file(reference).stage, Stage::LAPSED);
}

TEST_F(Submission, DraftOfTwoWindowsLapsesAfterTheLast) {
  const std::string reference = office.drafted_case({.cycle = "cycle-5"});
  EXPECT_EQ(lapse_of_draft(office.office(), office.file(reference)), end_of_day({2025, 3, 10}));
}

TEST_F(Submission, NoDraftLapsesWhileTheDaysOfAWindowAreNotKnown) {
  office.sure(official(), "cycle-1", [](auto c) {
    auto event = c.initScheduleWindow();
    event.setWindow("2");
    event.setCriteriaVersion("1");
  });
  EXPECT_EQ(lapse_of_draft(office.office(), office.file(office.drafted_case())), std::nullopt);
}

TEST_F(Submission, NoDraftLapsesInACycleWithoutWindows) {
  CaseState file;
  file.cycle = "cycle-9";
  EXPECT_EQ(lapse_of_draft(office.office(), file), std::nullopt);
}

// Receipt and timeline

TEST_F(Submission, ReceiptPromisesADayAheadOnce) {
  const std::string reference = office.submitted_case();
  EXPECT_REFUSED(confirm(reference, ""), missing_value);
  EXPECT_REFUSED(confirm(reference, "2020-09-22"), time_in_the_past);
  ASSERT_ACCEPTED(confirm(reference, "2021-03-31"));
  EXPECT_EQ(office.file(reference).feedback_by, end_of_day({2021, 3, 31}));
  EXPECT_REFUSED(confirm(reference, "2021-04-30"), nothing_to_change);
}

TEST_F(Submission, ChangedPromiseHasAReason) {
  const std::string reference = office.submitted_case();
  confirm(reference, "2021-03-31");
  EXPECT_REFUSED(agree(reference, "2021-03-31", "None."), nothing_to_change);
  EXPECT_REFUSED(agree(reference, "2021-04-30"), missing_value);
  ASSERT_ACCEPTED(agree(reference, "2021-04-30", "The panel meets later."));
  EXPECT_EQ(office.file(reference).feedback_by, end_of_day({2021, 4, 30}));
}

TEST_F(Submission, ReceiptDoesNotMoveATimelineAgreed) {
  const std::string reference = office.submitted_case();
  ASSERT_ACCEPTED(agree(reference, "2020-12-01"));
  EXPECT_REFUSED(confirm(reference, "2021-03-31"), bad_value);
  EXPECT_ACCEPTED(confirm(reference, "2020-12-01"));
}

// Assignment

TEST_F(Submission, CaseIsAssignedOnceToAnOfficialWithoutAConflict) {
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

TEST_F(Submission, CaseIsNotAssignedToItsReviewer) {
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

// Eligibility

TEST_F(Submission, RefusalNamesGatesAndReasons) {
  const std::string reference = office.submitted_case();
  EXPECT_REFUSED(refuse_gates(reference, {}), gate_owed);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::NONE}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::KSB_COVERAGE}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::TITLE, Criterion::TITLE}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::STATUTORY_REGULATOR}), bad_value);
  EXPECT_REFUSED(refuse_gates(reference, {Criterion::TITLE}, ""), missing_value);
  ASSERT_ACCEPTED(refuse_gates(reference, {Criterion::TITLE, Criterion::REGULATED_APPLICANT}));
  EXPECT_EQ(office.file(reference).stage, Stage::INELIGIBLE);
  EXPECT_EQ(office.file(reference).failed_gates.size(), 2U);
}

// Edge case 9: the number must be given before the submission.
TEST_F(Submission, RegulatedOccupationNeedsTheNumberBeforeSubmission) {
  const Draft draft{.cycle = "cycle-2",
                    .title = "Diploma in Hearing Aid Practice",
                    .level = 5,
                    .route = "health-and-science",
                    .standards = {"ST0600"}};
  const std::string reference = office.submitted_case(draft);
  EXPECT_REFUSED(office.ask(official(), reference, [](auto c) { c.initConfirmEligibility(); }),
                 regulator_recognition_owed);
  ASSERT_ACCEPTED(refuse_gates(reference, {Criterion::STATUTORY_REGULATOR}));
  ASSERT_ACCEPTED(correct(reference, [](auto event) {
    auto recognition = event.initRecognitions(1)[0];
    recognition.setRegulator(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL);
    recognition.setNumber("HCPC-1");
  }));
  EXPECT_ACCEPTED(office.ask(official(), reference, [](auto c) { c.initConfirmEligibility(); }));
  EXPECT_EQ(office.file(reference).stage, Stage::UNDER_REVIEW);
}

TEST_F(Submission, ApplicantWithoutRecognitionIsNotEligible) {
  office.organisation("unregistered", "Unregistered", OrganisationKind::OTHER);
  const std::string none = office.submitted_case({.organisation = "unregistered"});
  EXPECT_REFUSED(office.ask(official(), none, [](auto c) { c.initConfirmEligibility(); }), recognition_owed);
  // Recognised by Ofqual, but the qualification is not on its register.
  const std::string unlisted = office.submitted_case({.organisation = "example-awarding"});
  EXPECT_REFUSED(office.ask(official(), unlisted, [](auto c) { c.initConfirmEligibility(); }),
                 recognition_owed);
  const std::string listed =
      office.submitted_case({.organisation = "example-awarding", .number = "603/2476/0"});
  EXPECT_ACCEPTED(office.ask(official(), listed, [](auto c) { c.initConfirmEligibility(); }));
}

// Correction

TEST_F(Submission, CorrectionSaysWhatAndChangesSomething) {
  const std::string reference = ineligible_case();
  EXPECT_REFUSED(correct(reference, [](auto event) { event.setWhat(""); }), missing_value);
  EXPECT_REFUSED(correct(reference, [](auto) {}), nothing_to_change);
}

TEST_F(Submission, CorrectedQualificationIsJudgedAsInTheForm) {
  const std::string reference = ineligible_case();
  EXPECT_REFUSED(correct(reference,
                         [](auto event) {
                           ReadyOffice::describe(event.initQualification(), {.title = "HTQ in Software"});
                         }),
                 title_carries_the_mark);
  const std::string before = content_hash(office.file(reference));
  ASSERT_ACCEPTED(correct(reference, [](auto event) {
    ReadyOffice::describe(event.initQualification(), {.title = "Certificate in Software"});
  }));
  EXPECT_EQ(office.file(reference).stage, Stage::SUBMITTED);
  EXPECT_EQ(office.file(reference).qualification->title, "Certificate in Software");
  const std::string hash = string(office.last().getBody().getApplicationCorrected().getContentHash());
  EXPECT_NE(hash, before);
  EXPECT_EQ(hash, content_hash(office.file(reference)));
}

TEST_F(Submission, CorrectionDropsNamedOccupationsAndLeavesOne) {
  const std::string reference = ineligible_case({.standards = {"ST0116", "ST0125"}});
  const auto drop = [&](std::vector<const char*> standards) {
    return correct(reference, [&](auto event) {
      auto list = event.initDropped(static_cast<unsigned>(standards.size()));
      for (unsigned at = 0; at < standards.size(); ++at) list.set(at, standards[at]);
    });
  };
  EXPECT_REFUSED(drop({"ST1021"}), occupation_not_named);
  EXPECT_REFUSED(drop({"ST0116", "ST0125"}), occupation_owed);
  ASSERT_ACCEPTED(drop({"ST0125"}));
  EXPECT_EQ(office.file(reference).occupations.size(), 1U);
}

TEST_F(Submission, CorrectionNamesRegulatorAndNumber) {
  const std::string reference = ineligible_case();
  const auto give = [&](Regulator regulator, const char* number) {
    return correct(reference, [&](auto event) {
      auto recognition = event.initRecognitions(1)[0];
      recognition.setRegulator(regulator);
      recognition.setNumber(number);
    });
  };
  EXPECT_REFUSED(give(Regulator::NONE, "1"), missing_value);
  EXPECT_REFUSED(give(Regulator::OFQUAL, ""), missing_value);
  EXPECT_ACCEPTED(give(Regulator::OFQUAL, "RN1"));
}

TEST_F(Submission, CorrectionAfterTheCloseIsRefused) {
  const std::string reference = ineligible_case();
  const auto rename = [](auto event) {
    ReadyOffice::describe(event.initQualification(), {.title = "Certificate in Software"});
  };
  office.at(kClose + Duration{1});
  EXPECT_REFUSED(correct(reference, rename), window_closed);
  office.at(kClose);
  EXPECT_ACCEPTED(correct(reference, rename));
}

TEST_F(Submission, CorrectionTakesNoPlaceThatWasTakenMeanwhile) {
  const std::string first = ineligible_case();
  office.submitted_case();
  EXPECT_REFUSED(correct(first, [](auto event) { ReadyOffice::describe(event.initQualification()); }),
                 already_submitted);
}

}  // namespace
}  // namespace htq::tests

#include <sodium.h>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

struct Cycles : ::testing::Test {
  ReviewedCase office;

  const WindowState& window(const std::string& cycle, const std::string& name) {
    return office.office().cycle(cycle)->windows.at(name);
  }
  Answer announce(const std::function<void(event::CycleAnnounced::Builder)>& differs) {
    return office.ask(official(), "cycle-9", [&](auto c) {
      auto event = c.initAnnounceCycle();
      event.setTitle("9");
      auto edition = event.initEdition();
      edition.setRecommends(BodyKind::ROUTE_PANEL);
      edition.setAssures(BodyKind::APPROVALS_COMMITTEE);
      edition.setDecides(BodyKind::APPROVALS_COMMITTEE);
      edition.setConsultation(ConsultationPolicy::PLANNED);
      differs(event);
    });
  }
  Answer schedule(const std::string& cycle, const std::string& name, const std::string& opens,
                  const std::string& closes, const std::string& criteria = {}) {
    return office.ask(official(), cycle, [&](auto c) {
      auto event = c.initScheduleWindow();
      event.setWindow(text(name));
      event.initOpens().setLocal(text(opens));
      event.initCloses().setLocal(text(closes));
      event.setCriteriaVersion(text(criteria));
    });
  }
  Answer open(const std::string& cycle, const std::string& name) {
    return office.ask(the_system(), cycle, [&](auto c) { c.initOpenWindow().setWindow(text(name)); });
  }
  Answer close(const std::string& cycle, const std::string& name) {
    return office.ask(the_system(), cycle, [&](auto c) { c.initCloseWindow().setWindow(text(name)); });
  }
  Answer extend(const std::string& cycle, const std::string& name, const std::string& closes,
                const std::string& reason = "Floods.") {
    return office.ask(official(), cycle, [&](auto c) {
      auto event = c.initExtendWindow();
      event.setWindow(text(name));
      event.initCloses().setLocal(text(closes));
      event.setReason(text(reason));
    });
  }
  Answer scope(const std::string& standard, ScopeClass scope, const std::string& from,
               const std::string& reason = "The list was revised.") {
    return office.ask(official(), "cycle-1", [&](auto c) {
      auto event = c.initChangeScope();
      event.setStandard(text(standard));
      event.setClass(scope);
      event.initFrom().setLocal(text(from));
      event.setReason(text(reason));
    });
  }
  Answer criteria(const std::string& name, const std::string& version) {
    return office.ask(official(), "cycle-1", [&](auto c) {
      auto event = c.initSetCriteriaVersion();
      event.setWindow(text(name));
      event.setVersion(text(version));
    });
  }
  Answer resubmission(const std::string& by) {
    return office.ask(official(), "cycle-1",
                      [&](auto c) { c.initSetResubmissionDate().initBy().setLocal(text(by)); });
  }
  Answer cut_off(const std::string& cycle, const std::string& to,
                 const std::string& reason = "Windows moved.") {
    return office.ask(official(), cycle, [&](auto c) {
      auto event = c.initMoveCutOff();
      event.initCutOff().setLocal(text(to));
      event.setReason(text(reason));
    });
  }
  Answer duration(std::uint8_t years, const std::string& reason = "Guidance of 2021.") {
    return office.ask(official(), "cycle-1", [&](auto c) {
      auto event = c.initChangeDurationRule();
      event.setYears(years);
      event.setReason(text(reason));
    });
  }
  Answer final_list(const std::string& cycle, const std::vector<std::string>& cases) {
    return office.ask(official(), cycle, [&](auto c) {
      auto list = c.initPublishFinalList().initCases(static_cast<unsigned>(cases.size()));
      for (unsigned i = 0; i < cases.size(); ++i) list.set(i, text(cases[i]));
    });
  }
  Answer close_cycle(const std::string& reason = "All are decided.") {
    return office.ask(official(), "cycle-1", [&](auto c) { c.initCloseCycle().setReason(text(reason)); });
  }
};

TEST_F(Cycles, DaysLeftOutAreTheDefaults) {
  ASSERT_ACCEPTED(announce([](auto) {}));
  const EditionState& edition = office.office().cycle("cycle-9")->edition;
  EXPECT_EQ(edition.receipt_days, 2);
  EXPECT_EQ(edition.information_days, 10);
  EXPECT_EQ(edition.advice_days, 10);
  EXPECT_EQ(edition.acceptance_days, 20);
  EXPECT_EQ(edition.lapse_days, 20);
  EXPECT_EQ(edition.resubmission_rounds, 1);
  EXPECT_EQ(edition.consultation_weeks, 4);
  EXPECT_EQ(office.last().getBody().getCycleAnnounced().getEdition().getProceduralReviewDays(), 20);
}

TEST_F(Cycles, DaysThatAreGivenStay) {
  ASSERT_ACCEPTED(announce([](auto event) { event.getEdition().setLapseDays(5); }));
  EXPECT_EQ(office.office().cycle("cycle-9")->edition.lapse_days, 5);
}

TEST_F(Cycles, EditionNamesEachBodyOfTheChain) {
  EXPECT_REFUSED(announce([](auto e) { e.getEdition().setRecommends(BodyKind::NONE); }), missing_value);
  EXPECT_REFUSED(announce([](auto e) { e.getEdition().setAssures(BodyKind::NONE); }), missing_value);
  EXPECT_REFUSED(announce([](auto e) { e.getEdition().setDecides(BodyKind::NONE); }), missing_value);
}

TEST_F(Cycles, AnnouncementHasATitle) {
  EXPECT_REFUSED(announce([](auto e) { e.setTitle(" "); }), missing_value);
}

TEST_F(Cycles, RoutesAreOnRecordByIdOrNameAndNamedOnce) {
  EXPECT_REFUSED(announce([](auto e) { e.initRoutes(1).set(0, "alchemy"); }), unknown_reference);
  EXPECT_REFUSED(announce([](auto e) {
                   auto routes = e.initRoutes(2);
                   routes.set(0, "digital");
                   routes.set(1, "digital");
                 }),
                 bad_value);
  EXPECT_ACCEPTED(announce([](auto e) {
    auto routes = e.initRoutes(2);
    routes.set(0, "digital");
    routes.set(1, "Health and science");
  }));
}

TEST_F(Cycles, FirstTeachIsAMonth) {
  EXPECT_REFUSED(
      announce([](auto e) { e.getEdition().initFirstTeach(1)[0].setFirstTeach("September 2022"); }),
      bad_value);
}

TEST_F(Cycles, WindowHasBothDaysOrNeither) {
  EXPECT_REFUSED(schedule("cycle-1", "2", "2021-01-01", ""), missing_value);
  EXPECT_REFUSED(schedule("cycle-1", "2", "", "2021-01-01"), missing_value);
  EXPECT_ACCEPTED(schedule("cycle-1", "2", "", ""));
}

TEST_F(Cycles, WindowClosesAfterItOpens) {
  EXPECT_REFUSED(schedule("cycle-1", "2", "2021-02-01", "2021-01-31"), window_order);
  EXPECT_ACCEPTED(schedule("cycle-1", "2", "2021-02-01", "2021-02-01"));
}

TEST_F(Cycles, WindowsOfACycleDoNotOverlap) {
  EXPECT_REFUSED(schedule("cycle-1", "2", "2020-12-16T17:00", "2021-01-31"), window_order);
  EXPECT_ACCEPTED(schedule("cycle-1", "2", "2020-12-16T17:01", "2021-01-31"));
  EXPECT_REFUSED(extend("cycle-1", "1", "2021-01-02"), window_order);
}

TEST_F(Cycles, WindowIsRescheduledUntilItOpens) {
  EXPECT_REFUSED(schedule("cycle-1", "1", "2020-09-23T12:00", "2020-12-16T17:00"), nothing_to_change);
  ASSERT_ACCEPTED(schedule("cycle-1", "1", "2020-09-24T12:00", "2020-12-16T17:00"));
  EXPECT_EQ(window("cycle-1", "1").opens, london("2020-09-24T12:00"));
  EXPECT_EQ(window("cycle-1", "1").criteria_version, "1");
  office.at("2020-09-24T12:00");
  ASSERT_ACCEPTED(open("cycle-1", "1"));
  EXPECT_REFUSED(schedule("cycle-1", "1", "2020-09-25T12:00", "2020-12-16T17:00"), window_order);
}

TEST_F(Cycles, WindowOpensOnceAndNotBeforeItsInstant) {
  office.at(london("2020-09-23T12:00") - Duration{1});
  EXPECT_REFUSED(open("cycle-1", "1"), not_due);
  office.at("2020-09-23T12:00");
  ASSERT_ACCEPTED(open("cycle-1", "1"));
  EXPECT_TRUE(window("cycle-1", "1").opened);
  EXPECT_REFUSED(open("cycle-1", "1"), nothing_to_change);
}

TEST_F(Cycles, WindowWithoutDaysCannotBeOpenedClosedOrExtended) {
  ASSERT_ACCEPTED(schedule("cycle-1", "2", "", ""));
  EXPECT_REFUSED(open("cycle-1", "2"), window_not_scheduled);
  EXPECT_REFUSED(close("cycle-1", "2"), window_not_scheduled);
  EXPECT_REFUSED(extend("cycle-1", "2", "2022-01-01"), window_not_scheduled);
}

TEST_F(Cycles, WindowIsOneOfTheCycle) {
  EXPECT_REFUSED(open("cycle-1", "7"), window_unknown);
  EXPECT_REFUSED(close("cycle-1", "7"), window_unknown);
  EXPECT_REFUSED(extend("cycle-1", "7", "2022-01-01"), window_unknown);
  EXPECT_REFUSED(criteria("7", "2"), window_unknown);
}

TEST_F(Cycles, WindowClosesOnceAfterItsLastInstant) {
  office.at("2020-12-16T17:00");
  EXPECT_REFUSED(close("cycle-1", "1"), window_not_open);
  ASSERT_ACCEPTED(open("cycle-1", "1"));
  EXPECT_REFUSED(close("cycle-1", "1"), not_due);
  office.at(london("2020-12-16T17:00") + Duration{1});
  ASSERT_ACCEPTED(close("cycle-1", "1"));
  EXPECT_REFUSED(close("cycle-1", "1"), nothing_to_change);
}

TEST_F(Cycles, ExtensionIsLaterAndSaysWhy) {
  EXPECT_REFUSED(extend("cycle-1", "1", "2020-12-16T17:00"), window_order);
  EXPECT_REFUSED(extend("cycle-1", "1", "2020-12-16T16:59"), window_order);
  EXPECT_REFUSED(extend("cycle-1", "1", "2020-12-18", ""), missing_value);
  EXPECT_REFUSED(extend("cycle-1", "1", ""), missing_value);
  EXPECT_ACCEPTED(extend("cycle-1", "1", "2020-12-16T17:01"));
}

TEST_F(Cycles, ClosedWindowIsOpenAgainWhenExtended) {
  office.at("2020-12-16T17:00:01");
  ASSERT_ACCEPTED(open("cycle-1", "1"));
  ASSERT_ACCEPTED(close("cycle-1", "1"));
  ASSERT_ACCEPTED(extend("cycle-1", "1", "2020-12-18"));
  EXPECT_FALSE(window("cycle-1", "1").closed);
  EXPECT_EQ(window("cycle-1", "1").closes, end_of_day({2020, 12, 18}));
}

TEST_F(Cycles, SubmissionsTurnedAwayAreCountedByTheOfficeAloneAndWithinTheirWindow) {
  const Instant first = london("2020-12-16T16:58");
  const Instant last = london("2020-12-16T16:59");
  const auto count = [&](const Actor& actor, unsigned submissions, Instant from, Instant to,
                         const std::string& organisation = "example-college",
                         const std::string& window = "1") {
    return office.ask(actor, "cycle-1", [&](auto c) {
      auto event = c.initRecordSubmissionsTurnedAway();
      event.setWindow(text(window));
      event.setOrganisation(text(organisation));
      event.setCount(submissions);
      event.setFirst(from.ns);
      event.setLast(to.ns);
    });
  };
  office.at("2020-12-16T17:01");
  EXPECT_REFUSED(count(official(), 2, first, last), not_your_role);
  EXPECT_REFUSED(count(the_system(), 0, first, last), missing_value);
  EXPECT_REFUSED(count(the_system(), 2, last, first), bad_value);
  EXPECT_REFUSED(count(the_system(), 2, london("2020-01-01"), last), bad_value);
  EXPECT_REFUSED(count(the_system(), 2, first, london("2020-12-16T17:02")), bad_value);
  EXPECT_REFUSED(count(the_system(), 2, first, last, ""), missing_value);
  EXPECT_REFUSED(count(the_system(), 2, first, last, "nobody"), organisation_unknown);
  EXPECT_REFUSED(count(the_system(), 2, first, last, "example-college", "9"), window_unknown);
  ASSERT_ACCEPTED(count(the_system(), 2, first, last));
}

TEST_F(Cycles, ScopeIsADatedFactWithAReasonAboutAKnownStandard) {
  EXPECT_REFUSED(scope("ST9999", ScopeClass::IN_SCOPE, "2020-09-01"), standard_unknown);
  EXPECT_REFUSED(scope("", ScopeClass::IN_SCOPE, "2020-09-01"), missing_value);
  EXPECT_REFUSED(scope("ST0116", ScopeClass::IN_SCOPE, "2020-09-01", ""), missing_value);
  EXPECT_REFUSED(scope("ST0116", ScopeClass::NOT_LISTED, "2020-09-01"), nothing_to_change);
  ASSERT_ACCEPTED(scope("ST0116", ScopeClass::IN_SCOPE, "2020-09-01"));
  EXPECT_REFUSED(scope("ST0116", ScopeClass::IN_SCOPE, "2020-09-02"), nothing_to_change);
  ASSERT_ACCEPTED(scope("ST0116", ScopeClass::NOT_LISTED, "2020-11-01"));
  const CycleState& cycle = *office.office().cycle("cycle-1");
  EXPECT_EQ(cycle.scope_of("ST0116", london("2020-08-31")), ScopeClass::NOT_LISTED);
  EXPECT_EQ(cycle.scope_of("ST0116", london("2020-10-31")), ScopeClass::IN_SCOPE);
  EXPECT_EQ(cycle.scope_of("ST0116", london("2020-11-01")), ScopeClass::NOT_LISTED);
}

TEST_F(Cycles, ScopeWithoutADayHoldsFromItsReceipt) {
  office.at("2020-09-01T10:30");
  ASSERT_ACCEPTED(scope("ST0116", ScopeClass::CONTACT_US, ""));
  const auto from = office.last().getBody().getScopeChanged().getFrom();
  EXPECT_EQ(view(from.getLocal()), "2020-09-01T10:30");
  EXPECT_EQ(Instant{from.getInstant()}, london("2020-09-01T10:30"));
}

TEST_F(Cycles, CriteriaAreSettledWhenTheWindowHasClosed) {
  EXPECT_REFUSED(criteria("1", ""), missing_value);
  EXPECT_REFUSED(criteria("1", "1"), nothing_to_change);
  office.at("2020-12-16T17:00");
  ASSERT_ACCEPTED(criteria("1", "1a"));
  EXPECT_EQ(window("cycle-1", "1").criteria_version, "1a");
  office.at("2020-12-16T17:00:01");
  EXPECT_REFUSED(criteria("1", "1b"), window_closed);
}

TEST_F(Cycles, ResubmissionDateLiesAhead) {
  EXPECT_REFUSED(resubmission(""), missing_value);
  EXPECT_REFUSED(resubmission("2020-06-30"), time_in_the_past);
  ASSERT_ACCEPTED(resubmission("2021-05-31"));
  EXPECT_EQ(office.office().cycle("cycle-1")->resubmit_by_local, "2021-05-31");
  EXPECT_REFUSED(resubmission("2021-05-31"), nothing_to_change);
}

TEST_F(Cycles, CutOffIsMovedToADayAheadWithAReason) {
  EXPECT_REFUSED(cut_off("cycle-1", "2022-03-31"), bad_value);
  EXPECT_REFUSED(cut_off("cycle-5", "2020-06-30"), time_in_the_past);
  EXPECT_REFUSED(cut_off("cycle-5", "2025-04-30", ""), missing_value);
  EXPECT_REFUSED(cut_off("cycle-5", "2025-03-31"), nothing_to_change);
  ASSERT_ACCEPTED(cut_off("cycle-5", "2025-04-30"));
  EXPECT_EQ(office.office().cycle("cycle-5")->edition.cut_off, end_of_day({2025, 4, 30}));
}

TEST_F(Cycles, DurationRuleChangesWithAReason) {
  EXPECT_REFUSED(duration(0, ""), missing_value);
  EXPECT_REFUSED(duration(5), nothing_to_change);
  ASSERT_ACCEPTED(duration(0));
  EXPECT_EQ(office.office().cycle("cycle-1")->edition.approval_years, 0);
}

TEST_F(Cycles, TimelineAndEvaluationSaySomething) {
  const auto timeline = [&](const char* words) {
    return office.ask(official(), "cycle-1", [&](auto c) { c.initPublishTimeline().setText(words); });
  };
  const auto evaluation = [&](const char* words) {
    return office.ask(official(), "cycle-1", [&](auto c) { c.initRecordEvaluation().setFinding(words); });
  };
  EXPECT_REFUSED(timeline(""), missing_value);
  EXPECT_ACCEPTED(timeline("Feedback in March 2021."));
  EXPECT_REFUSED(evaluation(""), missing_value);
  EXPECT_ACCEPTED(evaluation("The consultation drew more employers."));
}

TEST_F(Cycles, FinalListNamesLiveCasesOfTheCycle) {
  const std::string reference = office.live_case();
  EXPECT_REFUSED(final_list("cycle-1", {}), missing_value);
  EXPECT_REFUSED(final_list("cycle-1", {"HTQ-7K3M-92QX-5CJE"}), bad_value);
  EXPECT_REFUSED(final_list("cycle-1", {"HTQ-7K3M-92QX-5CJD"}), final_list_incomplete);
  EXPECT_REFUSED(final_list("cycle-2", {reference}), final_list_incomplete);
  EXPECT_REFUSED(final_list("cycle-1", {reference, reference}), bad_value);
  EXPECT_REFUSED(final_list("cycle-1", {reference, office.submitted_case({.title = "Diploma in Networks"})}),
                 final_list_incomplete);
  ASSERT_ACCEPTED(final_list("cycle-1", {reference}));
  EXPECT_TRUE(office.office().cycle("cycle-1")->final_list_published);
  EXPECT_REFUSED(final_list("cycle-1", {reference}), already_exists);
}

TEST_F(Cycles, FinalListIsHashedInTheOrderOfItsReferences) {
  const std::string one = office.live_case();
  const std::string two = office.live_case({.title = "Diploma in Networks"});
  std::string lower = two;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  ASSERT_ACCEPTED(final_list("cycle-1", one < two ? std::vector{lower, one} : std::vector{one, lower}));
  const std::string lines = std::min(one, two) + "\n" + std::max(one, two) + "\n";
  unsigned char sum[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(sum, reinterpret_cast<const unsigned char*>(lines.data()), lines.size());
  const auto event = office.last().getBody().getFinalListPublished();
  EXPECT_EQ(string(event.getHash()), std::string(reinterpret_cast<char*>(sum), sizeof sum));
  EXPECT_TRUE(view(event.getCases()[0]) == two || view(event.getCases()[1]) == two);
}

TEST_F(Cycles, CycleClosesWhenNoWindowIsOpen) {
  office.at("2020-10-01");
  ASSERT_ACCEPTED(open("cycle-1", "1"));
  EXPECT_REFUSED(close_cycle(), not_due);
  office.at("2020-12-17");
  ASSERT_ACCEPTED(close("cycle-1", "1"));
  EXPECT_REFUSED(close_cycle(""), missing_value);
  ASSERT_ACCEPTED(close_cycle());
  EXPECT_REFUSED(extend("cycle-1", "1", "2021-01-31"), not_at_this_stage);
}

}  // namespace
}  // namespace htq::tests

// Each guard of the table matters: an example that the table refuses with the guard's refusal, and lets
// through once that one guard always holds. An example that a broken guard does not change would prove
// nothing.
#include "domain/guards.h"

#include <algorithm>
#include <iterator>

#include "tests/support/reviewed_case.h"

namespace htq::tests {
namespace {

using Fill = Command::Builder;

/// What is asked when the history has been lived.
struct Asked {
  Actor actor;
  std::string reference;
  std::function<void(Fill)> fill;
};

struct Example {
  const char* name;
  const Guard* guard;
  Asked (*lived)(ReviewedCase& office);
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.name;
}

Asked confirm_eligibility(const std::string& reference) {
  return {official(), reference, [](Fill c) { c.initConfirmEligibility(); }};
}
Asked submit(const std::string& reference) {
  return {applicant(), reference, [](Fill c) { c.initSubmitApplication(); }};
}
Asked complete_advice(const std::string& reference) {
  return {official(), reference, [](Fill c) {
            auto event = c.initCompleteAdvice();
            event.setSummary("It meets the criteria.");
            event.initPapers(1).set(0, as_data(ReadyOffice::hash_of("advice")));
          }};
}

/// What the advice needs, one of them left out.
enum class Owed { analysis, regulator_advice, peer_review, consultation };

std::string reviewed_but_for(ReviewedCase& office, Owed owed) {
  const std::string reference = office.case_under_review();
  office.rate_all(reference);
  if (owed != Owed::analysis) office.sure(official(), reference, [](Fill c) { c.initCompleteAnalysis(); });
  if (owed != Owed::regulator_advice) office.settle_regulator(reference);
  EXPECT_ACCEPTED(office.commission(reference));
  if (owed != Owed::peer_review) {
    EXPECT_ACCEPTED(office.review(reference));
  }
  if (owed != Owed::consultation) office.consult("the-consultation", reference);
  return reference;
}

/// An application against a regulated occupation; the regulator knows the applicant or does not.
std::string regulated_case(ReviewedCase& office, bool recognised) {
  const std::string reference = office.drafted_case({.cycle = "cycle-2",
                                                     .title = "Diploma in Hearing",
                                                     .level = 5,
                                                     .route = "health-and-science",
                                                     .standards = {"ST0600"}});
  if (recognised)
    office.sure(applicant(), reference, [](Fill c) {
      auto recognition = c.initGiveRecognitionNumber().initRecognition();
      recognition.setRegulator(Regulator::HEALTH_AND_CARE_PROFESSIONS_COUNCIL);
      recognition.setNumber("HC-1");
    });
  office.sure(applicant(), reference, [](Fill c) { c.initSubmitApplication(); });
  return reference;
}

const Example kExamples[] = {
    {"AnotherApplicantsForm", &guards::is_its_applicant,
     [](ReviewedCase& office) -> Asked {
       return {applicant("example-awarding"), office.drafted_case(),
               [](Fill c) { ReadyOffice::describe(c.initDescribeQualification(), {.title = "Another"}); }};
     }},
    {"FormWithoutTheSession", &guards::session_held_where_required,
     [](ReviewedCase& office) -> Asked {
       return {official(), office.registered_case({.cycle = "cycle-5"}),
               [](Fill c) { c.initGrantFormAccess(); }};
     }},
    {"StartAfterTheLastWindow", &guards::window_open_or_announced,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.case_with_access();
       office.at("2020-12-17");
       return {applicant(), reference, [](Fill c) { c.initStartApplication().setPrivacyNotice("1"); }};
     }},
    {"MappingToNoOccupation", &guards::occupation_named,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.started_case();
       office.attach(reference, "structure");
       return {applicant(), reference, [](Fill c) { ReadyOffice::map(c.initProvideMapping(), {}); }};
     }},
    {"SubmissionWithoutTheConditions", &guards::conditions_accepted,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.started_case();
       office.sure(applicant(), reference,
                   [](Fill c) { ReadyOffice::describe(c.initDescribeQualification()); });
       office.sure(applicant(), reference,
                   [](Fill c) { c.initNameOccupation().initOccupation().setStandard("ST0116"); });
       office.attach(reference, "structure", DocumentPart::STRUCTURE_AND_MAPPING);
       office.sure(applicant(), reference,
                   [](Fill c) { ReadyOffice::map(c.initProvideMapping(), {"ST0116"}); });
       return submit(reference);
     }},
    {"SubmissionWithAnItemUnanswered", &guards::sensitivity_answered,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.drafted_case();
       office.attach(reference, "demand", DocumentPart::DEMAND, Sensitivity::UNANSWERED);
       return submit(reference);
     }},
    {"LapseOfADraftBeforeItsDay", &guards::lapse_is_due,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.drafted_case();
       office.at("2020-12-17");
       return {the_system(), reference, [](Fill c) { c.initLapseDraft(); }};
     }},
    {"EligibilityOfAHeldCase", &guards::is_not_held,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.submitted_case();
       office.sure(official(), reference, [](Fill c) {
         auto event = c.initHoldCase();
         event.setGround(HoldGround::LEGAL_ADVICE);
         event.setReason("Advice is awaited.");
       });
       return confirm_eligibility(reference);
     }},
    {"AHoldOnWhatWasDisposedOf", &guards::is_not_disposed_of,
     [](ReviewedCase& office) -> Asked {
       const Actor rachel = acting("rachel", {Role::RECORDS_OFFICER});
       const std::string reference = office.submitted_case();
       office.sure(applicant(), reference,
                   [](Fill c) { c.initWithdrawApplication().setReason("Too soon."); });
       office.sure(rachel, "withdrawn", [](Fill c) {
         auto rule = c.initSetRetentionRule();
         rule.setYears(1);
         rule.setAuthority("Schedule 2025");
       });
       office.at(office.now() + std::chrono::hours(24 * 400));
       office.sure(rachel, reference, [](Fill c) { c.initDisposeOfCase().setGround("Its time is over."); });
       return {rachel, reference, [](Fill c) {
                 auto hold = c.initPlaceCaseLegalHold();
                 hold.setHold("claim-12");
                 hold.setMatter("A claim.");
               }};
     }},
    {"ReleaseOfACaseThatIsNotHeld", &guards::is_held,
     [](ReviewedCase& office) -> Asked {
       return {official(), office.submitted_case(),
               [](Fill c) { c.initReleaseCase().setReason("Settled."); }};
     }},
    {"EligibilityOffTheOfqualRegister", &guards::is_registered_with_a_regulator,
     [](ReviewedCase& office) -> Asked {
       return confirm_eligibility(office.submitted_case({.organisation = "example-awarding"}));
     }},
    {"EligibilityWithoutTheStatutoryRegulator", &guards::regulators_recognise_it,
     [](ReviewedCase& office) -> Asked { return confirm_eligibility(regulated_case(office, false)); }},
    {"CorrectionAfterTheWindow", &guards::window_still_open,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.submitted_case();
       office.sure(official(), reference, [](Fill c) {
         auto event = c.initRefuseEligibility();
         event.initGates(1).set(0, Criterion::TITLE);
         event.setReasons("The title.");
       });
       office.at("2020-12-16T17:00:01");
       return {applicant(), reference, [](Fill c) {
                 auto event = c.initCorrectApplication();
                 event.setWhat("The title.");
                 ReadyOffice::describe(event.initQualification(), {.title = "Certificate in Software"});
               }};
     }},
    {"AnalysisOfPairsNotRated", &guards::every_pair_rated,
     [](ReviewedCase& office) -> Asked {
       return {official(), office.case_under_review(), [](Fill c) { c.initCompleteAnalysis(); }};
     }},
    {"AnalysisByItsReviewer", &guards::has_not_reviewed,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.case_under_review();
       EXPECT_ACCEPTED(office.commission(reference));
       EXPECT_ACCEPTED(office.review(reference, "rita"));
       return {official("rita"), reference, [](Fill c) {
                 auto event = c.initAssessCriterion();
                 event.setCriterion(Criterion::ALIGNMENT);
                 event.setStandard("ST0116");
                 event.setRating(Rating::MET);
                 event.setReasons("As the papers show.");
               }};
     }},
    {"DecisionByItsAnalyst", &guards::has_not_analysed,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.assured_case();
       const std::string analyst = *office.file(reference).analysts.begin();
       return {acting(analyst, {Role::DECISION_MAKER}, {}, "institute-board"), reference, [](Fill c) {
                 auto event = c.initTakeDecision();
                 event.setOutcome(Outcome::APPROVED);
                 event.setReasons("The evidence supports it.");
                 auto verdict = event.initVerdicts(1)[0];
                 verdict.setStandard("ST0116");
                 verdict.setOutcome(Outcome::APPROVED);
                 verdict.setReasons("As rated.");
               }};
     }},
    {"AdviceBeforeTheConsultation", &guards::consultation_over,
     [](ReviewedCase& office) -> Asked {
       return complete_advice(reviewed_but_for(office, Owed::consultation));
     }},
    {"AdviceBeforeThePeerReview", &guards::peer_reviews_settled,
     [](ReviewedCase& office) -> Asked {
       return complete_advice(reviewed_but_for(office, Owed::peer_review));
     }},
    {"AdviceBeforeTheRegulators", &guards::regulator_advice_settled,
     [](ReviewedCase& office) -> Asked {
       return complete_advice(reviewed_but_for(office, Owed::regulator_advice));
     }},
    {"AdviceBeforeTheAnalysis", &guards::analysis_complete,
     [](ReviewedCase& office) -> Asked { return complete_advice(reviewed_but_for(office, Owed::analysis)); }},
    {"AdviceBeforeTheStatutoryRegulators", &guards::statutory_advice_received,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = regulated_case(office, true);
       office.sure(official(), reference, [](Fill c) { c.initConfirmEligibility(); });
       office.rate_all(reference);
       office.sure(official(), reference, [](Fill c) { c.initCompleteAnalysis(); });
       office.settle_regulator(reference);
       office.consult("the-consultation", reference);
       return complete_advice(reference);
     }},
    {"ResubmissionAfterItsDay", &guards::resubmission_in_time,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.case_with_changes();
       office.at(office.file(reference).resubmit_by + Duration{1});
       return {applicant(), reference, [](Fill c) {
                 auto answers = c.initResubmit().initAnswers(2);
                 for (unsigned i = 0; i < answers.size(); ++i) {
                   answers[i].setNumber(static_cast<std::uint16_t>(i + 1));
                   answers[i].setReason("The unit belongs to another owner.");
                 }
               }};
     }},
    {"LapseOfAResubmissionBeforeItsDay", &guards::resubmission_is_due,
     [](ReviewedCase& office) -> Asked {
       return {the_system(), office.case_with_changes(), [](Fill c) { c.initLapseResubmission(); }};
     }},
    {"ChangesReturnedOnceTooOften", &guards::another_round_allowed,
     [](ReviewedCase& office) -> Asked {
       return {official(), office.resubmitted_case(), [](Fill c) {
                 auto event = c.initReturnChanges();
                 event.setReasons("The second item is not done.");
                 event.initBy().setLocal("2022-01-31");
               }};
     }},
    {"ConfirmationOfAChangeThatWasNotPossible", &guards::every_change_done,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.case_with_changes();
       EXPECT_ACCEPTED(office.resubmit(reference, {{1}, {2, Done::not_possible}}));
       return {office.official_of(reference), reference, [](Fill c) { c.initConfirmChanges(); }};
     }},
    {"CutOffBeforeItsDay", &guards::cut_off_has_passed,
     [](ReviewedCase& office) -> Asked {
       return {the_system(), office.submitted_case({.cycle = "cycle-5"}), [](Fill c) { c.initPassCutOff(); }};
     }},
    {"TransferThatNobodyProposed", &guards::transfer_proposed,
     [](ReviewedCase& office) -> Asked {
       return {applicant(), office.approved_case(), [](Fill c) { c.initAcceptCopyrightTransfer(); }};
     }},
    {"ConditionsBeforeTheCopyright", &guards::copyright_settled,
     [](ReviewedCase& office) -> Asked {
       const std::string reference = office.decided_case();
       EXPECT_ACCEPTED(office.feedback(reference));
       return {applicant(), reference, [](Fill c) { c.initAcceptConditionsOfApproval().setVersion("1"); }};
     }},
    {"LapseOfAnAcceptanceBeforeItsDay", &guards::acceptance_is_due,
     [](ReviewedCase& office) -> Asked {
       return {official(), office.approved_case(),
               [](Fill c) { c.initLapseAcceptance().setReason("No answer."); }};
     }},
};

/// The table, with a guard that always holds in place of one.
std::vector<Step> broken(const Guard& guard, const Guard& always_holds) {
  std::vector<Step> steps(case_steps().begin(), case_steps().end());
  for (Step& step : steps) step.provided = step.provided.with(&always_holds, &guard);
  return steps;
}

struct BrokenGuard : ::testing::TestWithParam<Example> {};

TEST_P(BrokenGuard, LetsThroughWhatTheTableRefuses) {
  const auto& [name, guard, lived] = GetParam();
  ReviewedCase office;
  const Asked asked = lived(office);

  const Answer by_the_table = office.ask(asked.actor, asked.reference, asked.fill);
  EXPECT_TRUE(is_refused(by_the_table, guard->otherwise));

  Guard always_holds = *guard;
  always_holds.holds = [](const Given&) { return true; };
  const std::vector<Step> steps = broken(*guard, always_holds);
  office.by(steps);
  EXPECT_ACCEPTED(office.ask(asked.actor, asked.reference, asked.fill));
}

INSTANTIATE_TEST_SUITE_P(Table, BrokenGuard, ::testing::ValuesIn(kExamples),
                         [](const auto& info) { return info.param.name; });

TEST(BrokenGuards, AreAllThatTheTableHas) {
  // What cannot be broken to any effect, and why.
  const Guard* const kWithoutExample[] = {
      &guards::qualification_described,  // what follows cannot even be asked without a qualification
      &guards::has_not_decided,          // no case returns to the review from a decision yet
  };
  for (const Step& step : case_steps())
    for (const Guard* guard : step.provided.all())
      EXPECT_TRUE(std::ranges::find(kExamples, guard, &Example::guard) != std::end(kExamples) ||
                  std::ranges::find(kWithoutExample, guard) != std::end(kWithoutExample))
          << "\"" << guard->name << "\" has no example";
}

}  // namespace
}  // namespace htq::tests

// The approval of one qualification, step by step (domain.md section 11). Anything absent is refused.
// Columns are checked from left to right: the role, the stage, then each condition; the first that fails names the refusal.
#include "domain/guards.h"
#include "domain/workflow.h"

namespace htq {
namespace {

using enum Stage;
using enum Role;
using namespace guards;
using Do = Command;

constexpr Stages kForm{REGISTERED, ACCESS_GRANTED, DRAFT};
constexpr Stages kReview{UNDER_REVIEW, INFORMATION_REQUESTED};
constexpr Stages kSubmittedToResubmitted{SUBMITTED, UNDER_REVIEW, INFORMATION_REQUESTED, ADVICE_READY, PANEL_RECOMMENDED,
                                         ASSURED, DECIDED, CHANGES_REQUIRED, RESUBMITTED};
constexpr Stages kSubmittedToAssured{SUBMITTED, UNDER_REVIEW, INFORMATION_REQUESTED, ADVICE_READY, PANEL_RECOMMENDED,
                                     ASSURED};
constexpr Stages kBeforeLive{REGISTERED,   ACCESS_GRANTED,    DRAFT,   SUBMITTED, INELIGIBLE,       UNDER_REVIEW, INFORMATION_REQUESTED,
                             ADVICE_READY, PANEL_RECOMMENDED, ASSURED, DECIDED,   CHANGES_REQUIRED, RESUBMITTED,  APPROVED};
constexpr Stages kNotTerminal = kBeforeLive.with({LIVE, UNDER_CHANGE});
constexpr Stages kAny = kNotTerminal.with({LAPSED, NOT_APPROVED, CARRIED_OVER, WITHDRAWN, APPROVAL_WITHDRAWN});
constexpr Stages kEnded{LAPSED, INELIGIBLE, NOT_APPROVED, CARRIED_OVER, WITHDRAWN, APPROVAL_WITHDRAWN};
constexpr Stages kSame{};

// clang-format off
constexpr Step kCaseSteps[] = {
    // at                       action                            taken by                        provided that                                                  leads to
    // Registration and the form
    {NONE,                      Do::REGISTER_INTEREST,            {APPLICANT, OFFICIAL},          {},                                                            REGISTERED},
    {NONE,                      Do::RECORD_EARLIER_APPROVAL,      {OFFICIAL},                     {},                                                            LIVE},
    {kForm,                     Do::BOOK_SUPPORT_SESSION,         {APPLICANT},                    {&is_its_applicant},                                           kSame},
    {kForm,                     Do::RECORD_SUPPORT_SESSION,       {OFFICIAL},                     {},                                                            kSame},
    {kForm,                     Do::RECORD_MISSED_SUPPORT_SESSION,{OFFICIAL},                     {},                                                            kSame},
    {REGISTERED,                Do::GRANT_FORM_ACCESS,            {OFFICIAL, SYSTEM},             {&session_held_where_required},                                ACCESS_GRANTED},
    {ACCESS_GRANTED,            Do::START_APPLICATION,            {APPLICANT},                    {&is_its_applicant, &window_open_or_announced},                DRAFT},
    {DRAFT,                     Do::DESCRIBE_QUALIFICATION,       {APPLICANT},                    {&is_its_applicant},                                           kSame},
    {DRAFT,                     Do::NAME_OCCUPATION,              {APPLICANT},                    {&is_its_applicant, &qualification_described},                 kSame},
    {DRAFT,                     Do::DROP_OCCUPATION,              {APPLICANT},                    {&is_its_applicant},                                           kSame},
    {DRAFT,                     Do::PROVIDE_MAPPING,              {APPLICANT},                    {&is_its_applicant, &occupation_named},                        kSame},
    {DRAFT,                     Do::GIVE_RECOGNITION_NUMBER,      {APPLICANT},                    {&is_its_applicant},                                           kSame},
    {DRAFT,                     Do::ACCEPT_CONDITIONS_OF_APPLICATION,{APPLICANT},                 {&is_its_applicant},                                           kSame},
    {{DRAFT, INFORMATION_REQUESTED, CHANGES_REQUIRED}, Do::ATTACH_DOCUMENT, {APPLICANT},           {&is_its_applicant},                                           kSame},
    {DRAFT,                     Do::REMOVE_DOCUMENT,              {APPLICANT},                    {&is_its_applicant},                                           kSame},
    {kAny,                      Do::FLAG_SENSITIVITY,             {APPLICANT},                    {&is_its_applicant, &is_not_disposed_of},                                           kSame},
    {kAny,                      Do::LIFT_SENSITIVITY,             {APPLICANT},                    {&is_its_applicant, &is_not_disposed_of},                                           kSame},

    // Submission
    {DRAFT,                     Do::SUBMIT_APPLICATION,           {APPLICANT},                    {&is_its_applicant, &qualification_described, &occupation_named, &conditions_accepted, &sensitivity_answered}, SUBMITTED},
    {DRAFT,                     Do::ADMIT_LATE_SUBMISSION,        {OFFICIAL},                     {&qualification_described, &occupation_named, &conditions_accepted, &sensitivity_answered}, SUBMITTED},
    {kForm,                     Do::LAPSE_DRAFT,                  {SYSTEM},                       {&lapse_is_due},                                               LAPSED},
    {kSubmittedToResubmitted,   Do::CONFIRM_RECEIPT,              {OFFICIAL},                     {},                                                            kSame},
    {kSubmittedToResubmitted,   Do::AGREE_TIMELINE,               {OFFICIAL},                     {},                                                            kSame},
    {kNotTerminal,              Do::ASSIGN_CASE,                  {OFFICIAL},                     {},                                                            kSame},
    {SUBMITTED,                 Do::CONFIRM_ELIGIBILITY,          {OFFICIAL},                     {&is_not_held, &is_registered_with_a_regulator, &regulators_recognise_it}, UNDER_REVIEW},
    {SUBMITTED,                 Do::REFUSE_ELIGIBILITY,           {OFFICIAL},                     {&is_not_held},                                                INELIGIBLE},
    {INELIGIBLE,                Do::CORRECT_APPLICATION,          {APPLICANT},                    {&is_its_applicant, &is_not_disposed_of, &window_still_open},                       SUBMITTED},

    // Review: consultation, peer review, regulators and analysis run beside one another
    {kReview,                   Do::REQUEST_INFORMATION,          {OFFICIAL},                     {},                                                            INFORMATION_REQUESTED},
    {INFORMATION_REQUESTED,     Do::PROVIDE_INFORMATION,          {APPLICANT},                    {&is_its_applicant},                                           kReview},
    {INFORMATION_REQUESTED,     Do::CANCEL_INFORMATION_REQUEST,   {OFFICIAL},                     {},                                                            kReview},
    {INFORMATION_REQUESTED,     Do::LAPSE_INFORMATION_REQUEST,    {SYSTEM},                       {},                                                            kReview},
    {kSubmittedToResubmitted,   Do::HOLD_CASE,                    {OFFICIAL, SYSTEM},             {&is_not_held},                                                kSame},
    {kSubmittedToResubmitted,   Do::RELEASE_CASE,                 {OFFICIAL, SYSTEM},             {&is_held},                                                    kSame},
    {kReview,                   Do::OPEN_FOR_CONSULTATION,        {SYSTEM},                       {&sensitivity_answered},                                       kSame},
    {kAny,                      Do::END_CONSULTATION,             {SYSTEM},                       {},                                                            kSame},
    {kReview,                   Do::COMMISSION_PEER_REVIEW,       {OFFICIAL},                     {},                                                            kSame},
    {kReview,                   Do::ACCEPT_PEER_REVIEW,           {PEER_REVIEWER},                {&has_not_analysed, &has_not_decided},                         kSame},
    {kReview,                   Do::DECLINE_PEER_REVIEW,          {PEER_REVIEWER},                {},                                                            kSame},
    {kReview,                   Do::SUBMIT_PEER_REVIEW,           {PEER_REVIEWER},                {&has_not_analysed, &has_not_decided},                         kSame},
    {kReview,                   Do::WAIVE_PEER_REVIEW,            {OFFICIAL},                     {},                                                            kSame},
    {kReview,                   Do::DISCOUNT_PEER_REVIEW,         {OFFICIAL},                     {},                                                            kSame},
    {{ADVICE_READY, PANEL_RECOMMENDED, ASSURED}, Do::DISCOUNT_PEER_REVIEW, {OFFICIAL},            {},                                                            UNDER_REVIEW},
    {kReview,                   Do::REQUEST_REGULATOR_ADVICE,     {OFFICIAL},                     {},                                                            kSame},
    {kReview,                   Do::RECORD_REGULATOR_MEETING,     {OFFICIAL, OFQUAL, OFS},        {},                                                            kSame},
    {kReview,                   Do::RECORD_REGULATOR_ADVICE,      {OFFICIAL, OFQUAL, OFS},        {},                                                            kSame},
    {kReview,                   Do::RECORD_REGULATOR_ADVICE_NOT_NEEDED, {OFFICIAL},               {},                                                            kSame},
    {kReview,                   Do::REQUEST_STATUTORY_ADVICE,     {OFFICIAL},                     {},                                                            kSame},
    {kReview,                   Do::RECORD_STATUTORY_ADVICE,      {OFFICIAL, STATUTORY_REGULATOR},{},                                                            kSame},
    {kAny,                      Do::REPORT_REGULATORY_ACTION,     {OFFICIAL, STATUTORY_REGULATOR},{&is_not_disposed_of},                                                            kSame},
    {kReview,                   Do::ASSESS_CRITERION,             {OFFICIAL},                     {&has_not_reviewed, &has_not_decided},                         kSame},
    {kReview,                   Do::COMPLETE_ANALYSIS,            {OFFICIAL},                     {&has_not_reviewed, &has_not_decided, &every_pair_rated},      kSame},
    {UNDER_REVIEW,              Do::COMPLETE_ADVICE,              {OFFICIAL},                     {&is_not_held, &consultation_over, &peer_reviews_settled, &regulator_advice_settled, &statutory_advice_received, &analysis_complete}, ADVICE_READY},

    // Recommendation, assurance, decision
    {ADVICE_READY,              Do::MAKE_PANEL_RECOMMENDATION,    {ROUTE_PANEL, SECRETARY},       {&is_not_held},                                                PANEL_RECOMMENDED},
    {{ADVICE_READY, PANEL_RECOMMENDED, ASSURED}, Do::RETURN_ADVICE, {ROUTE_PANEL, ASSURANCE_BODY, DECISION_MAKER, SECRETARY}, {},                                UNDER_REVIEW},
    {PANEL_RECOMMENDED,         Do::GIVE_ASSURANCE,               {ASSURANCE_BODY, SECRETARY},    {&is_not_held},                                                ASSURED},
    {ASSURED,                   Do::DEFER_DECISION,               {DECISION_MAKER, SECRETARY},    {},                                                            UNDER_REVIEW},
    {ASSURED,                   Do::TAKE_DECISION,                {DECISION_MAKER, SECRETARY},    {&is_not_held, &has_not_analysed, &has_not_reviewed},          DECIDED},
    {{DECIDED, CHANGES_REQUIRED, RESUBMITTED, APPROVED}, Do::DETERMINE_COPYRIGHT, {OFFICIAL},     {},                                                            kSame},
    {DECIDED,                   Do::ISSUE_FEEDBACK,               {OFFICIAL},                     {},                                                            {APPROVED, CHANGES_REQUIRED, NOT_APPROVED, CARRIED_OVER}},
    {{INELIGIBLE, APPROVED, CARRIED_OVER, LIVE, APPROVAL_WITHDRAWN}, Do::ISSUE_FEEDBACK, {OFFICIAL}, {&is_not_disposed_of},                                                         kSame},

    // Changes
    {CHANGES_REQUIRED,          Do::MOVE_RESUBMISSION_DATE,       {OFFICIAL},                     {},                                                            kSame},
    {CHANGES_REQUIRED,          Do::RESUBMIT,                     {APPLICANT},                    {&is_its_applicant, &resubmission_in_time},                    RESUBMITTED},
    {RESUBMITTED,               Do::RETURN_CHANGES,               {OFFICIAL},                     {&is_not_held, &another_round_allowed},                        CHANGES_REQUIRED},
    {RESUBMITTED,               Do::CONFIRM_CHANGES,              {OFFICIAL},                     {&is_not_held, &every_change_done},                            APPROVED},
    {RESUBMITTED,               Do::REFUSE_CHANGES,               {OFFICIAL},                     {&is_not_held},                                                CARRIED_OVER},
    {CHANGES_REQUIRED,          Do::LAPSE_RESUBMISSION,           {SYSTEM},                       {&resubmission_is_due},                                        CARRIED_OVER},
    {kSubmittedToAssured.with({CHANGES_REQUIRED, RESUBMITTED}), Do::PASS_CUT_OFF, {SYSTEM},       {&cut_off_has_passed},                                         CARRIED_OVER},

    // Approval and the list
    {APPROVED,                  Do::ACCEPT_COPYRIGHT_TRANSFER,    {APPLICANT},                    {&is_its_applicant, &transfer_proposed},                       kSame},
    {APPROVED,                  Do::ACCEPT_CONDITIONS_OF_APPROVAL,{APPLICANT},                    {&is_its_applicant, &copyright_settled},                       LIVE},
    {APPROVED,                  Do::LAPSE_ACCEPTANCE,             {OFFICIAL},                     {&acceptance_is_due},                                          WITHDRAWN},
    {LIVE,                      Do::LIST_PUBLICLY,                {OFFICIAL},                     {},                                                            kSame},
    {LIVE,                      Do::CORRECT_LISTING,              {OFFICIAL},                     {},                                                            kSame},
    {kBeforeLive,               Do::WITHDRAW_APPLICATION,         {APPLICANT},                    {&is_its_applicant},                                           WITHDRAWN},

    // Keeping, disclosing, disposing
    {kAny,                      Do::PLACE_CASE_LEGAL_HOLD,        {RECORDS_OFFICER},              {&is_not_disposed_of},                                         kSame},
    {kAny,                      Do::LIFT_CASE_LEGAL_HOLD,         {RECORDS_OFFICER},              {},                                                            kSame},
    {kAny,                      Do::RECORD_DISCLOSURE,            {RECORDS_OFFICER},              {},                                                            kSame},
    {kEnded,                    Do::DISPOSE_OF_CASE,              {RECORDS_OFFICER},              {&is_not_disposed_of},                                         kSame},

    // Telling, and correcting
    {kAny,                      Do::RECORD_NOTICE,                {OFFICIAL, MAILER, SYSTEM},     {&is_not_disposed_of},                                                            kSame},
    {kAny,                      Do::RECORD_FAILED_NOTICE,         {OFFICIAL, MAILER, SYSTEM},     {&is_not_disposed_of},                                                            kSame},
    {kAny,                      Do::CORRECT_ENTRY,                {OFFICIAL},                     {&is_not_disposed_of},                                                            kSame},
};
// clang-format on

}  // namespace

std::span<const Step> case_steps() { return kCaseSteps; }

}  // namespace htq

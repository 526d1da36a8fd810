// The process says no. Each refusal has a number that never changes, a name, a sentence for the caller, the
// clause it rests on and what to do next. They stand in the order in which they are checked: stream, role,
// stage, guards, command.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace htq {

enum class Refusal : std::uint16_t {
  // 1xx: any command
  no_such_stream = 101,
  already_exists = 102,
  not_your_role = 103,
  not_at_this_stage = 104,
  not_the_applicant = 105,
  bad_value = 106,
  missing_value = 107,
  time_does_not_exist = 108,
  time_is_ambiguous = 109,
  time_in_the_past = 110,
  nothing_to_change = 111,
  unknown_reference = 112,
  occurred_in_the_future = 113,
  reference_taken = 114,

  // 2xx: cycles and windows
  cycle_closed = 201,
  window_unknown = 202,
  window_not_scheduled = 203,
  window_not_open = 204,
  window_closed = 205,
  window_order = 206,
  not_due = 207,
  final_list_incomplete = 208,
  publication_missing = 209,

  // 3xx: the form
  support_session_owed = 301,
  organisation_unknown = 302,
  standard_unknown = 303,
  standard_not_published = 304,
  standard_out_of_scope = 305,
  option_owed = 306,
  option_unknown = 307,
  occupation_named_twice = 308,
  occupation_not_named = 309,
  level_not_allowed = 310,
  prior_contact_owed = 311,
  title_carries_the_mark = 312,
  document_unknown = 313,
  document_exists = 314,
  conditions_owed = 315,
  sensitivity_unanswered = 316,
  occupation_owed = 317,
  qualification_owed = 318,
  already_submitted = 319,
  mapping_owed = 320,
  route_not_in_cycle = 321,
  earlier_case_open = 322,
  form_incomplete = 323,

  // 4xx: eligibility
  recognition_owed = 401,
  regulator_recognition_owed = 402,
  gate_owed = 403,

  // 5xx: review
  case_is_held = 501,
  case_not_held = 502,
  request_unknown = 503,
  request_open = 504,
  review_not_commissioned = 505,
  reviewer_not_under_contract = 506,
  conflict_of_interest = 507,
  consultation_open = 508,
  consultation_owed = 509,
  peer_review_owed = 510,
  regulator_advice_owed = 511,
  statutory_advice_owed = 512,
  analysis_owed = 513,
  pair_not_rated = 514,
  not_a_statutory_regulator = 515,
  advice_already_asked = 516,
  reviewer_already_asked = 517,
  flags_unsettled = 518,

  // 6xx: recommendation, assurance, decision
  meeting_unknown = 601,
  meeting_not_held = 602,
  no_quorum = 603,
  not_on_the_agenda = 604,
  wrong_body = 605,
  verdict_owed = 606,
  not_every_criterion_met = 607,
  departure_needs_a_reason = 608,
  required_changes_owed = 609,
  no_power = 610,
  body_abolished = 611,
  role_conflict = 612,
  changes_not_expected = 613,
  reasons_owed = 614,

  // 7xx: changes, approval, list
  answer_owed = 701,
  answer_unknown = 702,
  resubmission_too_late = 703,
  no_further_round = 704,
  change_not_done = 705,
  copyright_owed = 706,
  transfer_not_proposed = 707,
  acceptance_not_due = 708,
  conditions_version_unknown = 709,
  feedback_owed = 710,
  title_of_listing = 711,
  document_beyond_the_items = 712,
  cut_off_passed = 713,

  // 8xx: everything that is no case
  respondent_answered = 801,
  consultation_case_unknown = 802,
  response_unknown = 803,
  member_unknown = 804,
  publication_unknown = 805,
  same_version = 806,
  delegation_unknown = 807,
  appointment_unknown = 808,
  abolished = 809,
  recognition_unknown = 810,
  entry_unknown = 811,
  on_legal_hold = 812,
  not_on_legal_hold = 813,

  // 9xx: the log itself
  log_level_too_low = 901,
  log_level_not_supported = 902,
  log_level_never_lowered = 903,
  office_has_moved = 904,
};

struct RefusalText {
  Refusal refusal;
  std::string_view name;      // snake case, stable
  std::string_view sentence;  // what is the matter
  std::string_view clause;    // of domain.md, or the source it names
  std::string_view remedy;    // what to do next
};

/// Every refusal, by rising number.
std::span<const RefusalText> all_refusals();
const RefusalText& text_of(Refusal refusal);

}  // namespace htq

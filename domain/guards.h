// Conditions of the steps in workflow.cc. Each finishes the phrase "provided that".
#pragma once

#include "domain/workflow.h"

namespace htq::guards {

/// The applicant acts on its own case only; everyone else passes. Refused as if there were no such case.
extern const Guard is_its_applicant;
extern const Guard session_held_where_required;
extern const Guard window_open_or_announced;
extern const Guard qualification_described;
extern const Guard occupation_named;
extern const Guard conditions_accepted;
extern const Guard sensitivity_answered;
extern const Guard window_still_open;
extern const Guard lapse_is_due;
extern const Guard is_not_held;
extern const Guard is_held;
extern const Guard is_not_disposed_of;
extern const Guard consultation_over;
extern const Guard peer_reviews_settled;
extern const Guard regulator_advice_settled;
extern const Guard statutory_advice_received;
extern const Guard analysis_complete;
extern const Guard every_pair_rated;
extern const Guard transfer_proposed;
extern const Guard copyright_settled;
extern const Guard resubmission_is_due;
extern const Guard resubmission_in_time;
extern const Guard another_round_allowed;
extern const Guard every_change_done;
extern const Guard cut_off_has_passed;
extern const Guard acceptance_is_due;
extern const Guard has_not_analysed;  // separation of roles on one case
extern const Guard has_not_reviewed;
extern const Guard has_not_decided;
extern const Guard is_registered_with_a_regulator;
extern const Guard regulators_recognise_it;

}  // namespace htq::guards

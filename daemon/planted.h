// Faults that the simulation plants, to prove that it would find them. Only the simulator's own build has
// them (HTQ_PLANTED_FAULTS); in every other one is_planted is false when the program is compiled.
#pragma once

namespace htq {

enum class Plant {
  none,
  acknowledges_before_the_sync,
  refuses_before_the_sync,
  acknowledges_what_was_not_written,
  decides_a_command_twice,
  forgets_what_was_just_recorded,
  takes_a_used_key_for_another_command,
  takes_the_key_of_somebody_else,
  ignores_the_expected_version,
  names_the_wrong_record,
  drops_a_command,
  gives_a_version_twice,
  gives_an_instant_twice,
  breaks_the_chain,
  keeps_what_was_lost,
  forgets_what_the_rows_do_not_hold_yet,
  fires_a_timer_twice,
  forgets_deadlines_at_a_start,
  reads_the_last_record_again,
  starts_one_record_too_late,
  leaves_out_the_last_of_a_batch,
  says_too_early_that_it_is_read,
  starts_where_the_lane_ahead_stands,
  leaves_out_a_batch_of_a_catch_up,
  goes_on_after_rows_were_not_written,
  keeps_showing_what_was_replaced,
  answers_a_read_that_is_behind,
  forgets_who_waits,
  looks_for_recent_commands_alone,
  keeps_the_keys_of_the_erased,
};

#ifdef HTQ_PLANTED_FAULTS
inline constexpr const char* kPlantNames[] = {
    "none",
    "acknowledges_before_the_sync",
    "refuses_before_the_sync",
    "acknowledges_what_was_not_written",
    "decides_a_command_twice",
    "forgets_what_was_just_recorded",
    "takes_a_used_key_for_another_command",
    "takes_the_key_of_somebody_else",
    "ignores_the_expected_version",
    "names_the_wrong_record",
    "drops_a_command",
    "gives_a_version_twice",
    "gives_an_instant_twice",
    "breaks_the_chain",
    "keeps_what_was_lost",
    "forgets_what_the_rows_do_not_hold_yet",
    "fires_a_timer_twice",
    "forgets_deadlines_at_a_start",
    "reads_the_last_record_again",
    "starts_one_record_too_late",
    "leaves_out_the_last_of_a_batch",
    "says_too_early_that_it_is_read",
    "starts_where_the_lane_ahead_stands",
    "leaves_out_a_batch_of_a_catch_up",
    "goes_on_after_rows_were_not_written",
    "keeps_showing_what_was_replaced",
    "answers_a_read_that_is_behind",
    "forgets_who_waits",
    "looks_for_recent_commands_alone",
    "keeps_the_keys_of_the_erased",
};
inline Plant planted = Plant::none;
inline bool is_planted(Plant plant) {
  return planted == plant;
}
#else
constexpr bool is_planted(Plant) {
  return false;
}
#endif

}  // namespace htq

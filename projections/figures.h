// What one case adds to the figures of its cycle (domain.md section 15).
//
// How it is counted:
// - per case, and per occupation: an occupation named in the case counts as the case does, and by its own
//   verdict where there is one.
// - days are working days (domain.md 12) from the day something began to the day it ended, the first not
//   counted. Days on which the case was held are taken out: those from the day of the hold to the day of the
//   release, or to the end of the stage. Bank holidays are those on record when the stage was left.
// - a stage that is entered again adds to what it took before.
// - the day of an event is the London day on which it was recorded; that of a submission, on which it was
//   received. Of a case that was corrected, the days to the decision begin with the correction.
// - an occupation that was dropped counts nowhere.
// - a case belongs to the window in which it was submitted.
//
// Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/case_state.h"
#include "domain/office.h"
#include "projections/cells.h"
#include "schemas/event.capnp.h"

namespace htq {

/// Numbers never change: they are in rows.
enum class Figure : std::uint16_t {
  // Of cases; of occupations the same plus kOfOccupations.
  started = 1,
  submitted = 2,
  decided = 3,
  late_refused = 4,
  late_admitted = 5,
  ineligible = 6,
  consulted = 7,
  in_consultation = 8,
  approved = 9,
  approved_with_changes = 10,
  not_approved = 11,
  carried_over_by_decision = 12,
  changes_confirmed = 13,
  carried_over = 14,
  withdrawn = 15,
  lapsed = 16,
  live = 17,
  listed = 18,
  open = 19,
  // Distributions: the value is a number of working days.
  days_to_decision = 200,
  days_in_stage = 300,  // plus the number of the stage
  // Promises: the value is the PromiseStanding.
  promises = 400,  // plus the number of the PromiseKind
  // Of a cycle as a whole: the value is the RespondentKind.
  responses = 500,
  late_responses = 501,
  set_aside_responses = 502,
  from_earlier_years = 503,
};
inline constexpr std::uint16_t kOfOccupations = 100;

struct Hold {
  Instant from;
  Instant until;  // 0: it goes on

  friend bool operator==(const Hold&, const Hold&) = default;
};

/// What the figures need of a case's past beyond its state; kept in a row of its own.
struct CaseHistory {
  Instant entered;  // the stage in which it stands
  std::vector<Hold> holds;
  std::map<Stage, std::uint32_t> days;  // in stages that were left
  std::uint32_t days_to_decision = 0;
  bool was_submitted = false;
  bool was_late_admitted = false;
  bool was_ineligible = false;
  bool was_consulted = false;
  bool was_decided = false;
  bool had_changes_confirmed = false;
  std::map<PromiseKind, PromiseStanding> promises;
  std::map<PromiseKind, Instant> promised;  // the days told

  void note(Record::Reader record, const CaseState& before, const CaseState& after, const Office& office);

  std::string bytes() const;
  static CaseHistory of(std::string_view bytes);
  friend bool operator==(const CaseHistory&, const CaseHistory&) = default;
};

/// Whether an event can change anything of the history, the groups or the figures: most cannot, and the rest
/// need not be looked at.
bool concerns_figures(Body::Reader body, const CaseState& before, const CaseState& after);

/// The groups that a case counts in, each with its value.
using Group = std::pair<StatisticsGroup, std::string>;
std::vector<Group> groups_of(const CaseState& file, const Office& office);
/// What it adds to one of its groups: to a standard's, its occupations of that standard alone.
Cells figures_of(const CaseState& file, const CaseHistory& history, const Group& group);

}  // namespace htq

// Who asks, and what they see: a caller's roles, and what ties them to cases, judged as things stand now.
// What was to be seen once need not be seen today, so it is the same for answers as at an earlier position.
//
// Of one request; one thread. The doors outlive it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/access/caller.h"
#include "daemon/doors/door.h"
#include "daemon/doors/policy.h"
#include "daemon/row_view.h"

namespace htq {

/// Of whom is told, and what of them: need to know (domain.md section 13).
inline constexpr Roles kMayAskOfPersons{Role::RECORDS_OFFICER, Role::AUDITOR};

class Viewer {
 public:
  /// Without a role: everyone who has no token.
  Viewer(const Doors& doors, Caller caller);

  const Caller& caller() const { return caller_; }
  Roles roles() const { return roles_; }
  bool sees_positions() const { return sees_positions_; }
  bool sees_cases() const { return sees_every_case(roles_); }
  bool sees_persons() const { return !roles_.both(kMayAskOfPersons).empty(); }
  /// Whatever ties them to a case: it adds nothing.
  bool sees_all_of_every_case() const;

  /// What is told is on record already: it is noted no more.
  void note_no_more() { caller_.disclosed.reset(); }

  /// Of what is no case.
  Sight of_office() const { return with_positions(sight_of_office(roles_)); }
  /// Somebody with that clearance who sees positions as the caller does.
  Sight with_positions(policy::Audience clearance) const;

  /// Looks up what ties the caller to cases. Before of_case; again when time has passed.
  Result<> look(const RowView& now);
  /// Nothing: to the caller there is no such case. Whether there is one at all, who sees all of every case
  /// finds out by looking. The sight stands until the next look, and as long as the reference.
  Result<std::optional<Sight>> of_case(std::string_view reference);
  /// Of the stream that a record belongs to.
  Result<std::optional<Sight>> of_record(Record::Reader record);
  /// The same for a case that is known.
  std::optional<Sight> of_case(const CaseTies& ties) const;

 private:
  bool is_tied(Tie tie, Role role, const CaseTies& ties) const;
  /// Up to where a tie lets them see a case.
  std::uint64_t end_of(Tie tie, Role role, const CaseTies& ties) const;
  Result<> look_at_meetings(const RowView& now);
  Result<> look_at_recognitions(const RowView& now);
  /// Who analysed, reviewed or decided a case does not review how it was decided (domain.md section 3).
  Result<bool> took_part_in(const std::string& reference, const RowView& now) const;

  const Doors& doors_;
  Caller caller_;
  Roles roles_;
  bool sees_positions_;
  const RowView* now_ = nullptr;
  std::set<std::string, std::less<>> on_an_agenda_;
  std::set<std::string, std::less<>> examined_;
  std::map<Role, std::map<std::string, Position, std::less<>>>
      papers_;                                                     // when they were issued last, by role
  std::map<Role, std::set<std::string, std::less<>>> recognised_;  // organisations, by the regulator's role
  std::unordered_map<std::string, std::optional<CaseTies>> known_;
};

/// The position that a caller names, as it was given: a number to who sees positions, sealed to all others.
std::optional<Position> position_named(const Doors& doors, const Viewer& viewer, std::string_view text);
/// As it stands in JSON.
std::string position_json(const Doors& doors, const Viewer& viewer, Position position);

}  // namespace htq

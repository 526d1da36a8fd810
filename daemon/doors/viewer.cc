#include "daemon/doors/viewer.h"

#include <algorithm>

#include "daemon/doors/clearance.h"
#include "daemon/doors/sealed_positions.h"
#include "daemon/row_view.h"
#include "domain/evolve.h"
#include "domain/regulator_name.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr Roles kMeet{Role::ROUTE_PANEL, Role::ASSURANCE_BODY, Role::DECISION_MAKER, Role::REVIEW_PANEL,
                      Role::EXAMINER};
constexpr Roles kReviewDecisions{Role::REVIEW_PANEL, Role::EXAMINER};
constexpr std::size_t kMostKnown = 10'000;  // cases looked up for one answer or stretch of a stream

Roles roles_tied_by(Tie tie) {
  Roles roles;
  for (const SightOfCase& row : sights_of_cases())
    if (row.tie == tie) roles.add(row.role);
  return roles;
}

bool meets_in(Role role, BodyKind kind) {
  if (role == Role::ROUTE_PANEL) return kind == BodyKind::ROUTE_PANEL;
  if (kReviewDecisions.has(role)) return kind == BodyKind::REVIEW_PANEL;
  return kind != BodyKind::ROUTE_PANEL && kind != BodyKind::REVIEW_PANEL && kind != BodyKind::NONE;
}

/// A body that has no appointments on record keeps its list elsewhere: whoever holds the role is of it, as
/// where it decides (domain/decide/meeting.cc).
bool is_of(const BodyState& body, const std::string& person, Instant at) {
  if (body.appointments.empty()) return true;
  const auto found = body.appointments.find(person);
  return found != body.appointments.end() && found->second.in_force_at(at);
}

Regulator adviser(Role role) {
  return role == Role::OFQUAL ? Regulator::OFQUAL : Regulator::OFFICE_FOR_STUDENTS;
}

bool is_at_or_after(Stage stage, Stage first) {
  switch (stage) {
    case Stage::PANEL_RECOMMENDED: return first == Stage::PANEL_RECOMMENDED;
    case Stage::ASSURED:
    case Stage::DECIDED:
    case Stage::CHANGES_REQUIRED:
    case Stage::RESUBMITTED:
    case Stage::APPROVED:
    case Stage::LIVE:
    case Stage::UNDER_CHANGE:
    case Stage::NOT_APPROVED:
    case Stage::APPROVAL_WITHDRAWN: return true;
    case Stage::NONE:
    case Stage::REGISTERED:
    case Stage::ACCESS_GRANTED:
    case Stage::DRAFT:
    case Stage::LAPSED:
    case Stage::SUBMITTED:
    case Stage::INELIGIBLE:
    case Stage::UNDER_REVIEW:
    case Stage::INFORMATION_REQUESTED:
    case Stage::ADVICE_READY:
    case Stage::CARRIED_OVER:
    case Stage::WITHDRAWN: return false;
  }
  return false;
}

bool may_be_reviewed(Stage stage) {
  switch (stage) {
    case Stage::INELIGIBLE:
    case Stage::DECIDED:
    case Stage::CHANGES_REQUIRED:
    case Stage::RESUBMITTED:
    case Stage::APPROVED:
    case Stage::LIVE:
    case Stage::UNDER_CHANGE:
    case Stage::NOT_APPROVED:
    case Stage::CARRIED_OVER:
    case Stage::APPROVAL_WITHDRAWN: return true;
    default: return false;
  }
}

}  // namespace

Viewer::Viewer(const Doors& doors, Caller caller)
    : doors_(doors),
      caller_(std::move(caller)),
      roles_(roles_of(caller_)),
      sees_positions_(sees_plain_positions(roles_)) {}

bool Viewer::sees_all_of_every_case() const {
  return std::ranges::any_of(sights_of_cases(), [&](const SightOfCase& row) {
    return roles_.has(row.role) && row.tie == Tie::any_case && row.covers == policy::Audience::RESTRICTED;
  });
}

Sight Viewer::with_positions(policy::Audience clearance) const {
  Sight sight(clearance);
  if (!sees_positions_) sight.seal = &doors_.positions.hook();
  sight.disclosed = caller_.disclosed.get();
  return sight;
}

Result<> Viewer::look(const RowView& now) {
  now_ = &now;
  known_.clear();
  on_an_agenda_.clear();
  examined_.clear();
  papers_.clear();
  recognised_.clear();
  if (!roles_.both(kMeet).empty() || !roles_.both(roles_tied_by(Tie::on_an_agenda)).empty())
    HTQ_TRY(look_at_meetings(now));
  if (!roles_.both(roles_tied_by(Tie::recognises_applicant)).empty()) HTQ_TRY(look_at_recognitions(now));
  return {};
}

Result<> Viewer::look_at_meetings(const RowView& now) {
  Office office;
  std::map<std::string, Position, std::less<>> issued;
  for (const StreamKind kind : {StreamKind::BODY, StreamKind::MEETING})
    HTQ_TRY(read_timeline(now.snapshot(), now.family("timeline"), timeline_prefix(kind),
                          [&](Record::Reader record, std::string_view) {
                            evolve(office, record);
                            if (record.getBody().isPapersIssued())
                              issued[string(record.getStream())] = {record.getPosition()};
                            return true;
                          }));
  for (const auto& [id, meeting] : office.meetings) {
    on_an_agenda_.insert(meeting.cases.begin(), meeting.cases.end());
    const auto body = office.bodies.find(meeting.body);
    const auto papers = issued.find(id);
    if (body == office.bodies.end()) continue;
    for (const Role role : {Role::ROUTE_PANEL, Role::ASSURANCE_BODY, Role::DECISION_MAKER, Role::REVIEW_PANEL,
                            Role::EXAMINER}) {
      if (!roles_.has(role) || !meets_in(role, body->second.kind) ||
          !is_of(body->second, caller_.subject, meeting.at))
        continue;
      for (const std::string& reference : meeting.cases) {
        if (meeting.recused.contains({caller_.subject, reference})) continue;
        if (kReviewDecisions.has(role)) {
          const auto took_part = took_part_in(reference, now);
          if (!took_part) return std::unexpected(took_part.error());
          if (*took_part) continue;
        }
        if (role == Role::EXAMINER) {
          examined_.insert(reference);
        } else if (papers != issued.end()) {
          Position& last = papers_[role][reference];
          last = std::max(last, papers->second);
        }
      }
    }
  }
  return {};
}

Result<bool> Viewer::took_part_in(const std::string& reference, const RowView& now) const {
  CaseState file;
  HTQ_TRY(read_timeline(now.snapshot(), now.family("timeline"), timeline_prefix(StreamKind::CASE, reference),
                        [&](Record::Reader record, std::string_view) {
                          evolve(file, record);
                          return true;
                        }));
  for (const auto* people : {&file.analysts, &file.reviewers, &file.deciders, &file.officials})
    if (people->contains(caller_.subject)) return true;
  return false;
}

Result<> Viewer::look_at_recognitions(const RowView& now) {
  Office office;
  HTQ_TRY(read_timeline(now.snapshot(), now.family("timeline"), timeline_prefix(StreamKind::ORGANISATION),
                        [&](Record::Reader record, std::string_view) {
                          evolve(office, record);
                          return true;
                        }));
  for (const auto& [id, organisation] : office.organisations)
    for (const Role role : {Role::OFQUAL, Role::OFS})
      if (organisation.recognitions.contains(adviser(role))) recognised_[role].insert(id);
  return {};
}

Result<std::optional<Sight>> Viewer::of_case(std::string_view reference) {
  // Who sees all of every case need not be tied to this one.
  if (sees_all_of_every_case()) {
    Sight sight = with_positions(policy::Audience::RESTRICTED);
    sight.of = reference;
    return std::optional(sight);
  }
  auto found = known_.find(std::string(reference));
  if (found == known_.end()) {
    const auto bytes = now_->get("cases", reference);
    if (!bytes) return std::unexpected(bytes.error());
    std::optional<CaseTies> ties;
    if (*bytes) {
      StoredMessage<answer::CaseRow> row(**bytes);
      ties = CaseTies::of(row.root());
    }
    if (known_.size() >= kMostKnown) known_.clear();
    found = known_.emplace(std::string(reference), std::move(ties)).first;
  }
  if (!found->second) return std::optional<Sight>();
  return of_case(*found->second);
}

Result<std::optional<Sight>> Viewer::of_record(Record::Reader record) {
  if (record.getStreamKind() != StreamKind::CASE) return std::optional(of_office());
  return of_case(view(record.getStream()));
}

std::optional<Sight> Viewer::of_case(const CaseTies& ties) const {
  policy::Audience covers = policy::Audience::NOBODY;
  std::uint64_t until = 0;
  bool is_own = false;
  for (const SightOfCase& row : sights_of_cases()) {
    if (!roles_.has(row.role) || !is_tied(row.tie, row.role, ties)) continue;
    is_own = is_own || row.tie == Tie::its_applicant;
    // Who sees it as it stands is not held to the papers; of what sees as far, the widest counts.
    const std::uint64_t end = end_of(row.tie, row.role, ties);
    if (covers != policy::Audience::NOBODY && end < until) continue;
    covers = end > until || covers == policy::Audience::NOBODY ? row.covers : std::max(covers, row.covers);
    until = end;
  }
  if (covers == policy::Audience::NOBODY) return std::nullopt;
  Sight sight = with_positions(covers);
  sight.of = ties.reference;
  sight.until = until;
  if (is_visible(policy::Audience::RESTRICTED, covers)) {
    sight.flagged = &ties.withheld;
  } else if (is_own) {
    // Its applicant sees what it flagged, and nobody asks why: it is the applicant's own.
    sight.disclosed = nullptr;
  } else {
    sight.withheld = &ties.withheld;
  }
  return sight;
}

std::uint64_t Viewer::end_of(Tie tie, Role role, const CaseTies& ties) const {
  return tie == Tie::papers_of_their_meeting ? papers_.at(role).at(ties.reference).value : Sight::kNoEnd;
}

bool Viewer::is_tied(Tie tie, Role role, const CaseTies& ties) const {
  const auto among = [&](const std::map<Role, std::set<std::string, std::less<>>>& by_role,
                         const std::string& what) {
    const auto found = by_role.find(role);
    return found != by_role.end() && found->second.contains(what);
  };
  switch (tie) {
    case Tie::any_case: return true;
    case Tie::its_applicant: return !ties.organisation.empty() && caller_.organisation == ties.organisation;
    case Tie::assigned: return ties.officials.contains(caller_.subject);
    case Tie::took_on_its_review: return ties.reviewers.contains(caller_.subject);
    case Tie::recognises_applicant: return ties.was_submitted && among(recognised_, ties.organisation);
    case Tie::regulates_an_occupation:
      return ties.was_submitted && std::ranges::any_of(ties.regulators, [&](Regulator regulator) {
               return is_name_of(regulator, caller_.organisation);
             });
    case Tie::papers_of_their_meeting: {
      const auto found = papers_.find(role);
      return found != papers_.end() && found->second.contains(ties.reference);
    }
    case Tie::on_an_agenda: return on_an_agenda_.contains(ties.reference);
    case Tie::recommended_on: return is_at_or_after(ties.stage, Stage::PANEL_RECOMMENDED);
    case Tie::assured: return is_at_or_after(ties.stage, Stage::ASSURED);
    case Tie::finally_decided: return may_be_reviewed(ties.stage);
    case Tie::examines_it: return examined_.contains(ties.reference);
  }
  return false;
}

std::optional<Position> position_named(const Doors& doors, const Viewer& viewer, std::string_view text) {
  if (viewer.sees_positions())
    if (const auto number = whole_number(text)) return Position{*number};
  return doors.positions.open(text);
}

std::string position_json(const Doors& doors, const Viewer& viewer, Position position) {
  if (viewer.sees_positions()) return std::to_string(position.value);
  return '"' + doors.positions.seal(position) + '"';
}

}  // namespace htq

#include "projections/figures.h"

#include <algorithm>
#include <set>

#include "domain/words.h"

namespace htq {
namespace {

constexpr std::size_t kUsualCells = 48;  // that a case adds, at most

/// Counts cases and occupations side by side.
class Both {
 public:
  explicit Both(std::int64_t occupations) : occupations_(occupations) { cells_.reserve(kUsualCells); }

  void count(Figure figure, bool holds) {
    if (holds) count(figure, 1, occupations_);
  }
  void count(Figure figure, std::int64_t cases, std::int64_t occupations) {
    const auto number = static_cast<std::uint16_t>(figure);
    cells_.add({number}, cases);
    cells_.add({static_cast<std::uint16_t>(number + kOfOccupations)}, occupations);
  }
  void note(Figure figure, std::uint16_t offset, std::uint32_t value) {
    cells_.add({static_cast<std::uint16_t>(static_cast<std::uint16_t>(figure) + offset), value});
  }
  Cells take() && { return std::move(cells_); }

 private:
  std::int64_t occupations_;
  Cells cells_;
};

/// Of an occupation: its own verdict where there is one.
Outcome outcome_of(const CaseState& file, const std::string& standard) {
  const auto own = std::ranges::find(file.decided, standard, &VerdictOn::standard);
  return own == file.decided.end() ? file.outcome : own->outcome;
}

bool is_still_open(const CaseState& file) {
  return !is_terminal(file.stage) && file.stage != Stage::LIVE && file.stage != Stage::UNDER_CHANGE;
}

}  // namespace

bool concerns_figures(Body::Reader body, const CaseState& before, const CaseState& after) {
  switch (body.which()) {
    case Body::CASE_HELD:
    case Body::CASE_RELEASED:
    case Body::DECISION_TAKEN:
    case Body::RECEIPT_CONFIRMED:
    case Body::FEEDBACK_ISSUED: return true;
    default: break;
  }
  return before.stage != after.stage || before.started_at != after.started_at ||
         before.submitted_at != after.submitted_at || before.feedback_by != after.feedback_by ||
         before.late_refusals != after.late_refusals || before.consultation != after.consultation ||
         before.listed != after.listed || before.window != after.window ||
         before.qualification != after.qualification || before.occupations != after.occupations;
}

std::vector<Group> groups_of(const CaseState& file, const Office& office) {
  std::vector<Group> groups{{StatisticsGroup::ALL, ""}};
  if (!file.window.empty()) groups.emplace_back(StatisticsGroup::WINDOW, file.window);
  if (file.qualification) {
    if (!file.qualification->route.empty())
      groups.emplace_back(StatisticsGroup::ROUTE, file.qualification->route);
    groups.emplace_back(StatisticsGroup::LEVEL, std::to_string(file.qualification->level));
  }
  std::set<std::string> standards;
  for (const NamedOccupation& named : file.occupations) standards.insert(named.standard);
  for (const std::string& standard : standards) groups.emplace_back(StatisticsGroup::STANDARD, standard);
  if (const auto found = office.organisations.find(file.organisation); found != office.organisations.end())
    groups.emplace_back(StatisticsGroup::AWARDING_BODY_KIND, name_of_enumerant(found->second.kind));
  return groups;
}

Cells figures_of(const CaseState& file, const CaseHistory& history, const Group& group) {
  if (file.from_an_earlier_year) {
    Cells cells;
    if (group.first == StatisticsGroup::ALL)
      cells.add({static_cast<std::uint16_t>(Figure::from_earlier_years)});
    return cells;
  }
  const auto belongs = [&](const std::string& standard) {
    return group.first != StatisticsGroup::STANDARD || group.second == standard;
  };
  const auto decided_so = [&](Outcome outcome) {
    return std::ranges::count_if(file.occupations, [&](const NamedOccupation& named) {
      return belongs(named.standard) && outcome_of(file, named.standard) == outcome;
    });
  };
  Both both(std::ranges::count_if(file.occupations,
                                  [&](const NamedOccupation& named) { return belongs(named.standard); }));
  both.count(Figure::started, file.started_at.ns != 0);
  both.count(Figure::submitted, history.was_submitted);
  both.count(Figure::late_refused, file.late_refusals != 0);
  both.count(Figure::late_admitted, history.was_late_admitted);
  both.count(Figure::ineligible, history.was_ineligible);
  both.count(Figure::consulted, history.was_consulted);
  both.count(Figure::in_consultation, file.consultation == ConsultationStanding::OPEN);
  if (history.was_decided) {
    const auto decided_as = [&](Figure figure, Outcome outcome) {
      both.count(figure, file.outcome == outcome ? 1 : 0, decided_so(outcome));
    };
    both.count(Figure::decided, true);
    decided_as(Figure::approved, Outcome::APPROVED);
    decided_as(Figure::approved_with_changes, Outcome::APPROVED_WITH_REQUIRED_CHANGES);
    decided_as(Figure::not_approved, Outcome::NOT_APPROVED);
    decided_as(Figure::carried_over_by_decision, Outcome::CARRIED_OVER);
    both.note(Figure::days_to_decision, 0, history.days_to_decision);
  }
  both.count(Figure::changes_confirmed, history.had_changes_confirmed);
  both.count(Figure::carried_over, file.stage == Stage::CARRIED_OVER);
  both.count(Figure::withdrawn, file.stage == Stage::WITHDRAWN);
  both.count(Figure::lapsed, file.stage == Stage::LAPSED);
  both.count(Figure::live, file.stage == Stage::LIVE || file.stage == Stage::UNDER_CHANGE);
  both.count(Figure::listed, file.listed);
  both.count(Figure::open, history.was_submitted && is_still_open(file));
  for (const auto& [stage, days] : history.days)
    both.note(Figure::days_in_stage, static_cast<std::uint16_t>(stage), days);
  for (const auto& [kind, standing] : history.promises)
    both.note(Figure::promises, static_cast<std::uint16_t>(kind), static_cast<std::uint32_t>(standing));
  return std::move(both).take();
}

}  // namespace htq

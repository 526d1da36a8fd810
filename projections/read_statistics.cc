// From counters to the answer: shares with their denominators, exact medians.
#include <capnp/schema.h>

#include "domain/words.h"
#include "projections/figures.h"
#include "projections/statistics.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::uint16_t number_of(Figure figure, std::uint16_t offset = 0) {
  return static_cast<std::uint16_t>(static_cast<std::uint16_t>(figure) + offset);
}

void write_figures(const Cells& cells, std::uint16_t offset, answer::Figures::Builder out) {
  const auto count = [&](Figure figure) {
    return static_cast<std::uint64_t>(cells.count({number_of(figure, offset)}));
  };
  out.setStarted(count(Figure::started));
  out.setSubmitted(count(Figure::submitted));
  out.setDecided(count(Figure::decided));
  out.setLateRefused(count(Figure::late_refused));
  out.setLateAdmitted(count(Figure::late_admitted));
  out.setIneligible(count(Figure::ineligible));
  out.setConsulted(count(Figure::consulted));
  out.setInConsultation(count(Figure::in_consultation));
  out.setApproved(count(Figure::approved));
  out.setApprovedWithRequiredChanges(count(Figure::approved_with_changes));
  out.setNotApproved(count(Figure::not_approved));
  out.setCarriedOverByDecision(count(Figure::carried_over_by_decision));
  out.setChangesConfirmed(count(Figure::changes_confirmed));
  out.setCarriedOver(count(Figure::carried_over));
  out.setWithdrawn(count(Figure::withdrawn));
  out.setLapsed(count(Figure::lapsed));
  out.setLive(count(Figure::live));
  out.setListed(count(Figure::listed));
  out.setOpen(count(Figure::open));
}

/// A distribution: how often each value was seen.
using Distribution = std::map<std::uint32_t, std::uint64_t>;

Distribution distribution_of(const Cells& cells, std::uint16_t figure) {
  Distribution seen;
  for (const auto& [cell, count] : cells.all())
    if (cell.figure == figure) seen[cell.value] = static_cast<std::uint64_t>(count);
  return seen;
}

std::uint32_t value_at(const Distribution& seen, std::uint64_t rank) {
  for (const auto& [value, count] : seen) {
    if (rank < count) return value;
    rank -= count;
  }
  return 0;
}

struct Measured {
  std::string stage;
  Distribution seen;
};

std::vector<Measured> measured_in(const Cells& cells) {
  std::vector<Measured> all;
  if (auto seen = distribution_of(cells, number_of(Figure::days_to_decision)); !seen.empty())
    all.push_back({"submissionToDecision", std::move(seen)});
  for (const auto enumerant : capnp::Schema::from<Stage>().getEnumerants())
    if (auto seen = distribution_of(cells, number_of(Figure::days_in_stage, enumerant.getOrdinal()));
        !seen.empty())
      all.push_back({string(enumerant.getProto().getName()), std::move(seen)});
  return all;
}

void write_days(const Cells& cells, answer::StatisticsOfGroup::Builder out) {
  const std::vector<Measured> all = measured_in(cells);
  auto list = out.initDays(static_cast<unsigned>(all.size()));
  for (unsigned at = 0; at < list.size(); ++at) {
    const Distribution& seen = all[at].seen;
    std::uint64_t cases = 0;
    for (const auto& [value, count] : seen) cases += count;
    list[at].setStage(text(all[at].stage));
    list[at].setCases(cases);
    list[at].setMedianLow(value_at(seen, (cases - 1) / 2));
    list[at].setMedianHigh(value_at(seen, cases / 2));
    list[at].setLongest(seen.rbegin()->first);
  }
}

void write_promises(const Cells& cells, answer::StatisticsOfGroup::Builder out) {
  constexpr PromiseKind kKinds[] = {PromiseKind::RECEIPT, PromiseKind::FEEDBACK};
  auto list = out.initPromises(std::size(kKinds));
  for (unsigned at = 0; at < list.size(); ++at) {
    const auto count = [&](PromiseStanding standing) {
      return static_cast<std::uint64_t>(
          cells.count({number_of(Figure::promises, static_cast<std::uint16_t>(kKinds[at])),
                       static_cast<std::uint32_t>(standing)}));
    };
    list[at].setKind(kKinds[at]);
    list[at].setKept(count(PromiseStanding::KEPT));
    list[at].setMissed(count(PromiseStanding::MISSED));
    list[at].setOpen(count(PromiseStanding::OPEN));
    list[at].setFellAway(count(PromiseStanding::FELL_AWAY));
  }
}

void write_group(StatisticsGroup by, const std::string& value, const Cells& cells,
                 answer::StatisticsOfGroup::Builder out) {
  out.setBy(by);
  out.setValue(text(value));
  write_figures(cells, 0, out.initCases());
  write_figures(cells, kOfOccupations, out.initOccupations());
  const auto cases = out.getCases().asReader();
  out.initApprovedAtFirst().setNumerator(cases.getApproved());
  out.getApprovedAtFirst().setDenominator(cases.getDecided());
  out.initApprovedInTheEnd().setNumerator(cases.getApproved() + cases.getChangesConfirmed());
  out.getApprovedInTheEnd().setDenominator(cases.getDecided());
  write_days(cells, out);
  write_promises(cells, out);
}

void write_responses(const Cells& cells, answer::Statistics::Builder out) {
  const Distribution kinds = distribution_of(cells, number_of(Figure::responses));
  auto list = out.initResponses(static_cast<unsigned>(kinds.size()));
  unsigned at = 0;
  for (const auto& [kind, count] : kinds) {
    list[at].setKind(static_cast<RespondentKind>(kind));
    list[at++].setCount(static_cast<std::uint32_t>(count));
  }
  out.setLateResponses(static_cast<std::uint64_t>(cells.count({number_of(Figure::late_responses)})));
  out.setSetAsideResponses(static_cast<std::uint64_t>(cells.count({number_of(Figure::set_aside_responses)})));
  out.setFromEarlierYears(static_cast<std::uint64_t>(cells.count({number_of(Figure::from_earlier_years)})));
}

}  // namespace

Result<> read_statistics(const RowSnapshot& rows, Family statistics, std::string_view cycle,
                         answer::Statistics::Builder out) {
  std::string prefix("g");
  prefix += cycle;
  prefix += '\0';
  std::vector<std::pair<Group, Cells>> groups;
  const auto cursor = rows.range(statistics, prefix, after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) {
    const std::string_view group = cursor->key().substr(prefix.size());
    if (group.empty()) return fault(FaultKind::corrupted, "a row of the statistics has a wrong key");
    groups.push_back(
        {{static_cast<StatisticsGroup>(group[0]), std::string(group.substr(1))}, Cells::of(cursor->value())});
  }
  HTQ_TRY(cursor->status());
  out.setCycle(text(std::string(cycle)));
  auto list = out.initGroups(static_cast<unsigned>(groups.size()));
  for (unsigned at = 0; at < list.size(); ++at) {
    const auto& [group, cells] = groups[at];
    write_group(group.first, group.second, cells, list[at]);
    if (group.first == StatisticsGroup::ALL) write_responses(cells, out);
  }
  return {};
}

}  // namespace htq

#include "projections/statistics.h"

#include "projections/figures.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string group_key(std::string_view cycle, const Group& group) {
  std::string key("g");
  key += cycle;
  key += '\0';
  key += static_cast<char>(group.first);
  key += group.second;
  return key;
}

std::string history_key(std::string_view reference) {
  return "h" + std::string(reference);
}

std::string response_key(std::string_view consultation, std::string_view response) {
  std::string key("r");
  key += consultation;
  key += '\0';
  key += response;
  return key;
}

void change(RowWriter& rows, const std::string& key, const Cells& added, const Cells& taken_away) {
  if (added == taken_away) return;
  Cells cells = Cells::of(rows.get(key).value_or(""));
  cells.add(added);
  cells.take_away(taken_away);
  if (cells.empty())
    rows.erase(key);
  else
    rows.put(key, cells.bytes());
}

void of_case(const AppliedRecord& applied, RowWriter& rows) {
  const CaseState& before = *applied.before;
  const CaseState& after = *applied.after;
  if (after.cycle.empty() || !concerns_figures(applied.record.getBody(), before, after)) return;
  const std::string key = history_key(view(applied.record.getStream()));
  const CaseHistory history = CaseHistory::of(rows.get(key).value_or(""));
  CaseHistory now = history;
  now.note(applied.record, before, after, applied.office);
  if (now != history) rows.put(key, now.bytes());

  // What it added before comes from what it was before: the two never drift apart.
  std::map<std::string, std::pair<Cells, Cells>> changes;  // group -> added, taken away
  for (const Group& group : groups_of(after, applied.office))
    changes[group_key(after.cycle, group)].first = figures_of(after, now, group);
  if (!before.cycle.empty())
    for (const Group& group : groups_of(before, applied.office))
      changes[group_key(before.cycle, group)].second = figures_of(before, history, group);
  for (const auto& [group, cells] : changes) change(rows, group, cells.first, cells.second);
}

Cells one(Figure figure, std::uint32_t value = 0) {
  Cells cells;
  cells.add({static_cast<std::uint16_t>(figure), value});
  return cells;
}

void of_consultation(const AppliedRecord& applied, RowWriter& rows) {
  const Body::Reader body = applied.record.getBody();
  const std::string id = string(applied.record.getStream());
  const std::string all = group_key(applied.office.consultations.at(id).cycle, {StatisticsGroup::ALL, ""});
  if (body.isResponseReceived()) {
    const auto event = body.getResponseReceived();
    if (event.getLate()) return change(rows, all, one(Figure::late_responses), {});
    change(rows, all, one(Figure::responses, static_cast<std::uint32_t>(event.getKind())), {});
    rows.put(response_key(id, view(event.getResponse())), std::string(1, static_cast<char>(event.getKind())));
  } else if (body.isResponseSetAside()) {
    const std::string key = response_key(id, view(body.getResponseSetAside().getResponse()));
    const auto counted = rows.get(key);
    const Cells taken = counted ? one(Figure::responses, static_cast<std::uint32_t>((*counted)[0])) : Cells();
    change(rows, all, one(Figure::set_aside_responses), taken);
    if (counted) rows.erase(key);
  }
}

}  // namespace

void Statistics::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.record.getStreamKind() == StreamKind::CASE) of_case(applied, rows);
  if (applied.record.getStreamKind() == StreamKind::CONSULTATION) of_consultation(applied, rows);
}

}  // namespace htq

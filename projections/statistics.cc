#include "projections/statistics.h"

#include <algorithm>

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

/// What a case adds to the figures of its groups, as it was or as it is.
class Contribution {
 public:
  Contribution(const CaseState& file, const CaseHistory& history) : file_(file), history_(history) {
    if (!file.cycle.empty()) whole_ = figures_of(file, history, {StatisticsGroup::ALL, ""});
  }

  const Cells& whole() const { return whole_; }
  /// `room`: where one that is no other's is put together.
  const Cells& to(const Group& group, Cells& room) const {
    const bool is_whole = group.first == StatisticsGroup::ALL ||
                          (!file_.from_an_earlier_year && group.first != StatisticsGroup::STANDARD);
    if (is_whole) return whole_;
    room = figures_of(file_, history_, group);
    return room;
  }

 private:
  const CaseState& file_;
  const CaseHistory& history_;
  Cells whole_;
};

/// Whether nothing changed that names its groups.
bool is_named_the_same(const CaseState& before, const CaseState& after) {
  return before.window == after.window && before.organisation == after.organisation &&
         before.qualification == after.qualification && before.occupations == after.occupations;
}

/// Whether a case adds the same to each of its groups: so it is but for those of its standards, if it has several.
bool is_whole_everywhere(const CaseState& file, const std::vector<Group>& groups) {
  return !file.from_an_earlier_year && std::ranges::count(groups, StatisticsGroup::STANDARD, &Group::first) <= 1;
}

/// Of a case that stays in its groups.
void add_change(const Contribution& was, const Contribution& is, std::string_view cycle,
                const std::vector<Group>& groups, bool is_the_same_for_all, RowWriter& rows) {
  const Cells whole = Cells::difference(is.whole(), was.whole());
  if (is_the_same_for_all && whole.empty()) return;
  Cells old_figures;
  Cells new_figures;
  for (const Group& group : groups) {
    if (is_the_same_for_all) {
      rows.add(group_key(cycle, group), whole);
      continue;
    }
    const Cells change = Cells::difference(is.to(group, new_figures), was.to(group, old_figures));
    if (!change.empty()) rows.add(group_key(cycle, group), change);
  }
}

void of_case(const AppliedRecord& applied, RowWriter& rows) {
  const CaseState& before = *applied.before;
  const CaseState& after = *applied.after;
  if (after.cycle.empty() || !concerns_figures(applied.record.getBody(), before, after)) return;
  const std::string key = history_key(view(applied.record.getStream()));
  if (applied.begins_its_stream()) rows.is_not_there(key);
  const CaseHistory history = CaseHistory::of(rows.get(key).value_or(""));
  CaseHistory now = history;
  now.note(applied.record, before, after, applied.office);
  if (now != history) rows.put(key, now.bytes());
  // What it added before comes from what it was before: the two never drift apart.
  const Contribution was(before, history);
  const Contribution is(after, now);
  const std::vector<Group> groups = groups_of(after, applied.office);
  if (before.cycle == after.cycle && before.from_an_earlier_year == after.from_an_earlier_year &&
      (is_named_the_same(before, after) || groups_of(before, applied.office) == groups))
    return add_change(was, is, after.cycle, groups, is_whole_everywhere(after, groups), rows);
  Cells room;
  for (const Group& group : groups) rows.add(group_key(after.cycle, group), is.to(group, room));
  if (before.cycle.empty()) return;
  for (const Group& group : groups_of(before, applied.office)) {
    Cells change;
    change.take_away(was.to(group, room));
    rows.add(group_key(before.cycle, group), change);
  }
}

Cells one(Figure figure, std::uint32_t value = 0, std::int64_t count = 1) {
  Cells cells;
  cells.add({static_cast<std::uint16_t>(figure), value}, count);
  return cells;
}

void of_consultation(const AppliedRecord& applied, RowWriter& rows) {
  const Body::Reader body = applied.record.getBody();
  const std::string id = string(applied.record.getStream());
  const std::string all = group_key(applied.office.consultations.at(id).cycle, {StatisticsGroup::ALL, ""});
  if (body.isResponseReceived()) {
    const auto event = body.getResponseReceived();
    if (event.getLate()) return rows.add(all, one(Figure::late_responses));
    rows.add(all, one(Figure::responses, static_cast<std::uint32_t>(event.getKind())));
    rows.put(response_key(id, view(event.getResponse())), std::string(1, static_cast<char>(event.getKind())));
  } else if (body.isResponseSetAside()) {
    const std::string key = response_key(id, view(body.getResponseSetAside().getResponse()));
    const auto counted = rows.get(key);
    rows.add(all, one(Figure::set_aside_responses));
    if (counted) rows.add(all, one(Figure::responses, static_cast<std::uint32_t>((*counted)[0]), -1));
    if (counted) rows.erase(key);
  }
}

}  // namespace

void Statistics::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.record.getStreamKind() == StreamKind::CASE) of_case(applied, rows);
  if (applied.record.getStreamKind() == StreamKind::CONSULTATION) of_consultation(applied, rows);
}

}  // namespace htq

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
  Contribution(const CaseState& file, const CaseHistory& history, const Office& office)
      : file_(file), history_(history) {
    if (file.cycle.empty()) return;
    groups_ = groups_of(file, office);
    whole_ = figures_of(file, history, {StatisticsGroup::ALL, ""});
    is_whole_everywhere_ = !file.from_an_earlier_year &&
                           std::ranges::count(groups_, StatisticsGroup::STANDARD, &Group::first) <= 1;
  }

  const std::string& cycle() const { return file_.cycle; }
  const std::vector<Group>& groups() const { return groups_; }
  /// Whether it adds the same to each of its groups: so it is but for those of its standards, if it has several.
  bool is_whole_everywhere() const { return is_whole_everywhere_; }
  const Cells& whole() const { return whole_; }
  Cells to(const Group& group) const {
    if (is_whole_everywhere_ || (group.first != StatisticsGroup::STANDARD && !file_.from_an_earlier_year))
      return whole_;
    return figures_of(file_, history_, group);
  }

 private:
  const CaseState& file_;
  const CaseHistory& history_;
  std::vector<Group> groups_;
  Cells whole_;
  bool is_whole_everywhere_ = false;
};

void add_difference(const Contribution& was, const Contribution& is, RowWriter& rows) {
  const bool in_the_same_groups = was.cycle() == is.cycle() && was.groups() == is.groups();
  if (in_the_same_groups && was.is_whole_everywhere() && is.is_whole_everywhere()) {
    Cells change = is.whole();
    change.take_away(was.whole());
    if (change.empty()) return;
    for (const Group& group : is.groups()) rows.add(group_key(is.cycle(), group), change);
    return;
  }
  for (const Group& group : is.groups()) {
    Cells change = is.to(group);
    if (in_the_same_groups) change.take_away(was.to(group));
    if (!change.empty()) rows.add(group_key(is.cycle(), group), change);
  }
  if (in_the_same_groups) return;
  for (const Group& group : was.groups()) {
    Cells change;
    change.take_away(was.to(group));
    rows.add(group_key(was.cycle(), group), change);
  }
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
  add_difference({before, history, applied.office}, {after, now, applied.office}, rows);
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

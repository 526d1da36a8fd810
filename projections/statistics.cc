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

/// What a case adds to the figures as it is.
class Contribution {
 public:
  Contribution(const CaseState& file, const CaseHistory& history, const Office& office)
      : file_(file), history_(history), office_(office) {}

  /// Adds it to the groups, or takes it away.
  void count(RowWriter& rows, std::int64_t times) const {
    if (file_.cycle.empty()) return;
    // The same in every group but those of its standards.
    const Cells whole = times_of(figures_of(file_, history_, {StatisticsGroup::ALL, ""}), times);
    for (const Group& group : groups_of(file_, office_))
      rows.add(group_key(file_.cycle, group),
               group.first == StatisticsGroup::STANDARD || file_.from_an_earlier_year
                   ? times_of(figures_of(file_, history_, group), times)
                   : whole);
  }

 private:
  static Cells times_of(const Cells& cells, std::int64_t times) {
    Cells out;
    for (const auto& [cell, count] : cells.all()) out.add(cell, count * times);
    return out;
  }

  const CaseState& file_;
  const CaseHistory& history_;
  const Office& office_;
};

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
  Contribution(before, history, applied.office).count(rows, -1);
  Contribution(after, now, applied.office).count(rows, 1);
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

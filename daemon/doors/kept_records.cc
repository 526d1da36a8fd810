#include "daemon/doors/kept_records.h"

#include "daemon/row_view.h"
#include "domain/evolve.h"
#include "domain/words.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

/// What the schedule asks of a case stands in its row.
CaseState state_in(answer::CaseRow::Reader row) {
  CaseState state;
  state.stage = row.getStage();
  state.cycle = string(row.getCycle());
  state.submitted_at = {row.getSubmittedAt()};
  state.ended_at = {row.getEndedAt()};
  state.disposed_at = {row.getDisposedAt()};
  for (const auto hold : row.getLegalHolds()) state.legal_holds.insert(string(hold));
  return state;
}

}  // namespace

std::string name_of_record(StreamKind kind, std::string_view stream) {
  return name_of_enumerant(kind) + "/" + std::string(stream);
}

Result<Office> office_that_keeps(const RowView& rows) {
  Office office;
  for (const StreamKind kind : {StreamKind::CYCLE, StreamKind::CONSULTATION, StreamKind::ENQUIRY,
                                StreamKind::PROCESS_FEEDBACK, StreamKind::PERSON, StreamKind::RETENTION})
    HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(kind),
                          [&](Record::Reader record, std::string_view) {
                            evolve(office, record);
                            return true;
                          }));
  const auto cases = rows.range("cases", "", "");
  for (; cases->valid(); cases->next()) {
    StoredMessage<answer::CaseRow> row(cases->value());
    if (row.root().getLegalHolds().size() != 0) office.cases_on_legal_hold.insert(std::string(cases->key()));
  }
  HTQ_TRY(cases->status());
  return office;
}

Result<> each_kept_record(
    const RowView& rows, const Office& office, Instant now, const std::string& after,
    const std::function<bool(StreamKind, const std::string&, const KeptRecord&)>& each) {
  const std::string of_cases = name_of_record(StreamKind::CASE, "");
  const auto cases =
      rows.range("cases", after.starts_with(of_cases) ? after.substr(of_cases.size()) : "", "");
  if (after.empty() || after.starts_with(of_cases)) {
    for (; cases->valid(); cases->next()) {
      const std::string reference(cases->key());
      if (name_of_record(StreamKind::CASE, reference) <= after) continue;
      StoredMessage<answer::CaseRow> row(cases->value());
      if (!each(StreamKind::CASE, reference, kept_record(office, state_in(row.root()), now))) return {};
    }
    HTQ_TRY(cases->status());
  }
  const auto of = [&](StreamKind kind, const auto& streams, auto kept) {
    for (const auto& [id, state] : streams) {
      if (name_of_record(kind, id) <= after) continue;
      if (!each(kind, id, kept(state))) return false;
    }
    return true;
  };
  // In the order of the kinds' names, as a page goes on behind the one before.
  if (!of(StreamKind::CONSULTATION, office.consultations,
          [&](const auto& state) { return kept_record(office, state); }) ||
      !of(StreamKind::ENQUIRY, office.enquiries,
          [&](const auto& state) { return kept_record(office, state); }))
    return {};
  of(StreamKind::PROCESS_FEEDBACK, office.feedback, [](const auto& state) { return kept_record(state); });
  return {};
}

}  // namespace htq

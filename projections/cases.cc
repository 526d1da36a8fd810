#include "projections/cases.h"

#include "projections/edit_row.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {

void Cases::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.after == nullptr) return;
  const CaseState& state = *applied.after;
  capnp::MallocMessageBuilder message;
  auto row = message.initRoot<answer::CaseRow>();
  row.setCase(applied.record.getStream());
  row.setStage(state.stage);
  row.setOrganisation(text(state.organisation));
  row.setOrganisationName(text(state.organisation_name));
  row.setCycle(text(state.cycle));
  row.setWindow(text(state.window));
  if (state.qualification) {
    row.setTitle(text(state.qualification->title));
    row.setLevel(state.qualification->level);
    row.setQualificationNumber(text(state.qualification->number));
    row.setRoute(text(state.qualification->route));
  }
  auto standards = row.initStandards(static_cast<unsigned>(state.occupations.size()));
  for (unsigned at = 0; at < standards.size(); ++at) standards.set(at, text(state.occupations[at].standard));
  row.setHeld(state.held);
  row.setConsultation(state.consultation);
  row.setSubmittedAt(state.submitted_at.ns);
  row.setOutcome(state.outcome);
  row.setFirstTeach(text(state.first_teach));
  row.setListed(state.listed);
  row.setVersion(state.version.value);
  row.setChangedAt(applied.record.getRecordedAt());
  rows.put(string(applied.record.getStream()), canonical_bytes(row));
}

}  // namespace htq

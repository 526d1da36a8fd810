#include "projections/cases.h"

#include "projections/edit_row.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {

namespace {

std::string row_of(const std::string& reference, const CaseState& state, std::int64_t changed_at) {
  capnp::MallocMessageBuilder message;
  auto row = message.initRoot<answer::CaseRow>();
  row.setCase(text(reference));
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
  row.setChangedAt(changed_at);
  return canonical_bytes(row);
}

}  // namespace

void Cases::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.after == nullptr) return;
  const std::string reference = string(applied.record.getStream());
  rows.put_at_the_end(reference, [reference, state = applied.after, at = applied.record.getRecordedAt()] {
    return row_of(reference, *state, at);
  });
}

}  // namespace htq

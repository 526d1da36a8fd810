#include "projections/cases.h"

#include <set>
#include <string>

#include "projections/edit_row.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {

namespace {

template <typename List>
void set_texts(List list, const std::set<std::string>& texts) {
  for (unsigned at = 0; const std::string& each : texts) list.set(at++, text(each));
}

/// Who has to do with it, beside its applicant, and what is kept from them.
void set_ties(const CaseState& state, answer::CaseRow::Builder row) {
  set_texts(row.initOfficials(static_cast<unsigned>(state.officials.size())), state.officials);
  std::set<std::string> reviewers;
  for (const auto& [reviewer, review] : state.peer_reviews)
    if (review.taken_on && (review.standing == PeerReviewStanding::COMMISSIONED ||
                            review.standing == PeerReviewStanding::RECEIVED))
      reviewers.insert(reviewer);
  set_texts(row.initReviewers(static_cast<unsigned>(reviewers.size())), reviewers);
  std::set<Regulator> concerned;
  for (const NamedOccupation& named : state.occupations)
    if (named.regulator != Regulator::NONE) concerned.insert(named.regulator);
  auto regulators = row.initRegulators(static_cast<unsigned>(concerned.size()));
  for (unsigned at = 0; const Regulator regulator : concerned) regulators.set(at++, regulator);
  auto withheld = row.initWithheld(static_cast<unsigned>(state.withheld_documents.size()));
  for (unsigned at = 0; const std::string& name : state.withheld_documents) withheld.set(at++, as_data(name));
}

std::string row_of(const std::string& reference, const CaseState& state, std::int64_t changed_at) {
  RowMessage message;
  auto row = (*message).initRoot<answer::CaseRow>();
  write_case_row(reference, state, changed_at, row);
  return canonical_bytes(row);
}

}  // namespace

void write_case_row(const std::string& reference, const CaseState& state, std::int64_t changed_at,
                    answer::CaseRow::Builder row) {
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
  row.setVersionShown(state.version_shown.value);
  row.setChangedAtShown(state.shown_at.ns);
  row.setEndedAt(state.ended_at.ns);
  row.setDisposedAt(state.disposed_at.ns);
  set_texts(row.initLegalHolds(static_cast<unsigned>(state.legal_holds.size())), state.legal_holds);
  set_ties(state, row);
}

void Cases::apply(const AppliedRecord& applied, RowWriter& rows) const {
  if (applied.after == nullptr) return;
  const std::string reference = string(applied.record.getStream());
  if (applied.begins_its_stream()) rows.is_not_there(reference);
  rows.put_at_the_end(reference, [reference, state = applied.after, at = applied.record.getRecordedAt()] {
    return row_of(reference, *state, at);
  });
}

}  // namespace htq

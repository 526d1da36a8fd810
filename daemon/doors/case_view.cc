#include "daemon/doors/case_view.h"

#include <algorithm>

#include "daemon/row_view.h"
#include "domain/evolve.h"
#include "projections/timeline.h"
#include "schemas/text.h"

namespace htq {

Result<CaseState> case_as_at(const RowView& rows, const std::string& reference, Position as_at) {
  CaseState state;
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"),
                        timeline_prefix(StreamKind::CASE, reference),
                        [&](Record::Reader record, std::string_view) {
                          if (record.getPosition() > as_at.value) return false;
                          evolve(state, record);
                          return true;
                        }));
  return state;
}

Result<std::vector<TurnedAwayFrom>> turned_away_as_at(const RowView& rows, const CaseState& state,
                                                      Position as_at) {
  std::vector<TurnedAwayFrom> all;
  // Who was admitted in time was turned away from nothing that is still to be judged.
  if (state.stage != Stage::DRAFT && state.stage != Stage::LAPSED && state.late_refusals == 0) return all;
  HTQ_TRY(read_timeline(rows.snapshot(), rows.family("timeline"),
                        timeline_prefix(StreamKind::CYCLE, state.cycle),
                        [&](Record::Reader record, std::string_view) {
                          if (record.getPosition() > as_at.value) return false;
                          if (!record.getBody().isSubmissionsTurnedAway()) return true;
                          const auto event = record.getBody().getSubmissionsTurnedAway();
                          if (view(event.getOrganisation()) != state.organisation) return true;
                          const std::string window = string(event.getWindow());
                          auto found = std::ranges::find(all, window, &TurnedAwayFrom::window);
                          if (found == all.end())
                            found = all.insert(all.end(), {.window = window, .first = {event.getFirst()}});
                          found->count += event.getCount();
                          found->first = std::min(found->first, Instant{event.getFirst()});
                          found->last = std::max(found->last, Instant{event.getLast()});
                          return true;
                        }));
  return all;
}

namespace {

/// A text that is not known yet is left out of the answer, not given as an empty one.
template <typename Set>
void if_known(const std::string& known, Set set) {
  if (!known.empty()) set(text(known));
}

void write_qualification(const CaseState& state, answer::Case::Builder out) {
  if (state.qualification) {
    if_known(state.qualification->title, [&](auto known) { out.setTitle(known); });
    out.setLevel(state.qualification->level);
    if_known(state.qualification->number, [&](auto known) { out.setQualificationNumber(known); });
    if_known(state.qualification->route, [&](auto known) { out.setRoute(known); });
  }
  auto occupations = out.initOccupations(static_cast<unsigned>(state.occupations.size()));
  for (unsigned at = 0; at < occupations.size(); ++at) {
    const NamedOccupation& named = state.occupations[at];
    occupations[at].setStandard(text(named.standard));
    if_known(named.option, [&](auto known) { occupations[at].setOption(known); });
    occupations[at].setTitle(text(named.title));
    occupations[at].setLevel(named.level);
    occupations[at].setRegulator(named.regulator);
  }
  auto documents = out.initDocuments(static_cast<unsigned>(state.documents.size()));
  unsigned at = 0;
  for (const auto& [id, held] : state.documents) {
    documents[at].setId(text(id));
    documents[at].setHash(as_data(held.hash));
    documents[at].setPart(held.part);
    documents[at].setSensitivity(held.sensitivity);
    ++at;
  }
}

void write_review(const CaseState& state, answer::Case::Builder out) {
  unsigned open = 0;
  for (const auto& [number, request] : state.requests) open += request.open ? 1 : 0;
  auto requests = out.initOpenRequests(open);
  unsigned at = 0;
  for (const auto& [number, request] : state.requests) {
    if (!request.open) continue;
    requests[at].setNumber(number);
    requests[at].setDue(request.due.ns);
    ++at;
  }
  out.setHeld(state.held);
  out.setConsultation(state.consultation);
  if_known(state.consultation_id, [&](auto known) { out.setConsultationId(known); });
  auto reviews = out.initPeerReviews(static_cast<unsigned>(state.peer_reviews.size()));
  at = 0;
  for (const auto& [reviewer, review] : state.peer_reviews) {
    reviews[at].setReviewer(text(reviewer));
    reviews[at].setStanding(review.standing);
    reviews[at].setDue(review.due.ns);
    ++at;
  }
  out.setRegulatorAdvice(state.regulator_advice);
  auto advice = out.initStatutoryAdvice(static_cast<unsigned>(state.statutory_advice.size()));
  at = 0;
  for (const auto& [regulator, standing] : state.statutory_advice) {
    advice[at].setRegulator(regulator);
    advice[at].setStanding(standing);
    ++at;
  }
  auto ratings = out.initRatings(static_cast<unsigned>(state.ratings.size()));
  at = 0;
  for (const auto& [pair, rating] : state.ratings) {
    ratings[at].setCriterion(pair.first);
    ratings[at].setStandard(text(pair.second));
    ratings[at].setRating(rating);
    ++at;
  }
  out.setAnalysisComplete(state.analysis_complete);
}

void write_decision(const CaseState& state, answer::Case::Builder out) {
  out.setRecommendation(state.recommendation);
  out.setOutcome(state.outcome);
  out.setDecidedAt(state.decided_at.ns);
  auto changes = out.initRequiredChanges(static_cast<unsigned>(state.required_changes.size()));
  for (unsigned at = 0; at < changes.size(); ++at) {
    const std::uint16_t number = state.required_changes[at].number;
    const auto given = state.answers.find(number);
    changes[at].setNumber(number);
    changes[at].setAnswered(given != state.answers.end());
    changes[at].setDone(given != state.answers.end() && given->second);
  }
  out.setResubmitBy(state.resubmit_by.ns);
  out.setApprovedAt(state.approved_at.ns);
  if_known(state.first_teach, [&](auto known) { out.setFirstTeach(known); });
  out.setAcceptBy(state.accept_by.ns);
  out.setListed(state.listed);
}

}  // namespace

void write_turned_away(const std::vector<TurnedAwayFrom>& all, answer::Case::Builder out) {
  auto rows = out.initSubmissionsTurnedAway(static_cast<unsigned>(all.size()));
  for (unsigned at = 0; at < rows.size(); ++at) {
    rows[at].setWindow(text(all[at].window));
    rows[at].setCount(all[at].count);
    rows[at].setFirst(all[at].first.ns);
    rows[at].setLast(all[at].last.ns);
  }
}

namespace {

bool covers_every_event(const Sight& sight) {
  return sight.clearance >= policy::Audience::INTERNAL;
}

}  // namespace

Version version_seen(const CaseState& state, const Sight& sight) {
  return covers_every_event(sight) ? state.version : state.version_shown;
}

void write_case(const CaseState& state, const std::string& reference, Position as_at, const Sight& sight,
                answer::Case::Builder out) {
  out.setCase(text(reference));
  out.setStage(state.stage);
  out.setVersion(version_seen(state, sight).value);
  out.setPosition(covers_every_event(sight) ? state.last.value : state.last_shown.value);
  out.setAsAt(as_at.value);
  if_known(state.organisation, [&](auto known) { out.setOrganisation(known); });
  if_known(state.organisation_name, [&](auto known) { out.setOrganisationName(known); });
  if_known(state.cycle, [&](auto known) { out.setCycle(known); });
  if_known(state.window, [&](auto known) { out.setWindow(known); });
  if_known(state.criteria_version, [&](auto known) { out.setCriteriaVersion(known); });
  out.setSubmittedAt(state.submitted_at.ns);
  out.setFeedbackBy(state.feedback_by.ns);
  if_known(state.earlier_case, [&](auto known) { out.setEarlierCase(known); });
  out.setLateSubmissionsRefused(state.late_refusals);
  write_qualification(state, out);
  write_review(state, out);
  write_decision(state, out);
}

}  // namespace htq

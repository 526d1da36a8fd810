#include "tests/simulation/justified.h"

#include "domain/case_reference.h"
#include "domain/decide.h"
#include "domain/evolve.h"
#include "domain/workflow.h"
#include "projections/stored_record.h"
#include "schemas/text.h"

namespace htq::simulation {
namespace {

bool refuses_so(const Refused& refused, const Asked& asked, const Folded& state, Instant now) {
  const bool births_case =
      kind_of(asked.command.which()) == StreamKind::CASE && creates(asked.command.which());
  const std::string stream = births_case ? derive_case_reference(asked.actor.subject, asked.command_id).text
                                         : string(asked.command.getTarget());
  const CaseState unborn;
  const auto found = state.cases().find(stream);
  if (births_case && found != state.cases().end()) return refused.refusal == Refusal::reference_taken;
  const Decided decided = decide({.file = found == state.cases().end() ? unborn : found->second,
                                  .office = state.office(),
                                  .target = stream,
                                  .actor = asked.actor,
                                  .received_at = asked.received_at,
                                  .now = std::max(now, state.recorded_at() + Duration(1)),
                                  .next = state.end().next()},
                                 asked.command);
  return decided.refused && decided.refused->refusal == refused.refusal;
}

bool refuses_at_some_time(const Refused& refused, const Asked& asked, const Folded& state) {
  for (const Instant now : asked.now)
    if (refuses_so(refused, asked, state, now)) return true;
  return false;
}

}  // namespace

void Folded::fold(Record::Reader record) {
  end_ = {record.getPosition()};
  recorded_at_ = {record.getRecordedAt()};
  if (record.getStreamKind() != StreamKind::CASE) return evolve(office_, record);
  const std::string reference = string(record.getStream());
  CaseState& state = cases_[reference];
  evolve(state, record);
  note_place(office_, reference, state);
}

void Folded::fold_up_to(const EventLog& log, Position end) {
  if (end <= end_) return;
  const auto scan = log.scan(end_.next());
  while (end_ < end) {
    const auto record = scan->next();
    if (!record || !*record) return;
    StoredEvent stored((*record)->bytes);
    fold(stored.record());
  }
}

bool is_justified(const Refused& refused, const Asked& asked, const Folded& newest, const EventLog& log) {
  if (refuses_at_some_time(refused, asked, newest)) return true;
  // Rarely: what came after it changed what would be said now.
  Folded earlier;
  earlier.fold_up_to(log, asked.end);
  while (true) {
    if (refuses_at_some_time(refused, asked, earlier)) return true;
    if (earlier.end() >= newest.end()) return false;
    earlier.fold_up_to(log, earlier.end().next());
  }
}

}  // namespace htq::simulation

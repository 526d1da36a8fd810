#include "projections/consultations.h"

#include "projections/edit_row.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

using Row = answer::Consultation::Builder;

std::string response_key(std::string_view consultation, std::string_view response) {
  std::string key(1, '\0');
  key += consultation;
  key += '\0';
  key += response;
  return key;
}

ConsultationStanding standing_of(Standing standing) {
  switch (standing) {
    case Standing::none: return ConsultationStanding::NOT_PLANNED;
    case Standing::present: return ConsultationStanding::PENDING;
    case Standing::open: return ConsultationStanding::OPEN;
    case Standing::ended: return ConsultationStanding::CLOSED;
  }
  return ConsultationStanding::NOT_PLANNED;
}

void count(Row row, RespondentKind kind, int by) {
  auto counts = row.getResponses();
  for (auto entry : counts)
    if (entry.getKind() == kind)
      return entry.setCount(static_cast<std::uint32_t>(static_cast<int>(entry.getCount()) + by));
  capnp::MallocMessageBuilder apart;
  auto longer = apart.initRoot<answer::Consultation>().initResponses(counts.size() + 1);
  for (unsigned at = 0; at < counts.size(); ++at) longer.setWithCaveats(at, counts[at].asReader());
  longer[counts.size()].setKind(kind);
  longer[counts.size()].setCount(static_cast<std::uint32_t>(by));
  row.setResponses(longer.asReader());
}

void receive(event::ResponseReceived::Reader event, const std::string& consultation, Row row,
             RowWriter& rows) {
  if (event.getLate()) return row.setLate(row.getLate() + 1);
  count(row, event.getKind(), 1);
  if (event.getInterested()) row.setInterested(row.getInterested() + 1);
  std::string kept(1, static_cast<char>(event.getKind()));
  kept += static_cast<char>(event.getInterested() ? 1 : 0);
  rows.put(response_key(consultation, view(event.getResponse())), kept);
}

void set_aside(event::ResponseSetAside::Reader event, const std::string& consultation, Row row,
               RowWriter& rows) {
  row.setSetAside(row.getSetAside() + 1);
  const std::string key = response_key(consultation, view(event.getResponse()));
  const auto kept = rows.get(key);
  if (!kept) return;  // it was late and did not count
  rows.erase(key);
  count(row, static_cast<RespondentKind>((*kept)[0]), -1);
  if ((*kept)[1] != 0) row.setInterested(row.getInterested() - 1);
}

void of_consultation(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  const Body::Reader body = record.getBody();
  const std::string id = string(record.getStream());
  const ConsultationState& state = applied.office.consultations.at(id);
  edit_row<answer::Consultation>(rows, id, [&](Row row) {
    row.setConsultation(record.getStream());
    row.setCycle(text(state.cycle));
    row.setStanding(standing_of(state.standing));
    row.setOpens(state.opened_at.ns != 0 ? state.opened_at.ns : state.opens.ns);
    row.setCloses(state.closes.ns);
    switch (body.which()) {
      case Body::CONSULTATION_PLANNED:
        row.setQuestions(body.getConsultationPlanned().getQuestions());
        row.setPlanned(body.getConsultationPlanned().getCases());
        break;
      case Body::RESPONSE_RECEIVED: receive(body.getResponseReceived(), id, row, rows); break;
      case Body::RESPONSE_REPLACED: row.setReplaced(row.getReplaced() + 1); break;
      case Body::RESPONSE_SET_ASIDE: set_aside(body.getResponseSetAside(), id, row, rows); break;
      case Body::CONSULTATION_SUMMARISED: row.setSummarised(true); break;
      default: break;
    }
  });
}

void show(const AppliedRecord& applied, answer::ConsultedCase::Builder shown) {
  const CaseState& file = *applied.after;
  shown.setCase(applied.record.getStream());
  shown.setOrganisationName(text(file.organisation_name));
  if (file.qualification) {
    shown.setTitle(text(file.qualification->title));
    shown.setLevel(file.qualification->level);
  }
  auto standards = shown.initStandards(static_cast<unsigned>(file.occupations.size()));
  for (unsigned at = 0; at < standards.size(); ++at) standards.set(at, text(file.occupations[at].standard));
}

/// The cases that are open in it: with this one, or without.
void of_case(const AppliedRecord& applied, std::string_view consultation, bool is_open, RowWriter& rows) {
  const std::string key(consultation);
  if (!rows.get(key)) return;
  edit_row<answer::Consultation>(rows, key, [&](Row row) {
    capnp::MallocMessageBuilder apart;
    std::vector<unsigned> others;
    const auto before = row.getCases().asReader();
    for (unsigned at = 0; at < before.size(); ++at)
      if (view(before[at].getCase()) != view(applied.record.getStream())) others.push_back(at);
    const auto size = static_cast<unsigned>(others.size() + (is_open ? 1 : 0));
    auto cases = apart.initRoot<answer::Consultation>().initCases(size);
    for (unsigned at = 0; at < others.size(); ++at) cases.setWithCaveats(at, before[others[at]]);
    if (is_open) show(applied, cases[size - 1]);
    row.setCases(cases.asReader());
  });
}

}  // namespace

void Consultations::apply(const AppliedRecord& applied, RowWriter& rows) const {
  const Body::Reader body = applied.record.getBody();
  if (applied.record.getStreamKind() == StreamKind::CONSULTATION)
    of_consultation(applied, rows);
  else if (body.isOpenedForConsultation())
    of_case(applied, view(body.getOpenedForConsultation().getConsultation()), true, rows);
  else if (body.isConsultationEnded())
    of_case(applied, view(body.getConsultationEnded().getConsultation()), false, rows);
}

}  // namespace htq

#include "projections/consultations.h"

#include "projections/edit_row.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

using Row = answer::Consultation::Builder;

/// Counters of a consultation: their numbers are in rows and never change.
enum Counted : std::uint16_t { responses = 1, late, set_aside, replaced, interested };  // responses: by kind

std::string own_key(char what, std::string_view consultation) {
  std::string key{'\0', what};
  key += consultation;
  return key;
}
std::string counts_key(std::string_view consultation) {
  return own_key('n', consultation);
}
std::string cases_prefix(std::string_view consultation) {
  return own_key('c', consultation) + '\0';
}
std::string response_key(std::string_view consultation, std::string_view response) {
  std::string key = own_key('r', consultation) + '\0';
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

void count(RowWriter& rows, std::string_view consultation, Cell what, std::int64_t by = 1) {
  Cells counts;
  counts.add(what, by);
  rows.add(counts_key(consultation), counts);
}

Cell of_kind(RespondentKind kind) {
  return {.figure = responses, .value = static_cast<std::uint32_t>(kind)};
}

void receive(event::ResponseReceived::Reader event, const std::string& consultation, RowWriter& rows) {
  if (event.getLate()) return count(rows, consultation, {late});
  count(rows, consultation, of_kind(event.getKind()));
  if (event.getInterested()) count(rows, consultation, {interested});
  std::string kept(1, static_cast<char>(event.getKind()));
  kept += static_cast<char>(event.getInterested() ? 1 : 0);
  rows.put(response_key(consultation, view(event.getResponse())), kept);
}

void put_aside(event::ResponseSetAside::Reader event, const std::string& consultation, RowWriter& rows) {
  count(rows, consultation, {set_aside});
  const std::string key = response_key(consultation, view(event.getResponse()));
  const auto kept = rows.get(key);
  if (!kept) return;  // it was late and did not count
  rows.erase(key);
  count(rows, consultation, of_kind(static_cast<RespondentKind>((*kept)[0])), -1);
  if ((*kept)[1] != 0) count(rows, consultation, {interested}, -1);
}

void of_consultation(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  const Body::Reader body = record.getBody();
  const std::string id = string(record.getStream());
  // Responses are many: they leave the row as it is.
  if (body.isResponseReceived()) return receive(body.getResponseReceived(), id, rows);
  if (body.isResponseReplaced()) return count(rows, id, {replaced});
  if (body.isResponseSetAside()) return put_aside(body.getResponseSetAside(), id, rows);
  const ConsultationState& state = applied.office.consultations.at(id);
  edit_row<answer::Consultation>(rows, id, [&](Row row) {
    row.setConsultation(record.getStream());
    row.setCycle(text(state.cycle));
    row.setStanding(standing_of(state.standing));
    row.setOpens(state.opened_at.ns != 0 ? state.opened_at.ns : state.opens.ns);
    row.setCloses(state.closes.ns);
    if (body.isConsultationPlanned()) {
      row.setQuestions(body.getConsultationPlanned().getQuestions());
      row.setPlanned(body.getConsultationPlanned().getCases());
    }
    if (body.isConsultationSummarised()) row.setSummarised(true);
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

std::string case_key(const AppliedRecord& applied, std::string_view consultation) {
  return cases_prefix(consultation) + string(applied.record.getStream());
}

}  // namespace

void Consultations::apply(const AppliedRecord& applied, RowWriter& rows) const {
  const Body::Reader body = applied.record.getBody();
  if (applied.record.getStreamKind() == StreamKind::CONSULTATION)
    of_consultation(applied, rows);
  else if (body.isOpenedForConsultation())
    write_row<answer::ConsultedCase>(
        rows, case_key(applied, view(body.getOpenedForConsultation().getConsultation())),
        [&](answer::ConsultedCase::Builder shown) { show(applied, shown); });
  else if (body.isConsultationEnded())
    rows.erase(case_key(applied, view(body.getConsultationEnded().getConsultation())));
}

Result<> complete_consultation(answer::Consultation::Builder row, const RowSnapshot& rows, Family family) {
  const std::string id = string(row.getConsultation().asReader());
  const auto counted = rows.get(family, counts_key(id));
  if (!counted) return std::unexpected(counted.error());
  const Cells counts = Cells::of(counted->value_or(""));
  const auto number = [&](Counted what) { return static_cast<std::uint32_t>(counts.count({what})); };
  row.setLate(number(late));
  row.setSetAside(number(set_aside));
  row.setReplaced(number(replaced));
  row.setInterested(number(interested));
  std::vector<Cells::Counted> kinds;
  for (const Cells::Counted& cell : counts.all())
    if (cell.first.figure == responses) kinds.push_back(cell);
  auto by_kind = row.initResponses(static_cast<unsigned>(kinds.size()));
  for (unsigned at = 0; at < by_kind.size(); ++at) {
    by_kind[at].setKind(static_cast<RespondentKind>(kinds[at].first.value));
    by_kind[at].setCount(static_cast<std::uint32_t>(kinds[at].second));
  }

  const std::string prefix = cases_prefix(id);
  std::vector<std::string> cases;
  const auto cursor = rows.range(family, prefix, after_prefix(prefix));
  for (; cursor->valid(); cursor->next()) cases.emplace_back(cursor->value());
  HTQ_TRY(cursor->status());
  auto open = row.initCases(static_cast<unsigned>(cases.size()));
  for (unsigned at = 0; at < open.size(); ++at) {
    StoredMessage<answer::ConsultedCase> stored(cases[at]);
    open.setWithCaveats(at, stored.root());
  }
  return {};
}

}  // namespace htq

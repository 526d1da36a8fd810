#include "daemon/agenda.h"

#include "domain/due.h"
#include "schemas/text.h"

namespace htq {

bool is_on_its_way(Stage stage) {
  if (stage == Stage::LIVE || stage == Stage::UNDER_CHANGE) return false;
  return !is_terminal(stage) || stage == Stage::INELIGIBLE;
}

void Agenda::clear() {
  deadlines_.clear();
  open_by_cycle_.clear();
  open_by_organisation_.clear();
  to_look_at_.clear();
}

void Agenda::case_is(const std::string& reference, const CaseState& file, const Office& office, Position cause) {
  if (is_on_its_way(file.stage)) {
    open_by_cycle_[file.cycle].insert(reference);
    open_by_organisation_[file.organisation].insert(reference);
  } else {
    open_by_cycle_[file.cycle].erase(reference);
    open_by_organisation_[file.organisation].erase(reference);
  }
  deadlines_.set(reference, due_of(office, reference, file), cause);
}

void Agenda::office_is(const Office& office, Position cause) {
  deadlines_.set("", due_of_office(office), cause);
}

void Agenda::note(Record::Reader record, const Office& office) {
  if (!concerns_what_is_due(record.getBody())) return;
  const StreamKind kind = record.getStreamKind();
  const Position cause{record.getPosition()};
  const std::string stream = string(record.getStream());
  const auto look_again = [&](const auto& cases) {
    for (const std::string& reference : cases) to_look_at_[reference] = cause;
  };
  if (kind == StreamKind::CYCLE) look_again(open_by_cycle_[stream]);
  if (kind == StreamKind::ORGANISATION) look_again(open_by_organisation_[stream]);
  if (kind == StreamKind::CONSULTATION) look_again(office.consultations.at(stream).cases);
  if (kind == StreamKind::CYCLE || kind == StreamKind::CONSULTATION) office_is(office, cause);
}

std::optional<std::pair<std::string, Position>> Agenda::next_to_look_at() {
  if (to_look_at_.empty()) return std::nullopt;
  auto next = to_look_at_.extract(to_look_at_.begin());
  return std::pair(std::move(next.key()), next.mapped());
}

}  // namespace htq

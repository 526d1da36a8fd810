#include "domain/due.h"

#include <algorithm>

#include "domain/ensure.h"
#include "domain/london_text.h"
#include "domain/rules.h"
#include "schemas/text.h"

namespace htq {
namespace {

using Do = Command;

constexpr Instant kAtOnce{};

/// A deadline is inclusive: it has passed a nanosecond later.
Instant once_passed(Instant deadline) {
  return deadline + Duration{1};
}

/// Of one case, as they are found.
class Found {
 public:
  Found(const Office& office, const std::string& reference, const CaseState& file)
      : office_(office), reference_(reference), file_(file) {}

  /// Whether the table has a row for it where the case stands: what is costly to date is not dated in vain.
  bool may_come(Action action) const {
    return std::ranges::any_of(
        case_steps(), [&](const Step& step) { return step.action == action && step.at.has(file_.stage); });
  }
  /// Adds it if the table permits it then: stage and guards are written there and nowhere else.
  void add(Instant at, Action action, std::string name = {}, std::uint16_t request = 0) {
    static const Actor system{.subject = "system", .roles = {Role::SYSTEM}};
    const Given given{.file = file_,
                      .office = office_,
                      .target = reference_,
                      .actor = system,
                      .received_at = at,
                      .now = at,
                      .next = file_.last.next()};
    if (!check_table(given, action)) return;
    all_.push_back({.at = at,
                    .action = action,
                    .kind = StreamKind::CASE,
                    .stream = reference_,
                    .name = std::move(name),
                    .request = request});
  }
  std::vector<Due> take() && { return std::move(all_); }

 private:
  const Office& office_;
  const std::string& reference_;
  const CaseState& file_;
  std::vector<Due> all_;
};

void consultation_of(const Office& office, const std::string& reference, const CaseState& file,
                     Found& found) {
  if (file.consultation == ConsultationStanding::OPEN) {
    const auto mine = office.consultations.find(file.consultation_id);
    const bool closed = mine == office.consultations.end() || mine->second.standing == Standing::ended;
    if (closed || is_terminal(file.stage)) found.add(kAtOnce, Do::END_CONSULTATION, file.consultation_id);
    return;
  }
  for (const auto& [id, consultation] : office.consultations) {
    const bool over = file.consultation == ConsultationStanding::CLOSED && file.consultation_id == id;
    if (consultation.standing == Standing::open && !over && consultation.cases.contains(reference)) {
      found.add(kAtOnce, Do::OPEN_FOR_CONSULTATION, id);
      return;  // a case is open for one at a time
    }
  }
}

/// Edge case 18: what was open to consultation when it was flagged is taken down there at once.
void material_of(const Office& office, const std::string& reference, const CaseState& file,
                 std::vector<Due>& all) {
  const auto mine = office.consultations.find(file.consultation_id);
  if (mine == office.consultations.end() || mine->second.standing != Standing::open) return;
  for (const auto& [id, document] : file.documents)
    if (mine->second.taken_down_at(reference, id) < document.exposed_until)
      all.push_back({.at = kAtOnce,
                     .action = Do::TAKE_MATERIAL_DOWN,
                     .kind = StreamKind::CONSULTATION,
                     .stream = file.consultation_id,
                     .name = reference + "/" + id + "/" + rfc3339(document.exposed_until)});
}

/// Edge case 10: when recognition that the case rests on was lost, unless it was held for that already.
std::optional<Instant> lost_recognition(const Office& office, const CaseState& file) {
  const auto organisation = office.organisations.find(file.organisation);
  if (organisation == office.organisations.end()) return std::nullopt;
  const auto& recognitions = organisation->second.recognitions;
  const auto lost = [&](Regulator regulator) -> std::optional<Instant> {
    const auto found = recognitions.find(regulator);
    if (found == recognitions.end() || !found->second.lost) return std::nullopt;
    return found->second.lost_at;
  };
  const auto stands = [&](Regulator regulator) {
    return recognitions.contains(regulator) && !lost(regulator);
  };
  std::optional<Instant> latest;
  const auto note = [&](Regulator regulator) { latest = std::max(latest, lost(regulator)); };
  for (const NamedOccupation& named : file.occupations) note(named.regulator);
  // One of the two is enough (domain.md 6, regulated_applicant).
  if (!stands(Regulator::OFQUAL) && !stands(Regulator::OFFICE_FOR_STUDENTS)) {
    note(Regulator::OFQUAL);
    note(Regulator::OFFICE_FOR_STUDENTS);
  }
  if (latest && *latest <= file.held_for_lost_recognition) return std::nullopt;
  return latest;
}

void in_order(std::vector<Due>& all) {
  std::ranges::stable_sort(all, {}, &Due::at);
}

}  // namespace

std::vector<Due> due_of(const Office& office, const std::string& reference, const CaseState& file) {
  const CycleState* cycle = office.cycle(file.cycle);
  if (file.stage == Stage::NONE || cycle == nullptr) return {};
  Found found(office, reference, file);
  // Where a session is required, an official opens the form after it.
  if (!cycle->edition.support_session_required) found.add(kAtOnce, Do::GRANT_FORM_ACCESS);
  if (found.may_come(Do::LAPSE_DRAFT))
    if (const auto lapse = lapse_of_draft(office, file)) found.add(once_passed(*lapse), Do::LAPSE_DRAFT);
  for (const auto& [number, request] : file.requests)
    if (request.open) found.add(once_passed(request.due), Do::LAPSE_INFORMATION_REQUEST, {}, number);
  if (file.resubmit_by.ns != 0) found.add(once_passed(file.resubmit_by), Do::LAPSE_RESUBMISSION);
  if (cycle->edition.cut_off.ns != 0) found.add(once_passed(cycle->edition.cut_off), Do::PASS_CUT_OFF);
  if (found.may_come(Do::OPEN_FOR_CONSULTATION) || file.consultation == ConsultationStanding::OPEN)
    consultation_of(office, reference, file, found);
  if (const auto lost = lost_recognition(office, file)) found.add(kAtOnce, Do::HOLD_CASE, rfc3339(*lost));
  std::vector<Due> all = std::move(found).take();
  material_of(office, reference, file, all);
  in_order(all);
  return all;
}

std::vector<Due> due_of_office(const Office& office) {
  std::vector<Due> all;
  for (const auto& [id, cycle] : office.cycles) {
    if (cycle.standing != Standing::present) continue;
    for (const auto& [name, window] : cycle.windows) {
      if (window.opens.ns == 0 || window.closed) continue;
      all.push_back({.at = window.opened ? once_passed(window.closes) : window.opens,
                     .action = window.opened ? Do::CLOSE_WINDOW : Do::OPEN_WINDOW,
                     .kind = StreamKind::CYCLE,
                     .stream = id,
                     .name = name});
    }
  }
  for (const auto& [id, consultation] : office.consultations) {
    const bool is_open = consultation.standing == Standing::open;
    if (!is_open && consultation.standing != Standing::present) continue;
    all.push_back({.at = is_open ? once_passed(consultation.closes) : consultation.opens,
                   .action = is_open ? Do::CLOSE_CONSULTATION : Do::OPEN_CONSULTATION,
                   .kind = StreamKind::CONSULTATION,
                   .stream = id,
                   .name = {}});
  }
  in_order(all);
  return all;
}

bool concerns_what_is_due(Body::Reader event) {
  switch (event.which()) {
    case Body::RESPONSE_RECEIVED:
    case Body::RESPONSE_REPLACED:
    case Body::RESPONSE_SET_ASIDE:
    case Body::CONSULTATION_SUMMARISED:
    case Body::SUBMISSIONS_TURNED_AWAY: return false;
    default: return true;
  }
}

void write_command(const Due& due, const CaseState& file, Command::Builder command) {
  command.setTarget(text(due.stream));
  switch (due.action) {
    case Do::GRANT_FORM_ACCESS: command.initGrantFormAccess(); return;
    case Do::LAPSE_DRAFT: command.initLapseDraft(); return;
    case Do::LAPSE_INFORMATION_REQUEST: command.initLapseInformationRequest().setRequest(due.request); return;
    case Do::LAPSE_RESUBMISSION: command.initLapseResubmission(); return;
    case Do::PASS_CUT_OFF: command.initPassCutOff(); return;
    case Do::OPEN_FOR_CONSULTATION: command.initOpenForConsultation().setConsultation(text(due.name)); return;
    case Do::END_CONSULTATION: {
      auto event = command.initEndConsultation();
      event.setConsultation(text(due.name));
      event.setReason(is_terminal(file.stage) ? "the case has come to an end"
                                              : "the consultation has closed");
      return;
    }
    case Do::HOLD_CASE: {
      auto event = command.initHoldCase();
      event.setGround(HoldGround::RECOGNITION_LOST);
      event.setReason("recognition that the case rests on was lost");
      return;
    }
    case Do::TAKE_MATERIAL_DOWN: {
      const std::size_t end_of_case = due.name.find('/');
      const std::size_t end_of_document = due.name.find('/', end_of_case + 1);
      auto event = command.initTakeMaterialDown();
      event.setCase(text(due.name.substr(0, end_of_case)));
      event.setDocument(text(due.name.substr(end_of_case + 1, end_of_document - end_of_case - 1)));
      return;
    }
    case Do::OPEN_WINDOW: command.initOpenWindow().setWindow(text(due.name)); return;
    case Do::CLOSE_WINDOW: command.initCloseWindow().setWindow(text(due.name)); return;
    case Do::OPEN_CONSULTATION: command.initOpenConsultation(); return;
    case Do::CLOSE_CONSULTATION: command.initCloseConsultation(); return;
    default: bug("only what is listed here falls due");
  }
}

std::string command_id_of(const Due& due) {
  std::string id(name_of(due.action));
  id += "/" + (due.at == kAtOnce ? std::string("at-once") : rfc3339(due.at)) + "/" + due.stream;
  if (!due.name.empty()) id += "/" + due.name;
  if (due.request != 0) id += "/" + std::to_string(due.request);
  return id;
}

}  // namespace htq

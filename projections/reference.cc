#include "projections/reference.h"

#include "projections/edit_row.h"
#include "projections/key.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string key_of(Record::Reader record) {
  return reference_prefix(record.getStreamKind()) + string(record.getStream());
}

template <typename Texts>
void set_all(capnp::List<capnp::Text>::Builder list, const Texts& texts) {
  unsigned at = 0;
  for (const std::string& one : texts) list.set(at++, text(one));
}

void of_cycle(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  const Body::Reader body = record.getBody();
  const CycleState& state = applied.office.cycles.at(string(record.getStream()));
  edit_row<answer::Cycle>(rows, key_of(record), [&](answer::Cycle::Builder row) {
    row.setCycle(record.getStream());
    if (body.isCycleAnnounced()) {
      const auto event = body.getCycleAnnounced();
      row.setTitle(event.getTitle());
      row.setRoutes(event.getRoutes());
      row.setEdition(event.getEdition());
      row.setSource(event.getSource());
    }
    if (body.isCutOffMoved()) row.getEdition().setCutOff(body.getCutOffMoved().getCutOff());
    if (body.isDurationRuleChanged())
      row.getEdition().setApprovalYears(body.getDurationRuleChanged().getYears());
    if (body.isTimelinePublished()) row.setTimeline(body.getTimelinePublished().getText());
    row.setResubmitBy(state.resubmit_by.ns);
    row.setFinalListPublished(state.final_list_published);
    row.setClosed(state.standing == Standing::ended);
    auto windows = row.initWindows(static_cast<unsigned>(state.windows.size()));
    unsigned at = 0;
    for (const auto& [name, window] : state.windows) {
      auto out = windows[at++];
      out.setWindow(text(name));
      out.setOpens(window.opens.ns);
      out.setCloses(window.closes.ns);
      out.setCriteriaVersion(text(window.criteria_version));
      out.setOpened(window.opened);
      out.setClosed(window.closed);
    }
  });
}

/// The next number under a prefix whose rows are numbered from 1. The last is kept under a zero byte and the
/// prefix.
std::uint64_t next_number(RowWriter& rows, const std::string& prefix) {
  const std::string kept_at = '\0' + prefix;
  const auto kept = rows.get(kept_at);
  const std::uint64_t number = (kept ? number_at(*kept, 0) : 0) + 1;
  std::string value;
  append_number(value, number);
  rows.put(kept_at, value);
  return number;
}

std::string numbered(const std::string& prefix, std::uint64_t number) {
  std::string key = prefix;
  append_number(key, number);
  return key;
}

/// What stood before ends where the new one begins.
template <typename Row>
void end_the_one_before(RowWriter& rows, const std::string& prefix, std::uint64_t number, std::int64_t from) {
  if (number == 1) return;
  edit_row<Row>(rows, numbered(prefix, number - 1), [&](typename Row::Builder row) { row.setUntil(from); });
}

void of_scope(Record::Reader record, RowWriter& rows) {
  const auto event = record.getBody().getScopeChanged();
  const std::string prefix =
      scope_prefix() + string(record.getStream()) + '\0' + string(event.getStandard()) + '\0';
  const std::uint64_t number = next_number(rows, prefix);
  end_the_one_before<answer::Scope>(rows, prefix, number, event.getFrom().getInstant());
  write_row<answer::Scope>(rows, numbered(prefix, number), [&](answer::Scope::Builder row) {
    row.setCycle(record.getStream());
    row.setStandard(event.getStandard());
    row.setClass(event.getClass());
    row.setFrom(event.getFrom().getInstant());
    row.setReason(event.getReason());
  });
}

void of_publication(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  const Body::Reader body = record.getBody();
  const std::string prefix = key_of(record) + '\0';
  const std::uint64_t number = next_number(rows, prefix);
  if (body.isPublicationIssued()) {
    const auto event = body.getPublicationIssued();
    write_row<answer::Publication>(rows, numbered(prefix, number), [&](answer::Publication::Builder row) {
      row.setPublication(record.getStream());
      row.setKind(event.getKind());
      row.setTitle(event.getTitle());
      row.setCycle(event.getCycle());
      row.setVersion(event.getVersion());
      row.setHash(event.getHash());
      row.setFrom(event.getFrom().getInstant());
      row.setText(event.getText());
    });
    return;
  }
  const auto event = body.getPublicationReplaced();
  end_the_one_before<answer::Publication>(rows, prefix, number, event.getFrom().getInstant());
  const auto before = rows.get(numbered(prefix, number - 1));
  write_row<answer::Publication>(rows, numbered(prefix, number), [&](answer::Publication::Builder row) {
    if (before) {
      StoredMessage<answer::Publication> old(*before);
      row.setKind(old.root().getKind());
      row.setTitle(old.root().getTitle());
      row.setCycle(old.root().getCycle());
    }
    row.setPublication(record.getStream());
    row.setVersion(event.getVersion());
    row.setHash(event.getHash());
    row.setFrom(event.getFrom().getInstant());
    row.setText(event.getText());
  });
}

void add_occupation(event::OccupationRecorded::Reader event, answer::Standard::Builder row) {
  capnp::MallocMessageBuilder apart;
  const auto before = row.getOccupations().asReader();
  auto all = apart.initRoot<answer::Standard>().initOccupations(before.size() + 1);
  for (unsigned at = 0; at < before.size(); ++at) all.setWithCaveats(at, before[at]);
  auto added = all[before.size()];
  added.setCode(event.getCode());
  added.setTitle(event.getTitle());
  added.setOption(event.getOption());
  added.setLevel(event.getLevel());
  row.setOccupations(all.asReader());
}

void of_standard(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  static const StandardState proposed;
  const auto known = applied.office.standards.find(string(record.getStream()));
  const StandardState& state = known == applied.office.standards.end() ? proposed : known->second;
  edit_row<answer::Standard>(rows, key_of(record), [&](answer::Standard::Builder row) {
    row.setStandard(record.getStream());
    row.setTitle(text(state.title));
    if (record.getBody().isOccupationProposed())
      row.setTitle(record.getBody().getOccupationProposed().getTitle());
    row.setVersion(text(state.version));
    row.setLevel(state.level);
    row.setRoute(text(state.route));
    row.setRegulator(state.regulator);
    row.setPublished(state.published);
    row.setRetiredFrom(state.retired_from.ns);
    row.setReplacedBy(text(state.replaced_by));
    row.setMerged(state.merged);
    auto versions = row.initVersions(static_cast<unsigned>(state.versions.size()));
    for (unsigned at = 0; at < versions.size(); ++at) versions.set(at, text(state.versions[at].version));
    if (record.getBody().isOccupationRecorded())
      add_occupation(record.getBody().getOccupationRecorded(), row);
  });
}

void of_organisation(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  const OrganisationState& state = applied.office.organisations.at(string(record.getStream()));
  edit_row<answer::Organisation>(rows, key_of(record), [&](answer::Organisation::Builder row) {
    row.setOrganisation(record.getStream());
    row.setName(text(state.name));
    row.setKind(state.kind);
    row.setOia(state.oia);
    row.setMergedInto(text(state.merged_into));
    if (record.getBody().isOrganisationRegistered()) {
      row.setUkprn(record.getBody().getOrganisationRegistered().getUkprn());
      row.setMadeUp(record.getBody().getOrganisationRegistered().getMadeUp());
    }
    auto recognitions = row.initRecognitions(static_cast<unsigned>(state.recognitions.size()));
    unsigned at = 0;
    for (const auto& [regulator, recognition] : state.recognitions) {
      auto out = recognitions[at++];
      out.setRegulator(regulator);
      out.setNumber(text(recognition.number));
      out.setFrom(recognition.from.ns);
      out.setUntil(recognition.until.ns);
      out.setLost(recognition.lost);
    }
  });
}

void of_body(const AppliedRecord& applied, RowWriter& rows) {
  const Record::Reader record = applied.record;
  const BodyState& state = applied.office.bodies.at(string(record.getStream()));
  edit_row<answer::ChainBody>(rows, key_of(record), [&](answer::ChainBody::Builder row) {
    row.setBody(record.getStream());
    row.setKind(state.kind);
    row.setName(text(state.name));
    row.setRoute(text(state.route));
    row.setFrom(state.from.ns);
    row.setUntil(state.until.ns);
    row.setSuccessor(text(state.successor));
    auto delegations = row.initDelegations(static_cast<unsigned>(state.delegations.size()));
    unsigned at = 0;
    for (const auto& [id, delegation] : state.delegations) {
      auto out = delegations[at++];
      out.setDelegation(text(id));
      out.setPower(delegation.power);
      out.setTo(text(delegation.to));
      out.setCycle(text(delegation.cycle));
      out.setFrom(delegation.from.ns);
      out.setUntil(delegation.until.ns);
    }
    auto appointments = row.initAppointments(static_cast<unsigned>(state.appointments.size()));
    at = 0;
    for (const auto& [person, appointment] : state.appointments) {
      auto out = appointments[at++];
      out.setPerson(text(person));
      out.setKind(appointment.kind);
      out.setFrom(appointment.from.ns);
      out.setUntil(appointment.until.ns);
    }
  });
}

}  // namespace

std::string reference_prefix(StreamKind kind) {
  return std::string(1, static_cast<char>(kind));
}

std::string scope_prefix() {
  // No cycle has an empty id: scope stands before all cycles.
  return reference_prefix(StreamKind::CYCLE) + '\0';
}

void Reference::apply(const AppliedRecord& applied, RowWriter& rows) const {
  switch (applied.record.getStreamKind()) {
    case StreamKind::CYCLE:
      if (applied.record.getBody().isScopeChanged()) of_scope(applied.record, rows);
      return of_cycle(applied, rows);
    case StreamKind::STANDARD: return of_standard(applied, rows);
    case StreamKind::ORGANISATION: return of_organisation(applied, rows);
    case StreamKind::BODY: return of_body(applied, rows);
    case StreamKind::PUBLICATION: return of_publication(applied, rows);
    default: return;
  }
}

}  // namespace htq

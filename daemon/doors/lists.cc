// The lists that can be asked for, each as a description: what its rows are, who may see them, how they are
// narrowed.
#include "daemon/doors/lists.h"

#include "daemon/past.h"
#include "daemon/row_view.h"
#include "domain/actor.h"
#include "domain/evolve.h"
#include "domain/regulator_name.h"
#include "projections/cases.h"
#include "projections/consultations.h"
#include "projections/persons.h"
#include "projections/reference.h"
#include "projections/timeline.h"
#include "projections/worklist.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

using How = ListFilter::How;
using Row = capnp::DynamicStruct::Reader;
using policy::Audience;

using Seen = Result<std::optional<Sight>>;

std::string text_of_field(Row row, const char* field) {
  return string(row.get(field).as<capnp::Text>());
}
/// As long as the row.
std::string_view view_of_field(Row row, const char* field) {
  return view(row.get(field).as<capnp::Text>());
}
std::uint16_t word_of_field(Row row, const char* field) {
  return row.get(field).as<capnp::DynamicEnum>().getRaw();
}

Seen by_anyone(Viewer& viewer, Row) {
  return viewer.of_office();
}
Seen as_its_case(Viewer& viewer, Row row) {
  return viewer.of_case(view_of_field(row, "case"));
}

bool is_of_its_organisation(const Viewer& viewer, Row row) {
  const std::string organisation = text_of_field(row, "organisation");
  return viewer.roles().has(Role::APPLICANT) && !organisation.empty() &&
         viewer.caller().organisation == organisation;
}

/// Of an organisation's own affairs, beside its cases: itself, and officials and auditors.
Seen as_of_organisation(Viewer& viewer, Row row) {
  if (viewer.sees_cases() || is_of_its_organisation(viewer, row)) return viewer.of_office();
  return std::nullopt;
}
/// Whom they register, Ofqual and the OfS know, and whom they judge, the bodies of the chain.
Seen as_an_organisation(Viewer& viewer, Row row) {
  constexpr Roles kKnowThem{Role::OFQUAL,         Role::OFS,      Role::ROUTE_PANEL, Role::ASSURANCE_BODY,
                            Role::DECISION_MAKER, Role::SECRETARY};
  if (!viewer.roles().both(kKnowThem).empty()) return viewer.of_office();
  return as_of_organisation(viewer, row);
}

std::optional<Regulator> regulator_called(const std::string& enumerant) {
  for (const auto known : capnp::Schema::from<Regulator>().getEnumerants())
    if (view(known.getProto().getName()) == enumerant) return static_cast<Regulator>(known.getOrdinal());
  return std::nullopt;
}

/// Whether it waits for them in person, whatever else they see of the case.
bool is_asked_of(const Viewer& viewer, Row row) {
  const auto role = static_cast<Role>(word_of_field(row, "waitsFor"));
  if (!viewer.roles().has(role)) return false;
  switch (role) {
    case Role::PEER_REVIEWER: return text_of_field(row, "person") == viewer.caller().subject;
    case Role::OFQUAL:
    case Role::OFS: return true;
    case Role::STATUTORY_REGULATOR: {
      const auto regulator = regulator_called(text_of_field(row, "about"));
      return regulator && is_name_of(*regulator, viewer.caller().organisation);
    }
    default: return false;
  }
}

/// Who sees a case sees what waits of it, its applicant what waits for the applicant; a peer reviewer or a
/// regulator what waits for them; a secretary what waits for a body, to put it on an agenda.
Seen as_work(Viewer& viewer, Row row) {
  if (is_asked_of(viewer, row)) return viewer.with_positions(Audience::APPLICANT);
  const auto role = static_cast<Role>(word_of_field(row, "waitsFor"));
  if (word_of_field(row, "streamKind") != static_cast<std::uint16_t>(StreamKind::CASE)) {
    if (viewer.sees_cases()) return viewer.of_office();
    return std::nullopt;
  }
  const auto sight = viewer.of_case(view_of_field(row, "stream"));
  if (!sight) return std::unexpected(sight.error());
  if (*sight && ((*sight)->clearance >= Audience::INTERNAL ||
                 (role == Role::APPLICANT && viewer.roles().has(Role::APPLICANT)))) {
    Sight seen = **sight;
    // That it waits for them they are told, whatever the papers say.
    if (viewer.roles().has(role)) seen.until = Sight::kNoEnd;
    return std::optional(seen);
  }
  constexpr Roles kBodies{Role::ROUTE_PANEL, Role::ASSURANCE_BODY, Role::DECISION_MAKER};
  if (viewer.roles().has(Role::SECRETARY) && kBodies.has(role))
    return viewer.with_positions(Audience::APPLICANT);
  return std::nullopt;
}

/// Of a case whose papers were issued, as it stood then.
Result<> case_as_it_stood(Row row, Position at, const RowView& now, capnp::MallocMessageBuilder& into) {
  const std::string reference = text_of_field(row, "case");
  CaseState state;
  std::int64_t changed_at = 0;
  HTQ_TRY(read_timeline(now.snapshot(), now.family("timeline"), timeline_prefix(StreamKind::CASE, reference),
                        [&](Record::Reader record, std::string_view) {
                          if (record.getPosition() > at.value) return false;
                          evolve(state, record);
                          changed_at = record.getRecordedAt();
                          return true;
                        }));
  write_case_row(reference, state, changed_at, into.initRoot<answer::CaseRow>());
  return {};
}

/// What the office tells or promised its applicant: of that regulators and reviewers see nothing.
Seen of_its_applicant_or_wider(Viewer& viewer, Row row) {
  auto sight = as_its_case(viewer, row);
  if (sight && *sight && (*sight)->clearance < Audience::INTERNAL && !is_of_its_organisation(viewer, row))
    sight->reset();
  return sight;
}

/// Notices are the applicant's, and those who see events that it does not. A mailer reads all of them, and
/// names the position that it tells of: it is there to tell.
Seen as_notice(Viewer& viewer, Row row) {
  if (viewer.roles().has(Role::MAILER)) return viewer.with_positions(Audience::INTERNAL);
  return of_its_applicant_or_wider(viewer, row);
}

Audience of_consultation(const Viewer& viewer, bool is_open) {
  const Audience clearance = viewer.of_office().clearance;
  return clearance == Audience::PUBLIC && is_open ? Audience::CONSULTATION : clearance;
}
/// Everyone sees what is open; the others are the office's own.
Seen as_consultation(Viewer& viewer, Row row) {
  const bool is_open =
      word_of_field(row, "standing") == static_cast<std::uint16_t>(ConsultationStanding::OPEN);
  if (!is_open && viewer.of_office().clearance < Audience::INTERNAL) return std::nullopt;
  return viewer.with_positions(of_consultation(viewer, is_open));
}

/// Who sees no internal event is told how many of the others there are.
void tell_case_as_seen(capnp::DynamicStruct::Builder row, const Sight& sight) {
  if (sight.clearance >= Audience::INTERNAL) return;
  const auto reader = row.asReader();
  row.set("version", reader.get("versionShown"));
  row.set("changedAt", reader.get("changedAtShown"));
}

Result<> complete_consultation_row(capnp::DynamicStruct::Builder row, const RowView& rows) {
  return complete_consultation(row.as<answer::Consultation>(), rows.snapshot(), rows.family("consultations"));
}

bool judge_work(capnp::DynamicStruct::Builder row, Instant at) {
  const auto due = row.asReader().get("due").as<std::int64_t>();
  const bool is_over = due != 0 && due < at.ns;
  row.set("overdue", is_over);
  // An application is corrected while its window is open, and never after; a cut-off that has passed is
  // passed by each case that it finds, and by none if there is none.
  const auto kind = static_cast<WorkKind>(row.asReader().get("kind").as<capnp::DynamicEnum>().getRaw());
  return !(is_over && (kind == WorkKind::CORRECT_APPLICATION || kind == WorkKind::PASS_CUT_OFF));
}
bool judge_promise(capnp::DynamicStruct::Builder row, Instant at) {
  const auto standing = row.asReader().get("standing").as<capnp::DynamicEnum>().getRaw();
  const bool is_open = standing == static_cast<std::uint16_t>(PromiseStanding::OPEN);
  row.set("overdue", is_open && row.asReader().get("due").as<std::int64_t>() < at.ns);
  return true;
}
bool judge_enquiry(capnp::DynamicStruct::Builder row, Instant at) {
  const auto reader = row.asReader();
  const std::int64_t until =
      reader.get("answered").as<bool>() ? reader.get("answeredAt").as<std::int64_t>() : at.ns;
  row.set("overdue", reader.get("due").as<std::int64_t>() < until);
  return true;
}

constexpr ListFilter kCases[] = {
    {"cycle", "cycle"},        {"stage", "stage"},     {"organisation", "organisation"}, {"route", "route"},
    {"standard", "standards"}, {"outcome", "outcome"}, {"title", "title", How::contains}};
constexpr ListFilter kWork[] = {{"role", "waitsFor"},
                                {"kind", "kind"},
                                {"cycle", "cycle"},
                                {"organisation", "organisation"},
                                {"stream", "stream"},
                                {"person", "person"},
                                {"before", "due", How::until},
                                {"from", "due", How::from}};
constexpr ListFilter kNotices[] = {{"told", "toldAt", How::is_set},
                                   {"kind", "kind"},
                                   {"cycle", "cycle"},
                                   {"organisation", "organisation"},
                                   {"case", "case"}};
constexpr ListFilter kPromises[] = {{"cycle", "cycle"},
                                    {"kind", "kind"},
                                    {"standing", "standing"},
                                    {"organisation", "organisation"},
                                    {"case", "case"}};
constexpr ListFilter kEnquiries[] = {{"kind", "kind"},
                                     {"cycle", "cycle"},
                                     {"organisation", "organisation"},
                                     {"answered", "answered", How::is_set}};
constexpr ListFilter kPersons[] = {
    {"person", "person"}, {"erased", "erasedAt", How::is_set}, {"onLegalHold", "onLegalHold", How::is_set}};
constexpr ListFilter kConsultations[] = {{"cycle", "cycle"}, {"standing", "standing"}};
constexpr ListFilter kRegister[] = {{"standard", "standard"},
                                    {"cycle", "cycle"},
                                    {"route", "routes"},
                                    {"firstTeach", "firstTeach"},
                                    {"title", "title", How::contains},
                                    {"awardingBody", "awardingBody", How::contains}};
constexpr ListFilter kCycles[] = {{"route", "routes"}};
constexpr ListFilter kScope[] = {{"cycle", "cycle"}, {"standard", "standard"}, {"class", "class"}};
constexpr ListFilter kStandards[] = {{"route", "route"},
                                     {"regulator", "regulator"},
                                     {"published", "published", How::is_set},
                                     {"title", "title", How::contains}};
constexpr ListFilter kOrganisations[] = {{"kind", "kind"}, {"name", "name", How::contains}};
constexpr ListFilter kBodies[] = {{"kind", "kind"}, {"route", "route"}};
constexpr ListFilter kPublications[] = {{"kind", "kind"}, {"cycle", "cycle"}, {"publication", "publication"}};

RowsDoor reference(std::string_view path, std::string_view property, StreamKind kind, capnp::StructSchema row,
                   std::span<const ListFilter> filters) {
  const std::string prefix = reference_prefix(kind);
  return {.path = path,
          .projection = "reference",
          .property = property,
          .row = row,
          .filters = filters,
          .begin = prefix,
          .end = after_prefix(prefix),
          .seen_by = by_anyone,
          .open = RowsDoor::Open::to_all};
}

std::vector<RowsDoor> all_lists() {
  std::vector<RowsDoor> all;
  all.push_back({.path = "/v1/cases",
                 .projection = "cases",
                 .property = "cases",
                 .row = capnp::Schema::from<answer::CaseRow>(),
                 .filters = kCases,
                 .seen_by = as_its_case,
                 .tell_as_seen = tell_case_as_seen,
                 .as_it_stood = case_as_it_stood});
  RowsDoor work{.path = "/v1/worklist",
                .projection = "worklist",
                .property = "work",
                .row = capnp::Schema::from<answer::WorkItem>(),
                .filters = kWork,
                .begin = std::string(Worklist::kFirstItem),
                .seen_by = as_work,
                .judge = judge_work};
  all.push_back(work);
  work.path = "/v1/deadlines";
  work.property = "deadlines";
  work.end = std::string(Worklist::kWithoutDay);
  all.push_back(work);
  all.push_back({.path = "/v1/notices",
                 .projection = "notices",
                 .property = "notices",
                 .row = capnp::Schema::from<answer::Notice>(),
                 .filters = kNotices,
                 .seen_by = as_notice});
  all.push_back({.path = "/v1/promises",
                 .projection = "promises",
                 .property = "promises",
                 .row = capnp::Schema::from<answer::Promise>(),
                 .filters = kPromises,
                 .seen_by = of_its_applicant_or_wider,
                 .judge = judge_promise});
  all.push_back({.path = "/v1/enquiries",
                 .projection = "enquiries",
                 .property = "enquiries",
                 .row = capnp::Schema::from<answer::Enquiry>(),
                 .filters = kEnquiries,
                 .seen_by = as_of_organisation,
                 .judge = judge_enquiry});
  all.push_back({.path = "/v1/consultations",
                 .projection = "consultations",
                 .property = "consultations",
                 .row = capnp::Schema::from<answer::Consultation>(),
                 .filters = kConsultations,
                 .begin = std::string(Consultations::kFirst),
                 .seen_by = as_consultation,
                 .open = RowsDoor::Open::to_all,
                 .past = RowsDoor::Past::to_those_who_see_every_case,
                 .complete = complete_consultation_row});
  all.push_back({.path = "/v1/persons",
                 .projection = "persons",
                 .property = "persons",
                 .row = capnp::Schema::from<answer::Person>(),
                 .filters = kPersons,
                 .begin = std::string(Persons::kFirst),
                 .end = after_prefix(Persons::kFirst),
                 .seen_by = by_anyone,
                 .only = kMayAskOfPersons});
  all.push_back({.path = "/v1/register",
                 .projection = "register",
                 .property = "rows",
                 .row = capnp::Schema::from<answer::ListedQualification>(),
                 .filters = kRegister,
                 .begin = std::string("\x01", 1),  // what is below is the projection's own
                 .seen_by = by_anyone,
                 .open = RowsDoor::Open::to_all});
  all.push_back(reference("/v1/standards", "standards", StreamKind::STANDARD,
                          capnp::Schema::from<answer::Standard>(), kStandards));
  all.push_back(
      reference("/v1/bodies", "bodies", StreamKind::BODY, capnp::Schema::from<answer::ChainBody>(), kBodies));
  all.push_back(reference("/v1/publications", "publications", StreamKind::PUBLICATION,
                          capnp::Schema::from<answer::Publication>(), kPublications));
  RowsDoor organisations = reference("/v1/organisations", "organisations", StreamKind::ORGANISATION,
                                     capnp::Schema::from<answer::Organisation>(), kOrganisations);
  organisations.seen_by = as_an_organisation;
  organisations.open = RowsDoor::Open::to_callers;
  all.push_back(organisations);
  RowsDoor cycles =
      reference("/v1/cycles", "cycles", StreamKind::CYCLE, capnp::Schema::from<answer::Cycle>(), kCycles);
  cycles.begin = after_prefix(scope_prefix());
  all.push_back(cycles);
  RowsDoor scope =
      reference("/v1/scope", "scope", StreamKind::CYCLE, capnp::Schema::from<answer::Scope>(), kScope);
  scope.begin = scope_prefix();
  scope.end = after_prefix(scope_prefix());
  all.push_back(scope);
  return all;
}

}  // namespace

const std::vector<RowsDoor>& lists() {
  static const std::vector<RowsDoor> all = all_lists();
  return all;
}

void add_list_doors(http::Router& router, const Doors& doors) {
  for (const RowsDoor& list : lists()) add_rows_door(router, doors, list);
}

}  // namespace htq

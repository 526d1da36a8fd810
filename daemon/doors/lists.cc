// The lists that can be asked for, each as a description: what its rows are, who may see them, how they are
// narrowed.
#include "daemon/doors/lists.h"

#include "daemon/doors/clearance.h"
#include "domain/actor.h"
#include "domain/regulator_name.h"
#include "projections/consultations.h"
#include "projections/reference.h"
#include "projections/worklist.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

using How = ListFilter::How;
using Row = capnp::DynamicStruct::Reader;
using policy::Audience;

std::string text_of_field(Row row, const char* field) {
  return string(row.get(field).as<capnp::Text>());
}

bool anyone(const Caller&, Row) {
  return true;
}
bool whoever_may_see_the_case(const Caller& caller, Row row) {
  return may_see_case(caller, text_of_field(row, "organisation"));
}

Role waits_for(Row row) {
  return static_cast<Role>(row.get("waitsFor").as<capnp::DynamicEnum>().getRaw());
}

std::optional<Regulator> regulator_called(const std::string& enumerant) {
  for (const auto known : capnp::Schema::from<Regulator>().getEnumerants())
    if (view(known.getProto().getName()) == enumerant) return static_cast<Regulator>(known.getOrdinal());
  return std::nullopt;
}

/// Officials and the chain all work; everyone else their own.
bool may_see_work(const Caller& caller, Row row) {
  if (may_see_case(caller, "")) return true;
  const Roles roles = roles_of(caller);
  const Role role = waits_for(row);
  if (role == Role::PEER_REVIEWER) return roles.has(role) && text_of_field(row, "person") == caller.subject;
  if (role == Role::STATUTORY_REGULATOR) {
    const auto regulator = regulator_called(text_of_field(row, "about"));
    return roles.has(role) && regulator && is_name_of(*regulator, caller.organisation);
  }
  return role == Role::APPLICANT && may_see_case(caller, text_of_field(row, "organisation"));
}
Audience work_is_shown(Audience clearance, Row) {
  // Whoever may see an item at all may know what is asked of them.
  return clearance == Audience::PUBLIC ? Audience::APPLICANT : clearance;
}

/// A mailer reads all of them: it is there to tell.
bool may_see_notice(const Caller& caller, Row row) {
  return roles_of(caller).has(Role::MAILER) || whoever_may_see_the_case(caller, row);
}
Audience notice_is_shown(Audience clearance, Row) {
  // Beside applicants and those who see every case only a mailer comes here; it names the position it told
  // of.
  return clearance == Audience::PUBLIC ? Audience::INTERNAL : clearance;
}

/// Everyone sees what is open; the others are the office's own.
bool may_see_consultation(const Caller& caller, Row row) {
  const auto standing =
      static_cast<ConsultationStanding>(row.get("standing").as<capnp::DynamicEnum>().getRaw());
  return standing == ConsultationStanding::OPEN || may_see_case(caller, "");
}
Audience consultation_is_shown(Audience clearance, Row row) {
  const auto standing =
      static_cast<ConsultationStanding>(row.get("standing").as<capnp::DynamicEnum>().getRaw());
  const bool is_open = standing == ConsultationStanding::OPEN;
  return clearance == Audience::PUBLIC && is_open ? Audience::CONSULTATION : clearance;
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
          .may_see = anyone,
          .open = RowsDoor::Open::to_all};
}

std::vector<RowsDoor> all_lists() {
  std::vector<RowsDoor> all;
  all.push_back({.path = "/v1/cases",
                 .projection = "cases",
                 .property = "cases",
                 .row = capnp::Schema::from<answer::CaseRow>(),
                 .filters = kCases,
                 .may_see = whoever_may_see_the_case});
  RowsDoor work{.path = "/v1/worklist",
                .projection = "worklist",
                .property = "work",
                .row = capnp::Schema::from<answer::WorkItem>(),
                .filters = kWork,
                .begin = std::string(Worklist::kFirstItem),
                .may_see = may_see_work,
                .shown_to = work_is_shown,
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
                 .may_see = may_see_notice,
                 .shown_to = notice_is_shown});
  all.push_back({.path = "/v1/promises",
                 .projection = "promises",
                 .property = "promises",
                 .row = capnp::Schema::from<answer::Promise>(),
                 .filters = kPromises,
                 .may_see = whoever_may_see_the_case,
                 .judge = judge_promise});
  all.push_back({.path = "/v1/enquiries",
                 .projection = "enquiries",
                 .property = "enquiries",
                 .row = capnp::Schema::from<answer::Enquiry>(),
                 .filters = kEnquiries,
                 .may_see = whoever_may_see_the_case,
                 .judge = judge_enquiry});
  all.push_back({.path = "/v1/consultations",
                 .projection = "consultations",
                 .property = "consultations",
                 .row = capnp::Schema::from<answer::Consultation>(),
                 .filters = kConsultations,
                 .begin = std::string(Consultations::kFirst),
                 .may_see = may_see_consultation,
                 .open = RowsDoor::Open::to_all,
                 .past = RowsDoor::Past::to_those_who_see_every_case,
                 .shown_to = consultation_is_shown,
                 .complete = complete_consultation_row});
  all.push_back({.path = "/v1/register",
                 .projection = "register",
                 .property = "rows",
                 .row = capnp::Schema::from<answer::ListedQualification>(),
                 .filters = kRegister,
                 .begin = std::string("\x01", 1),  // what is below is the projection's own
                 .may_see = anyone,
                 .open = RowsDoor::Open::to_all});
  all.push_back(reference("/v1/standards", "standards", StreamKind::STANDARD,
                          capnp::Schema::from<answer::Standard>(), kStandards));
  all.push_back(
      reference("/v1/bodies", "bodies", StreamKind::BODY, capnp::Schema::from<answer::ChainBody>(), kBodies));
  all.push_back(reference("/v1/publications", "publications", StreamKind::PUBLICATION,
                          capnp::Schema::from<answer::Publication>(), kPublications));
  RowsDoor organisations = reference("/v1/organisations", "organisations", StreamKind::ORGANISATION,
                                     capnp::Schema::from<answer::Organisation>(), kOrganisations);
  organisations.may_see = whoever_may_see_the_case;
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

// POST /v1/cases/{id}/disclosure: a redacted copy of a case as a signed statement, to answer a request under
// the Freedom of Information Act 2000, or to be published without one. What is left out is named, with the
// exemption that covers it; each record is named by its hash, so that what was given out can be held against
// the log. That the copy was made is on the log before it leaves: for which request, if any, under which
// sections, and its hash.
#include <capnp/dynamic.h>

#include <algorithm>
#include <array>

#include "daemon/access/sealing.h"
#include "daemon/clock.h"
#include "daemon/doors/door.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/outlet.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/signed_statement.h"
#include "daemon/doors/viewer.h"
#include "daemon/http/problem.h"
#include "daemon/projector.h"
#include "daemon/record_hash.h"
#include "domain/case_reference.h"
#include "domain/evolve.h"
#include "domain/london_text.h"
#include "projections/timeline.h"
#include "schemas/json_text.h"
#include "schemas/text.h"
#include "schemas/withholding.h"

namespace htq {
namespace {

constexpr std::string_view kParameters[] = {"exemption", "request", "asAt", "after"};
constexpr std::size_t kLongestRequest = 200;

/// What of a case a section of the Act covers here (domain.md section 13).
struct Section {
  std::uint16_t number;
  std::string_view covers;
  std::uint16_t Exemptions::* what;
  std::uint16_t Exemptions::* and_what = nullptr;
};
constexpr Section kSections[] = {
    {35, "formulation of government policy: what is internal to the office", &Exemptions::internal},
    {36, "effective conduct of public affairs: what is internal to the office", &Exemptions::internal},
    {40, "personal information: texts about persons, and who they are", &Exemptions::persons},
    {41, "information provided in confidence: what is restricted", &Exemptions::restricted},
    {43, "commercial interests: documents that the applicant flagged, and what is restricted",
     &Exemptions::flagged, &Exemptions::restricted},
};

struct Asked {
  std::string reference;
  std::string request;
  std::vector<const Section*> sections;
  Exemptions exemptions;
  Position as_at;
};

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// Nothing, if it answers none.
std::string member_of_request(const Asked& asked) {
  return asked.request.empty() ? "" : R"(,"request":)" + json_string(asked.request);
}

class DisclosureDoor {
 public:
  DisclosureDoor(const Doors& doors, TakeCommand take)
      : doors_(doors), take_(std::move(take)), outlet_(capnp::Schema::from<Record>(), doors.sealing) {}

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (!viewer.roles().has(Role::RECORDS_OFFICER)) co_return refused({.refusal = Refusal::not_your_role});
    if (auto wrong = check_parameters(request, kParameters)) co_return std::move(*wrong);
    auto asked = asked_of(request);
    if (!asked) co_return std::move(asked).error();
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    const auto as_at = as_at_of(doors_, viewer, request);
    if (!as_at) co_return as_at.error();
    asked->as_at = *as_at;
    auto read = [this, asked = *asked] { return disclose(asked); };
    auto statement = co_await doors_.reading.off_the_loop(read);
    if (!statement) co_return too_many_reads();
    if (!*statement) co_return std::move(*statement).error();
    auto order = order_to_record(request, *asked, **statement);
    Caller officer = viewer.caller();
    auto recorded = co_await take_(order, std::move(officer));
    if (recorded.status != 201) co_return recorded;
    co_return http::Response{.body = signed_statement(doors_.statements, **statement)};
  }

 private:
  /// What a client would send to put it on record: so it goes to whichever daemon writes.
  static http::Request order_to_record(const http::Request& request, const Asked& asked,
                                       std::string_view statement) {
    std::string hash;
    append_hex(hash, record_hash(statement));
    http::Request order{.method = "POST",
                        .target = "/v1/commands/record-disclosure",
                        .path = "/v1/commands/record-disclosure",
                        .segments = {"v1", "commands", "record-disclosure"},
                        .received_at = request.received_at,
                        .door = request.door,
                        .parameters = {{"name", "record-disclosure"}},
                        .attachment = request.attachment};
    order.headers.add("Content-Type", "application/json");
    order.headers.add("Idempotency-Key", "disclosure/" + hash);
    for (const std::string_view name : {"htqd-on-behalf-of", "htqd-authority", "traceparent"})
      if (const auto value = request.headers.find(name)) order.headers.add(name, *value);
    order.body = R"({"case":)" + json_string(asked.reference) + member_of_request(asked) + R"(,"asAt":)" +
                 std::to_string(asked.as_at.value) + R"(,"statement":")" + hash + R"(","exemptions":[)";
    for (const Section* section : asked.sections) {
      if (!order.body.ends_with('[')) order.body += ',';
      order.body += std::to_string(section->number);
    }
    order.body += "]}";
    return order;
  }

  static std::expected<Asked, http::Response> asked_of(const http::Request& request) {
    Asked asked;
    const auto reference = parse_case_reference(request.parameter("id"));
    if (!reference)
      return std::unexpected(
          bad_parameter("id", reference.error(), "Read the reference again: HTQ- and twelve characters."));
    asked.reference = reference->text;
    asked.request = std::string(request.query.find("request").value_or(""));
    if (asked.request.size() > kLongestRequest)
      return std::unexpected(bad_parameter("request", "A request's reference has at most 200 bytes.",
                                           "Give its reference, or leave it out."));
    std::string_view left = request.query.find("exemption").value_or("");
    while (!left.empty()) {
      const std::string_view one = left.substr(0, left.find(','));
      left.remove_prefix(std::min(left.size(), one.size() + 1));
      const auto number = whole_number(one);
      const auto* section = std::ranges::find(kSections, number.value_or(0), &Section::number);
      if (!number || section == std::ranges::end(kSections))
        return std::unexpected(
            bad_parameter("exemption", "\"" + std::string(one) + "\" covers nothing of a case here.",
                          "Give sections of the Act, such as 40,43: 35, 36, 40, 41 or 43."));
      asked.sections.push_back(section);
      asked.exemptions.*(section->what) = section->number;
      if (section->and_what != nullptr && asked.exemptions.*(section->and_what) == 0)
        asked.exemptions.*(section->and_what) = section->number;
    }
    // What was given in confidence is never disclosed because a section was forgotten.
    if (asked.exemptions.restricted == 0)
      return std::unexpected(bad_parameter("exemption", "A case may hold what was given in confidence.",
                                           "Name the section that covers it: 41 or 43."));
    return asked;
  }

  std::expected<std::string, http::Response> disclose(const Asked& asked) const {
    const RowView rows = doors_.projector.view();
    // What is flagged now is withheld of what was recorded before, too.
    CaseState state;
    const auto folded = read_timeline(rows.snapshot(), rows.family("timeline"),
                                      timeline_prefix(StreamKind::CASE, asked.reference),
                                      [&](Record::Reader record, std::string_view) {
                                        evolve(state, record);
                                        return true;
                                      });
    if (!folded) return std::unexpected(faulty(folded.error()));
    const DocumentNames flagged(state.withheld_documents.begin(), state.withheld_documents.end());
    Exemptions exemptions = asked.exemptions;
    exemptions.documents = &flagged;

    std::string statement = head_of(asked);
    bool is_first = true;
    const auto read = read_timeline(rows.snapshot(), rows.family("timeline"),
                                    timeline_prefix(StreamKind::CASE, asked.reference),
                                    [&](Record::Reader record, std::string_view bytes) {
                                      if (record.getPosition() > asked.as_at.value) return false;
                                      if (!is_first) statement += ',';
                                      is_first = false;
                                      append(record, bytes, exemptions, statement);
                                      return true;
                                    });
    if (!read) return std::unexpected(faulty(read.error()));
    if (is_first) return std::unexpected(no_such_case());
    return statement + "]}";
  }

  std::string head_of(const Asked& asked) const {
    std::string head = R"({"statement":"redacted copy of a case","version":1,"office":)" +
                       json_string(doors_.office) + R"(,"case":)" + json_string(asked.reference) +
                       member_of_request(asked) + R"(,"asAt":)" + std::to_string(asked.as_at.value) +
                       R"(,"madeAt":)" + json_string(rfc3339(doors_.clock.now())) + R"(,"exemptions":[)";
    for (const Section* section : asked.sections) {
      if (!head.ends_with('[')) head += ',';
      head += R"({"section":)" + std::to_string(section->number) + R"(,"covers":)" +
              json_string(section->covers) + '}';
    }
    return head + R"(],"records":[)";
  }

  void append(Record::Reader record, std::string_view bytes, const Exemptions& exemptions,
              std::string& out) const {
    capnp::MallocMessageBuilder message;
    auto disclosed = message.initRoot<Record>();
    std::vector<Withheld> withheld;
    withholding_.disclose(record, disclosed, exemptions, withheld);
    out += R"({"position":)" + std::to_string(record.getPosition()) + R"(,"type":)" +
           json_string(Entries::type_of(record)) + R"(,"hash":")";
    append_hex(out, record_hash(bytes));
    out += R"(","record":)";
    outlet_.tell(disclosed.asReader(), policy::Audience::RESTRICTED, out);
    out += R"(,"withheld":[)";
    for (const Withheld& each : withheld) {
      if (!out.ends_with('[')) out += ',';
      out += R"({"field":)" + json_string(each.field) + R"(,"exemption":)" + std::to_string(each.exemption) +
             '}';
    }
    out += "]}";
  }

  const Doors& doors_;
  TakeCommand take_;
  Withholding withholding_;
  Outlet outlet_;
};

}  // namespace

void add_disclosure_door(http::Router& router, const Doors& doors, TakeCommand take) {
  auto door = std::make_shared<DisclosureDoor>(doors, std::move(take));
  router.add("POST", "/v1/cases/{id}/disclosure",
             [door](http::Request& request) { return door->answer(request); });
}

}  // namespace htq

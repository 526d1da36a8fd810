// GET /v1/records/{kind}/{id}/certificate: that a record was disposed of, as a signed statement: under which
// entry of the schedule, by whom and when, which records of the log it was, by their hashes, and how many
// texts are gone. It is made from the log, so it can be asked for again, and is not given while a key is
// there.
#include <optional>

#include "daemon/access/sealing.h"
#include "daemon/clock.h"
#include "daemon/doors/attested.h"
#include "daemon/doors/door.h"
#include "daemon/doors/entry.h"
#include "daemon/doors/reading.h"
#include "daemon/doors/signed_statement.h"
#include "daemon/doors/viewer.h"
#include "daemon/log/event_log.h"
#include "daemon/projector.h"
#include "daemon/record_hash.h"
#include "domain/london_text.h"
#include "domain/retention.h"
#include "domain/words.h"
#include "projections/persons.h"
#include "projections/stored_record.h"
#include "projections/timeline.h"
#include "schemas/disposable.h"
#include "schemas/personal.h"
#include "schemas/text.h"

namespace htq {
namespace {

constexpr Roles kMayLook{Role::RECORDS_OFFICER, Role::AUDITOR};
constexpr StreamKind kKinds[] = {StreamKind::CASE, StreamKind::CONSULTATION, StreamKind::ENQUIRY,
                                 StreamKind::PROCESS_FEEDBACK};

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// What the entry of a disposal says, whichever kind of record it is of.
struct Disposal {
  Position position;
  Instant at;
  std::string subject, on_behalf_of, authority_of_actor;
  std::string ground, authority;
  RetentionClass retention = RetentionClass::NONE;
  Instant kept_until;
  Position rule;
};

template <typename Event>
Disposal disposal_of(Record::Reader record, Event event) {
  return {.position = {record.getPosition()},
          .at = {record.getRecordedAt()},
          .subject = string(record.getActor().getSubject()),
          .on_behalf_of = string(record.getActor().getOnBehalfOf()),
          .authority_of_actor = string(record.getActor().getAuthority()),
          .ground = string(event.getGround()),
          .authority = string(event.getAuthority()),
          .retention = event.getClass(),
          .kept_until = {event.getKeptUntil()},
          .rule = {event.getRule()}};
}

std::optional<Disposal> disposal_in(Record::Reader record) {
  const Body::Reader body = record.getBody();
  switch (body.which()) {
    case Body::CASE_DISPOSED: return disposal_of(record, body.getCaseDisposed());
    case Body::RESPONSES_DISPOSED: return disposal_of(record, body.getResponsesDisposed());
    case Body::ENQUIRY_DISPOSED: return disposal_of(record, body.getEnquiryDisposed());
    case Body::FEEDBACK_DISPOSED: return disposal_of(record, body.getFeedbackDisposed());
    default: return std::nullopt;
  }
}

/// Texts of a record that were sealed with a key of its stream.
std::uint64_t sealed_texts_of(Body::Reader body) {
  std::uint64_t count = 0;
  const auto look_at = [&](std::string_view words) {
    count += sealed_text(words) ? 1 : 0;
    return true;
  };
  each_disposable(body, look_at);
  each_personal(body, [&](Personal::Reader about) { look_at(string(about.getBox())); });
  return count;
}

void append_document(Document::Reader document, std::string& out) {
  if (!out.empty()) out += ',';
  out += R"({"id":)" + json_string(view(document.getId())) + R"(,"hash":")";
  append_hex(out, string(document.getHash()));
  out += R"(","size":)" + std::to_string(document.getSize()) + '}';
}

class CertificateDoor {
 public:
  explicit CertificateDoor(const Doors& doors) : doors_(doors) {}

  http::Awaitable<http::Response> answer(http::Request& request) const {
    auto caller = caller_of(doors_, request);
    if (!caller) co_return std::move(caller).error();
    Viewer viewer(doors_, std::move(*caller));
    if (viewer.roles().both(kMayLook).empty()) co_return refused({.refusal = Refusal::not_your_role});
    constexpr std::array<std::string_view, 1> kAfter{"after"};
    if (auto wrong = check_parameters(request, kAfter)) co_return std::move(*wrong);
    if (auto not_yet = co_await wait_for_position(doors_, viewer, request)) co_return std::move(*not_yet);
    std::optional<StreamKind> kind;
    for (const StreamKind known : kKinds)
      if (name_of_enumerant(known) == request.parameter("kind")) kind = known;
    if (!kind)
      co_return bad_parameter("kind", "Nothing of that kind is disposed of.",
                              "Give case, consultation, enquiry or processFeedback.");
    tells(request, policy::Audience::INTERNAL);
    auto read = [this, kind = *kind, stream = request.parameter("id")] { return certify(kind, stream); };
    auto answer = co_await doors_.reading.off_the_loop(read);
    if (!answer) co_return too_many_reads();
    co_return *std::move(answer);
  }

 private:
  http::Response certify(StreamKind kind, const std::string& stream) const {
    const RowView rows = doors_.projector.view();
    std::optional<Disposal> disposal;
    std::string records, documents;
    std::uint64_t count = 0, texts = 0;
    const auto read = read_timeline(rows.snapshot(), rows.family("timeline"), timeline_prefix(kind, stream),
                                    [&](Record::Reader record, std::string_view bytes) {
                                      if (auto found = disposal_in(record)) {
                                        disposal = std::move(found);
                                        return false;
                                      }
                                      const std::uint64_t sealed = sealed_texts_of(record.getBody());
                                      records += std::string(records.empty() ? "" : ",") + R"({"position":)" +
                                                 std::to_string(record.getPosition()) + R"(,"type":)" +
                                                 json_string(Entries::type_of(record)) + R"(,"hash":")";
                                      append_hex(records, record_hash(bytes));
                                      records += R"(","texts":)" + std::to_string(sealed) + '}';
                                      texts += sealed;
                                      ++count;
                                      note_documents(record.getBody(), documents);
                                      return true;
                                    });
    if (!read) return faulty(read.error());
    if (!disposal)
      return refused({.refusal = Refusal::no_such_stream,
                      .detail = "No record of that name was disposed of.",
                      .field = "id"});
    const auto keys =
        destroyed_keys_of(rows.snapshot(), rows.family("persons"), owner_of_stream(kind, stream));
    if (!keys) return faulty(keys.error());
    for (const std::string& id : *keys)
      if (doors_.sealing.is_at_hand(id))
        return faulty(
            {FaultKind::unavailable,
             doors_.destroyed_keys_gone_within.count() > 0
                 ? "This daemon has not read yet that a key that seals what was disposed of is destroyed: ask "
                   "again in a moment."
                 : "A key that seals what was disposed of is still there: start the daemon again, which "
                   "destroys it."});
    std::string statement = R"({"statement":"certificate of disposal","version":1,"office":)" +
                            json_string(doors_.office) + R"(,"kind":)" +
                            json_string(name_of_enumerant(kind)) + R"(,"record":)" + json_string(stream) +
                            R"(,"class":)" + json_string(name_of(disposal->retention));
    if (const auto rule = rule_at(disposal->rule)) statement += *rule;
    statement += R"(,"keptUntil":)" + json_string(rfc3339(disposal->kept_until)) + R"(,"ground":)" +
                 json_string(disposal->ground) + R"(,"disposedBy":{"subject":)" +
                 json_string(disposal->subject) + R"(,"onBehalfOf":)" + json_string(disposal->on_behalf_of) +
                 R"(,"authority":)" + json_string(disposal->authority_of_actor) + R"(},"disposedAt":)" +
                 json_string(rfc3339(disposal->at)) + R"(,"position":)" +
                 std::to_string(disposal->position.value) + R"(,"madeAt":)" +
                 json_string(rfc3339(doors_.clock.now())) + R"(,"keysDestroyed":[)";
    for (const std::string& id : *keys) {
      if (!statement.ends_with('[')) statement += ',';
      statement += '"';
      append_hex(statement, id);
      statement += '"';
    }
    statement += R"(],"textsDestroyed":)" + std::to_string(texts) + R"(,"count":)" + std::to_string(count) +
                 R"(,"records":[)" + records + R"(],"documents":[)" + documents + "]}";
    return {.body = signed_statement(doors_.statements, statement)};
  }

  /// The entry of the schedule that it was disposed of under.
  std::optional<std::string> rule_at(Position position) const {
    const auto bytes = doors_.log.read(position);
    if (!bytes) return std::nullopt;
    StoredEvent stored(*bytes);
    if (!stored.record().getBody().isRetentionRuleSet()) return std::nullopt;
    const auto rule = stored.record().getBody().getRetentionRuleSet();
    return R"(,"rule":{"position":)" + std::to_string(position.value) + R"(,"years":)" +
           std::to_string(rule.getYears()) + R"(,"days":)" + std::to_string(rule.getDays()) +
           R"(,"authority":)" + json_string(view(rule.getAuthority())) + "}";
  }

  /// Their bytes are kept elsewhere: whoever keeps them reads here which are to go.
  static void note_documents(Body::Reader body, std::string& out) {
    if (body.isDocumentAttached()) append_document(body.getDocumentAttached().getDocument(), out);
    if (body.isInformationProvided())
      for (const auto document : body.getInformationProvided().getDocuments()) append_document(document, out);
    if (body.isResubmissionReceived())
      for (const auto document : body.getResubmissionReceived().getDocuments())
        append_document(document, out);
  }

  const Doors& doors_;
};

}  // namespace

void add_certificate_door(http::Router& router, const Doors& doors) {
  auto door = std::make_shared<CertificateDoor>(doors);
  router.add("GET", "/v1/records/{kind}/{id}/certificate",
             [door](http::Request& request) { return door->answer(request); });
}

}  // namespace htq

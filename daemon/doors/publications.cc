#include "daemon/doors/publications.h"

#include <capnp/message.h>

#include <functional>

#include "daemon/doors/entry.h"
#include "daemon/doors/words_of_time.h"
#include "daemon/http/problem.h"
#include "domain/london_text.h"
#include "domain/words.h"
#include "schemas/annotation_ids.h"
#include "schemas/answer.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

using Tell = std::function<void(answer::ListedQualification::Reader)>;

void of_listing(Record::Reader record, const Tell& tell) {
  const auto event = record.getBody().getListedPublicly();
  for (const auto standard : event.getOccupations()) {
    capnp::MallocMessageBuilder message;
    auto row = message.initRoot<answer::ListedQualification>();
    row.setCase(record.getStream());
    row.setTitle(event.getTitle());
    row.setAwardingBody(event.getAwardingBody());
    row.setLevel(event.getLevel());
    row.setStandard(standard);
    row.setFirstTeach(event.getFirstTeach());
    row.setListedAt(record.getRecordedAt());
    tell(row.asReader());
  }
}

void of_earlier_approval(Record::Reader record, const Tell& tell) {
  const auto event = record.getBody().getEarlierApprovalRecorded();
  capnp::MallocMessageBuilder message;
  auto row = message.initRoot<answer::ListedQualification>();
  row.setCase(record.getStream());
  row.setTitle(event.getTitle());
  row.setAwardingBody(event.getAwardingBody());
  row.setLevel(event.getLevel());
  row.setStandard(event.getStandard());
  row.setFirstTeach(event.getFirstTeach());
  row.setListedAt(record.getRecordedAt());
  row.setProductCode(event.getProductCode());
  row.setOccupation(event.getOccupation());
  row.setSource(event.getSource());
  tell(row.asReader());
}

/// What is on the list now under another title.
void of_correction(Record::Reader record, const Tell& tell) {
  capnp::MallocMessageBuilder message;
  auto row = message.initRoot<answer::ListedQualification>();
  row.setCase(record.getStream());
  row.setTitle(record.getBody().getListingCorrected().getTitle());
  tell(row.asReader());
}

bool is_public(const capnp::StructSchema& event) {
  for (const auto annotation : event.getProto().getAnnotations())
    if (annotation.getId() == annotation::kVisibleTo)
      return static_cast<policy::Audience>(annotation.getValue().getEnum()) == policy::Audience::PUBLIC;
  return false;
}

}  // namespace

Publications::Publications(const Sealing& sealing)
    : listings_(capnp::Schema::from<answer::ListedQualification>(), sealing),
      events_(capnp::Schema::from<Body>(), sealing),
      summaries_(capnp::Schema::from<Record>()) {}

bool Publications::append(Record::Reader record, const Sight& sight, std::string& json) const {
  std::string body;
  if (!(record.getStreamKind() == StreamKind::CASE ? append_listings(record, sight, body)
                                                   : append_event(record, sight, body)))
    return false;
  json += R"({"type":)";
  http::append_json_string(json, Entries::type_of(record));
  json += R"(,"position":)";
  const std::uint64_t position = record.getPosition();
  sight.seal != nullptr ? http::append_json_string(json, (*sight.seal)(position))
                        : void(json += std::to_string(position));
  // No finer than a millisecond, as all that leaves with a sealed position.
  const std::int64_t at = record.getRecordedAt() - record.getRecordedAt() % kFinestTold;
  json += R"(,"recordedAt":")" + rfc3339(Instant{at}) + '"' + body + '}';
  return true;
}

bool Publications::append_listings(Record::Reader record, const Sight& sight, std::string& json) const {
  std::string listings;
  const Tell tell = [&](answer::ListedQualification::Reader row) {
    std::string listing;
    if (listings_.write(row, sight, listing)) listings += (listings.empty() ? "" : ",") + listing;
  };
  switch (record.getBody().which()) {
    case Body::LISTED_PUBLICLY: of_listing(record, tell); break;
    case Body::LISTING_CORRECTED: of_correction(record, tell); break;
    case Body::EARLIER_APPROVAL_RECORDED: of_earlier_approval(record, tell); break;
    default: return false;
  }
  json += R"(,"listings":[)" + listings + ']';
  return true;
}

bool Publications::append_event(Record::Reader record, const Sight& sight, std::string& json) const {
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    const auto event = body.get(*field).as<capnp::DynamicStruct>();
    if (!is_public(event.getSchema())) return false;
    json += R"(,"streamKind":")" + name_of_enumerant(record.getStreamKind()) + R"(","stream":)";
    http::append_json_string(json, view(record.getStream()));
    if (const auto sentence = summaries_.summarise(
            event, {.clearance = sight.clearance, .london = london_hook(), .moment = {}, .open = {}})) {
      json += R"(,"summary":)";
      http::append_json_string(json, *sentence);
    }
    json += R"(,"event":)";
    std::string told;
    events_.write(event, sight, told);
    json += told.empty() ? "{}" : told;
    return true;
  }
  return false;
}

}  // namespace htq

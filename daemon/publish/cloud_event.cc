#include "daemon/publish/cloud_event.h"

#include <capnp/message.h>
#include <fmt/format.h>

#include "daemon/doors/entry.h"
#include "domain/words.h"
#include "schemas/json_text.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::string subject_of(Record::Reader record) {
  return name_of_enumerant(record.getStreamKind()) + "/" + string(record.getStream());
}

/// Ids are unique within their kind; a case's stands for itself.
std::string key_of(Record::Reader record) {
  return record.getStreamKind() == StreamKind::CASE ? string(record.getStream()) : subject_of(record);
}

/// What every event says, whoever it is for.
CloudEvent begin(Stream stream, const std::string& office, std::string_view name, std::uint64_t number,
                 std::string subject, std::string key) {
  const std::string type = event_type(stream, name);
  CloudEvent event{.stream = stream, .key = std::move(key), .headers = {}, .data = {}};
  event.headers = {{"content-type", "application/json"},
                   {"ce_specversion", "1.0"},
                   {"ce_id", std::to_string(number)},
                   {"ce_source", stream_source(stream, office)},
                   {"ce_type", type},
                   {"ce_dataschema", event_schema(type)},
                   {"ce_subject", std::move(subject)},
                   {"ce_partitionkey", event.key},
                   {"ce_sequence", fmt::format("{:020}", number)}};
  return event;
}

}  // namespace

CloudEvents::CloudEvents(std::string office)
    : office_(std::move(office)),
      records_(capnp::Schema::from<Record>(), Outlet::PersonalTexts::stay_sealed) {}

std::optional<CloudEvent> CloudEvents::of(Record::Reader record, const Sight& sight) const {
  capnp::MallocMessageBuilder message;
  auto builder = message.initRoot<Record>();
  if (records_.redact(record, builder, sight) == Shown::no || !builder.hasBody()) return std::nullopt;
  const Record::Reader seen = builder.asReader();
  CloudEvent event = begin(Stream::events, office_, Entries::type_of(record), seen.getPosition(),
                           subject_of(seen), key_of(seen));
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) event.headers.emplace_back(name, std::move(value));
  };
  add("ce_time", format_instant(seen.getOccurredAt()));
  add("ce_recordedtime", format_instant(seen.getRecordedAt()));
  add("ce_dataclassification", name_of_enumerant(sight.clearance));
  add("ce_correlationid", subject_of(seen));
  if (seen.getCausedBy() != 0) add("ce_causationid", std::to_string(seen.getCausedBy()));
  add("ce_authtype", seen.getActor().getRole() == Role::SYSTEM ? "system" : "user");
  add("ce_authid", string(seen.getActor().getSubject()));
  add("ce_traceparent", string(seen.getTraceparent()));
  records_.tell(seen, sight, event.data);
  return event;
}

Result<std::optional<CloudEvent>> CloudEvents::for_everyone(Record::Reader record, const Sight& sight,
                                                            std::uint64_t number, const RowView& now) const {
  auto publication = publications_.of(record, sight, now);
  if (!publication) return std::unexpected(std::move(publication).error());
  if (!*publication) return std::nullopt;
  Publication& told = **publication;
  CloudEvent event =
      begin(Stream::published, office_, told.type, number, std::move(told.subject), key_of(record));
  event.headers.emplace_back("ce_time", format_instant(told.occurred_at));
  event.headers.emplace_back("ce_recordedtime", format_instant(told.recorded_at));
  event.headers.emplace_back("ce_dataclassification", name_of_enumerant(policy::Audience::PUBLIC));
  event.data = std::move(told.data);
  return event;
}

}  // namespace htq

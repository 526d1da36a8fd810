#include "daemon/doors/entry.h"

#include <capnp/dynamic.h>
#include <capnp/message.h>

#include "daemon/doors/words_of_time.h"
#include "daemon/http/problem.h"
#include "schemas/text.h"

namespace htq {

Entries::Entries(const Sealing& sealing)
    : outlet_(capnp::Schema::from<Record>(), sealing),
      summaries_(capnp::Schema::from<Record>()),
      open_(open_hook(sealing)) {}

std::string Entries::type_of(Record::Reader record) {
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    return string(field->getProto().getName());
  }
  return "unknown";
}

bool Entries::append(Record::Reader record, const Sight& sight, std::string& json) const {
  capnp::MallocMessageBuilder message;
  auto seen = message.initRoot<Record>();
  if (outlet_.redact(record, seen, sight) == Shown::no || !seen.hasBody()) return false;

  json += R"({"type":)";
  http::append_json_string(json, type_of(record));
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    const auto event = body.get(*field).as<capnp::DynamicStruct>();
    const bool is_withheld = outlet_.redactor().names_withheld(event, sight);
    const auto sentence = summaries_.summarise(
        event, {.clearance = sight.clearance,
                .at_least = is_withheld ? policy::Audience::RESTRICTED : policy::Audience::PUBLIC,
                .london = london_hook(),
                .moment = {},
                .open = open_});
    if (sentence) {
      json += R"(,"summary":)";
      http::append_json_string(json, *sentence);
    }
  }
  json += R"(,"record":)";
  outlet_.tell(seen.asReader(), sight, json);
  json += '}';
  return true;
}

}  // namespace htq

#include "daemon/doors/entry.h"

#include <capnp/dynamic.h>
#include <capnp/message.h>

#include "daemon/doors/words_of_time.h"
#include "daemon/http/problem.h"
#include "schemas/redact.h"
#include "schemas/text.h"

namespace htq {

Entries::Entries(const Sealing& sealing)
    : writer_(capnp::Schema::from<Record>(), {.london = london_hook(), .open = open_hook(sealing)}),
      summaries_(capnp::Schema::from<Record>()),
      open_(open_hook(sealing)) {}

std::string Entries::type_of(Record::Reader record) {
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    return string(field->getProto().getName());
  }
  return "unknown";
}

bool Entries::append(Record::Reader record, policy::Audience clearance, std::string& json) const {
  static const Redactor redactor(capnp::Schema::from<Record>(), SealedTexts::carried);
  capnp::MallocMessageBuilder message;
  auto seen = message.initRoot<Record>();
  if (redactor.redact(record, seen, clearance) == Shown::no || !seen.hasBody()) return false;

  json += R"({"type":)";
  http::append_json_string(json, type_of(record));
  const capnp::DynamicStruct::Reader body = record.getBody();
  KJ_IF_MAYBE (field, body.which()) {
    const auto sentence =
        summaries_.summarise(body.get(*field).as<capnp::DynamicStruct>(),
                             {.clearance = clearance, .london = london_hook(), .moment = {}, .open = open_});
    if (sentence) {
      json += R"(,"summary":)";
      http::append_json_string(json, *sentence);
    }
  }
  json += R"(,"record":)";
  writer_.write(seen.asReader(), clearance, json);
  json += '}';
  return true;
}

}  // namespace htq

#include "daemon/order.h"

#include <capnp/schema.h>

#include "schemas/text.h"

namespace htq {
namespace {

const std::string& event_name(Body::Which which) {
  static const auto names = [] {
    std::vector<std::string> all;
    for (const auto field : capnp::Schema::from<Body>().getUnionFields()) {
      const auto number = field.getProto().getDiscriminantValue();
      if (all.size() <= number) all.resize(number + 1);
      all[number] = string(field.getProto().getName());
    }
    return all;
  }();
  return names.at(static_cast<std::size_t>(which));
}

}  // namespace

void Receipt::note(Record::Reader record) {
  kind = record.getStreamKind();
  stream = string(record.getStream());
  version = {record.getVersion()};
  recorded_at = {record.getRecordedAt()};
  events.push_back(event_name(record.getBody().which()));
}

}  // namespace htq

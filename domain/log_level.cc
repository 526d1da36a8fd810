#include "domain/log_level.h"

#include <capnp/schema.h>

#include <algorithm>
#include <vector>

#include "domain/ensure.h"
#include "domain/office.h"
#include "schemas/annotation_ids.h"

namespace htq {
namespace {

/// Read once from the annotations of the schema, by discriminant; immutable after.
const std::vector<std::uint16_t>& levels() {
  static const std::vector<std::uint16_t> all = [] {
    const auto events = capnp::Schema::from<Body>().getUnionFields();
    std::vector<std::uint16_t> read(events.size(), kFirstLogLevel);
    for (const auto event : events)
      for (const auto annotation : event.getProto().getAnnotations())
        if (annotation.getId() == annotation::kLevel)
          read.at(event.getProto().getDiscriminantValue()) = annotation.getValue().getUint16();
#ifdef HTQ_EVENT_OF_THE_NEXT_LEVEL
    // Of the tests' htqd_next alone: an event that passes for a new one, so that an upgrade can be tried.
    read.at(static_cast<std::size_t>(Body::HTQ_EVENT_OF_THE_NEXT_LEVEL)) = kFirstLogLevel + 1;
#endif
    return read;
  }();
  return all;
}

}  // namespace

std::uint16_t level_of(Body::Which event) {
  const auto number = static_cast<std::size_t>(event);
  ensure(number < levels().size(), "an event of the schema");
  return levels()[number];
}

std::uint16_t supported_log_level() {
  static const std::uint16_t highest = *std::ranges::max_element(levels());
  return highest;
}

}  // namespace htq

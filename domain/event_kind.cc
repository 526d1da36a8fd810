#include "domain/event_kind.h"

#include <capnp/schema.h>

#include <vector>

#include "schemas/annotation_ids.h"
#include "schemas/policy.capnp.h"
#include "schemas/text.h"

namespace htq {
namespace {

std::optional<StreamKind> kind_named(std::string_view name) {
  for (const auto enumerant : capnp::Schema::from<StreamKind>().getEnumerants())
    if (view(enumerant.getProto().getName()) == name) return static_cast<StreamKind>(enumerant.getOrdinal());
  return std::nullopt;
}

/// Read once from the annotations of the schema; immutable after.
const std::vector<std::optional<StreamKind>>& kinds() {
  static const std::vector<std::optional<StreamKind>> all = [] {
    std::vector<std::optional<StreamKind>> read(capnp::Schema::from<Body>().asStruct().getUnionFields().size());
    for (const auto field : capnp::Schema::from<Body>().asStruct().getUnionFields())
      for (const auto annotation : field.getProto().getAnnotations())
        if (annotation.getId() == annotation::kOn)
          read.at(field.getProto().getDiscriminantValue()) = kind_named(view(annotation.getValue().getText()));
    return read;
  }();
  return all;
}

/// By the number of the event.
const std::vector<bool>& shown() {
  static const std::vector<bool> all = [] {
    std::vector<bool> read(capnp::Schema::from<Body>().asStruct().getUnionFields().size());
    for (const auto field : capnp::Schema::from<Body>().asStruct().getUnionFields())
      for (const auto annotation : field.getType().asStruct().getProto().getAnnotations())
        if (annotation.getId() == annotation::kVisibleTo)
          read.at(field.getProto().getDiscriminantValue()) =
              annotation.getValue().getEnum() != static_cast<std::uint16_t>(policy::Audience::NOBODY) &&
              annotation.getValue().getEnum() <= static_cast<std::uint16_t>(policy::Audience::APPLICANT);
    return read;
  }();
  return all;
}

}  // namespace

bool is_shown_to_applicants(Body::Which event) {
  const auto number = static_cast<std::size_t>(event);
  return number < shown().size() && shown()[number];
}

std::optional<StreamKind> kind_of_event(Body::Which event) {
  const auto number = static_cast<std::size_t>(event);
  return number < kinds().size() ? kinds()[number] : std::nullopt;
}

}  // namespace htq

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
    std::vector<std::optional<StreamKind>> read(
        capnp::Schema::from<Body>().asStruct().getUnionFields().size());
    for (const auto field : capnp::Schema::from<Body>().asStruct().getUnionFields())
      for (const auto annotation : field.getProto().getAnnotations())
        if (annotation.getId() == annotation::kOn)
          read.at(field.getProto().getDiscriminantValue()) =
              kind_named(view(annotation.getValue().getText()));
    return read;
  }();
  return all;
}

/// The widest audience of each, by the number of the event.
const std::vector<policy::Audience>& audiences() {
  static const std::vector<policy::Audience> all = [] {
    std::vector<policy::Audience> read(capnp::Schema::from<Body>().asStruct().getUnionFields().size(),
                                       policy::Audience::NOBODY);
    for (const auto field : capnp::Schema::from<Body>().asStruct().getUnionFields())
      for (const auto annotation : field.getType().asStruct().getProto().getAnnotations())
        if (annotation.getId() == annotation::kVisibleTo)
          read.at(field.getProto().getDiscriminantValue()) =
              static_cast<policy::Audience>(annotation.getValue().getEnum());
    return read;
  }();
  return all;
}

bool is_shown_to(Body::Which event, policy::Audience whom) {
  const auto number = static_cast<std::size_t>(event);
  return number < audiences().size() && audiences()[number] != policy::Audience::NOBODY &&
         audiences()[number] <= whom;
}

}  // namespace

bool is_shown_to_applicants(Body::Which event) {
  return is_shown_to(event, policy::Audience::APPLICANT);
}

bool is_shown_to_everyone(Body::Which event) {
  return is_shown_to(event, policy::Audience::PUBLIC);
}

std::optional<StreamKind> kind_of_event(Body::Which event) {
  const auto number = static_cast<std::size_t>(event);
  return number < kinds().size() ? kinds()[number] : std::nullopt;
}

}  // namespace htq

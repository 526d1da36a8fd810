// Enumerants as a person reads them: "informationRequested" is "information requested".
#pragma once

#include <capnp/schema.h>

#include <string>
#include <string_view>

#include "domain/office.h"
#include "schemas/json_text.h"

namespace htq {

/// Name of an enumerant of the schema, as in JSON.
template <typename Enum>
std::string name_of_enumerant(Enum value) {
  for (const auto enumerant : capnp::Schema::from<Enum>().getEnumerants())
    if (enumerant.getOrdinal() == static_cast<std::uint16_t>(value)) {
      const auto name = enumerant.getProto().getName();
      return {name.cStr(), name.size()};
    }
  return "unknown";
}
template <typename Enum>
std::string words_of(Enum value) {
  return in_words(name_of_enumerant(value));
}
/// Where a stream that is no case stands: "open", "announced", "held".
std::string words_of(StreamKind kind, Standing standing);

}  // namespace htq

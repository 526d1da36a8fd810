// Free texts that are disposed of with their record: the fields that say `$Policy.disposable`. One walk for
// whoever seals, counts or looks for them, however deep they stand in an event.
//
// A sealed text takes the place of the plain one, in the same field:
//
//   sealed:BASE64    of the id of the key (16 bytes) and the sealed bytes
//
// Whatever is recorded is sealed, so that nobody can type one: "sealed:" that is typed is sealed itself.
//
// Any thread. An event is told of quickly if it has none.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/event.capnp.h"

namespace htq {

struct SealedText {
  std::string key;  // its id
  std::string box;
};

std::string sealed_form(std::string_view key, std::string_view box);
/// Nothing: a plain text.
std::optional<SealedText> sealed_text(std::string_view text);

/// Whether events of this type have such fields.
bool has_disposable_texts(Body::Which event);

/// Each that is not empty, in the order of the fields, until `each` returns false.
void each_disposable(Body::Reader body, const std::function<bool(std::string_view)>& each);
/// Puts what `change` makes of it in the place of each that is not empty.
void change_disposable(Body::Builder body, const std::function<std::string(std::string_view)>& change);

}  // namespace htq

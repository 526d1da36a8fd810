// Where a text stops being JSON (RFC 8259), for the message to whoever wrote it: the parser of json.h says
// what is wrong and not where. Pure; any thread. Takes any bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace htq::ctl {

struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;  // bytes from the start of the line
};

/// The place of the first byte that no JSON document could have there; the end of the text if it breaks off.
std::optional<TextPlace> first_fault_of_json(std::string_view text);

}  // namespace htq::ctl

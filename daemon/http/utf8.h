// UTF-8 as the world sends it: checked where it comes in, mended where it is quoted back. Pure functions, any
// thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace htq::http {

/// Length of the well-formed character at the front of `text`; 0 if there is none (RFC 3629: no surrogates,
/// nothing longer than it must be, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

}  // namespace htq::http

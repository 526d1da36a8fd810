// base64url without padding, read so that a value has one text alone. Pure functions: any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace htq {

std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace htq

// The letters of a title as people see them: characters that look like others, and characters that nobody
// sees. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace htq {

/// The title as it looks, in UTF-8: fullwidth forms of ASCII as ASCII, letters in another dress (mathematical,
/// circled, squared) as plain ones, letters of other scripts that look like those of the mark as these, and
/// what has no width gone. Bytes that are no UTF-8 stay as they are.
std::string as_it_looks(std::string_view title);

/// The first character that a title may not hold because nobody sees it, as "U+200B": of no width, of control
/// (a line's end too), or that turns the direction of what follows.
std::optional<std::string> unseen_character(std::string_view title);

}  // namespace htq

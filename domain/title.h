// Titles of qualifications: what an approved title may not say, and when two titles are the same. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace htq {

/// The words of a title that no approved title may hold (domain.md 6, `title`; edge case 30), as they look
/// in it: "HTQ" or "Higher Technical Qualification", in any case, also in the plural, whatever stands between
/// the words. A listing name may hold them: ask this of approved titles only.
std::optional<std::string> words_no_approved_title_may_hold(std::string_view title);

/// The form in which titles are compared: as they look, blanks collapsed and trimmed, ASCII letters small.
/// Equal titles are no proof of one qualification: several owners share a title.
std::string collapsed(std::string_view title);

}  // namespace htq

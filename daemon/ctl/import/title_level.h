// The level that a title speaks of: it names one, or the kind of award has one (domain.md 1). Pure; any
// thread.
#pragma once

#include <optional>
#include <string_view>

namespace htq::ctl {

/// 4 for "CertHE Healthcare Science" and for "Diploma (Level 4)"; nothing if it says neither.
std::optional<int> level_of_title(std::string_view title);

}  // namespace htq::ctl

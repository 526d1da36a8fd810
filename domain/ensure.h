// What must hold unless we were wrong. A broken invariant stops the process: a false fact in the log cannot
// be taken back. Checked in release builds too.
#pragma once

#include <source_location>
#include <string_view>

namespace htq {

/// Writes the reason and the place to stderr and aborts.
[[noreturn]] void bug(std::string_view why, std::source_location where = std::source_location::current());

inline void ensure(bool condition, std::string_view why,
                   std::source_location where = std::source_location::current()) {
  if (!condition) [[unlikely]]
    bug(why, where);
}

}  // namespace htq

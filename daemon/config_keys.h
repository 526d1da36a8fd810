// The one table of what can be set. Parsing, defaults, --print-config and the manual page are made from it; a
// default stands in Config and nowhere else. Pure functions: any thread.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "daemon/config.h"

namespace htq {

/// The place of a value in a Config. Its type says how a text or a TOML value is read into it.
using Setting =
    std::variant<std::string*, std::filesystem::path*, std::uint64_t*, std::optional<std::uint64_t>*,
                 std::chrono::milliseconds*, FileMode*, std::optional<Instant>*, ClockMode*, PlainDoor*,
                 Purpose*, LostKeys*, LogKind*, PublishTo*, LogLevel*, LogFormat*>;

/// What a text must look like: the test, and the noun phrase that describes a text that passes it.
struct TextRule {
  bool (*holds)(std::string_view);
  std::string_view phrase;
};

struct ConfigKey {
  std::string_view name;      // "http.listen": section, dot, key of the section
  Setting (*in)(Config&);     // where it is kept
  std::string_view sentence;  // what it is for
  std::string_view unit = "";
  std::uint64_t least = 0;  // of a whole number
  std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  const TextRule* rule = nullptr;  // of a text or a path
};

std::span<const ConfigKey> config_keys();

/// "HTQD_HTTP_LISTEN" for "http.listen".
std::string environment_name(std::string_view key);

}  // namespace htq

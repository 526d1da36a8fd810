// Hooks for answers: London texts and opened personal texts.
#pragma once

#include "daemon/access/sealing.h"
#include "domain/instant.h"
#include "domain/london_text.h"
#include "schemas/json_hooks.h"

namespace htq {

inline LondonHook london_hook() {
  return [](std::int64_t ns) { return moment_text(Instant{ns}); };
}

inline OpenHook open_hook(const Sealing& sealing) {
  return [&sealing](std::string_view person, std::string_view key, std::string_view box) {
    return person.empty() ? sealing.open(key, box) : sealing.open_of_person(key, box);
  };
}

}  // namespace htq

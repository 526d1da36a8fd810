// What it takes to walk the tables of the process: every value of an enumeration, every action on a kind of
// stream, and an office in which a stream stands anywhere.
#pragma once

#include <capnp/schema.h>

#include <optional>
#include <vector>

#include "domain/office.h"
#include "domain/workflow.h"

namespace htq::tests {

template <typename Enum>
std::vector<Enum> all_of() {
  std::vector<Enum> all;
  for (const auto enumerant : capnp::Schema::from<Enum>().getEnumerants())
    all.push_back(static_cast<Enum>(enumerant.getOrdinal()));
  return all;
}

std::vector<Action> actions_of(StreamKind kind);

inline constexpr Standing kStandings[] = {Standing::none, Standing::present, Standing::open, Standing::ended};

/// An office in which the stream "x" of a kind has a standing; nothing if that kind never has it.
std::optional<Office> office_with(StreamKind kind, Standing standing);

}  // namespace htq::tests

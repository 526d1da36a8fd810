// Identities. None converts to another.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace htq {

/// Place of a record in the one order of an office; the first record is 1, 0 is "before every record".
struct Position {
  std::uint64_t value = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
  constexpr Position next() const { return {value + 1}; }
};

/// Number of an event within its stream; the first is 1, 0 is "no event yet".
struct Version {
  std::uint64_t value = 0;

  friend auto operator<=>(const Version&, const Version&) = default;
  constexpr Version next() const { return {value + 1}; }
};

}  // namespace htq

template <>
struct std::hash<htq::Position> {
  std::size_t operator()(htq::Position position) const noexcept {
    return std::hash<std::uint64_t>{}(position.value);
  }
};

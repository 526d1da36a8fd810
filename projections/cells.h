// Counters by name: the figures of a group of cases, or what one case adds to them. Two sets of cells add and
// subtract; a counter at zero is not there, so equal figures have equal bytes.
//
// Values; any thread.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace htq {

/// What is counted, and for a distribution the value that was seen so often.
struct Cell {
  std::uint16_t figure = 0;
  std::uint32_t value = 0;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

class Cells {
 public:
  using Counted = std::pair<Cell, std::int64_t>;

  void add(Cell cell, std::int64_t count = 1) {
    if (count == 0) return;
    const auto at = place_of(cell);
    if (at == counts_.end() || at->first != cell) {
      counts_.insert(at, {cell, count});
      return;
    }
    at->second += count;
    if (at->second == 0) counts_.erase(at);
  }
  void add(const Cells& other);
  void take_away(const Cells& other) { *this = difference(*this, other); }
  static Cells difference(const Cells& from, const Cells& taken_away);
  std::int64_t count(Cell cell) const {
    const auto at = std::ranges::lower_bound(counts_, cell, {}, &Counted::first);
    return at == counts_.end() || at->first != cell ? 0 : at->second;
  }
  bool empty() const { return counts_.empty(); }
  void reserve(std::size_t cells) { counts_.reserve(cells); }
  /// In the order of the cells.
  const std::vector<Counted>& all() const { return counts_; }

  /// For each cell in order: figure (2 bytes), value (4), count (8), big-endian.
  std::string bytes() const;
  static Cells of(std::string_view bytes);

  friend bool operator==(const Cells&, const Cells&) = default;

 private:
  std::vector<Counted>::iterator place_of(Cell cell) {
    // Most are added in order.
    if (counts_.empty() || counts_.back().first < cell) return counts_.end();
    return std::ranges::lower_bound(counts_, cell, {}, &Counted::first);
  }

  std::vector<Counted> counts_;  // sorted, none of them zero
};

}  // namespace htq

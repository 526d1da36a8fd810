// Counters by name: the figures of a group of cases, or what one case adds to them. Two sets of cells add and
// subtract; a counter at zero is not there, so equal figures have equal bytes.
//
// Values; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace htq {

/// What is counted, and for a distribution the value that was seen so often.
struct Cell {
  std::uint16_t figure = 0;
  std::uint32_t value = 0;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

class Cells {
 public:
  void add(Cell cell, std::int64_t count = 1) {
    if (count == 0) return;
    const auto found = counts_.try_emplace(cell, 0).first;
    found->second += count;
    if (found->second == 0) counts_.erase(found);
  }
  void add(const Cells& other) {
    for (const auto& [cell, count] : other.counts_) add(cell, count);
  }
  void take_away(const Cells& other) {
    for (const auto& [cell, count] : other.counts_) add(cell, -count);
  }
  std::int64_t count(Cell cell) const {
    const auto found = counts_.find(cell);
    return found == counts_.end() ? 0 : found->second;
  }
  bool empty() const { return counts_.empty(); }
  const std::map<Cell, std::int64_t>& all() const { return counts_; }

  /// For each cell in order: figure (2 bytes), value (4), count (8), big-endian.
  std::string bytes() const;
  static Cells of(std::string_view bytes);

  friend bool operator==(const Cells&, const Cells&) = default;

 private:
  std::map<Cell, std::int64_t> counts_;
};

}  // namespace htq

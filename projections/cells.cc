#include "projections/cells.h"

#include <span>

namespace htq {
namespace {

constexpr std::size_t kCellBytes = 14;

using Counts = std::span<const Cells::Counted>;

std::vector<Cells::Counted> merged(Counts ones, Counts others, std::int64_t times) {
  std::vector<Cells::Counted> sum;
  sum.reserve(ones.size() + others.size());
  auto one = ones.begin();
  for (const auto& [cell, count] : others) {
    for (; one != ones.end() && one->first < cell; ++one) sum.push_back(*one);
    const bool is_in_both = one != ones.end() && one->first == cell;
    const std::int64_t total = times * count + (is_in_both ? (one++)->second : 0);
    if (total != 0) sum.emplace_back(cell, total);
  }
  sum.insert(sum.end(), one, ones.end());
  return sum;
}

char* write(char* at, std::uint64_t number, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8) *at++ = static_cast<char>(number >> shift & 0xffU);
  return at;
}

std::uint64_t read(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = at; i < at + size; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

/// A group of many cases has nearly every cell already: they are added in their places up to the first that is missing.
void Cells::add(const Cells& other) {
  bool has_zeros = false;
  auto at = counts_.begin();
  auto more = other.counts_.begin();
  for (; more != other.counts_.end(); ++more) {
    at = std::ranges::lower_bound(at, counts_.end(), more->first, {}, &Counted::first);
    if (at == counts_.end() || at->first != more->first) break;
    at->second += more->second;
    has_zeros = has_zeros || at->second == 0;
  }
  if (more != other.counts_.end()) counts_ = merged(counts_, {more, other.counts_.end()}, 1);
  if (has_zeros) std::erase_if(counts_, [](const Counted& counted) { return counted.second == 0; });
}

Cells Cells::difference(const Cells& from, const Cells& taken_away) {
  Cells cells;
  cells.counts_ = merged(from.counts_, taken_away.counts_, -1);
  return cells;
}

std::string Cells::bytes() const {
  std::string out(counts_.size() * kCellBytes, '\0');
  char* at = out.data();
  for (const auto& [cell, count] : counts_) {
    at = write(at, cell.figure, 2);
    at = write(at, cell.value, 4);
    at = write(at, static_cast<std::uint64_t>(count), 8);
  }
  return out;
}

Cells Cells::of(std::string_view bytes) {
  Cells cells;
  cells.reserve(bytes.size() / kCellBytes);
  for (std::size_t at = 0; at + kCellBytes <= bytes.size(); at += kCellBytes)
    cells.add({.figure = static_cast<std::uint16_t>(read(bytes, at, 2)),
               .value = static_cast<std::uint32_t>(read(bytes, at + 2, 4))},
              static_cast<std::int64_t>(read(bytes, at + 6, 8)));
  return cells;
}

}  // namespace htq

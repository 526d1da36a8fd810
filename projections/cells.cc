#include "projections/cells.h"

namespace htq {
namespace {

constexpr std::size_t kCellBytes = 14;

/// Cells are put one by one into others of which there are more than so many times as many; else all are merged.
constexpr std::size_t kOneByOne = 8;

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

void Cells::add_times(const Cells& other, std::int64_t sign) {
  if (other.counts_.size() * kOneByOne < counts_.size()) {
    for (const auto& [cell, count] : other.counts_) add(cell, sign * count);
    return;
  }
  std::vector<Counted> sum;
  sum.reserve(counts_.size() + other.counts_.size());
  auto mine = counts_.begin();
  for (const auto& [cell, count] : other.counts_) {
    while (mine != counts_.end() && mine->first < cell) sum.push_back(*mine++);
    const bool is_in_both = mine != counts_.end() && mine->first == cell;
    const std::int64_t total = sign * count + (is_in_both ? (mine++)->second : 0);
    if (total != 0) sum.emplace_back(cell, total);
  }
  sum.insert(sum.end(), mine, counts_.end());
  counts_ = std::move(sum);
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

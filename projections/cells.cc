#include "projections/cells.h"

namespace htq {
namespace {

constexpr std::size_t kCellBytes = 14;

void append(std::string& bytes, std::uint64_t number, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
    bytes += static_cast<char>(number >> shift & 0xffU);
}

std::uint64_t read(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (std::size_t i = at; i < at + size; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

std::string Cells::bytes() const {
  std::string out;
  out.reserve(counts_.size() * kCellBytes);
  for (const auto& [cell, count] : counts_) {
    append(out, cell.figure, 2);
    append(out, cell.value, 4);
    append(out, static_cast<std::uint64_t>(count), 8);
  }
  return out;
}

Cells Cells::of(std::string_view bytes) {
  Cells cells;
  for (std::size_t at = 0; at + kCellBytes <= bytes.size(); at += kCellBytes)
    cells.add({.figure = static_cast<std::uint16_t>(read(bytes, at, 2)),
               .value = static_cast<std::uint32_t>(read(bytes, at + 2, 4))},
              static_cast<std::int64_t>(read(bytes, at + 6, 8)));
  return cells;
}

}  // namespace htq

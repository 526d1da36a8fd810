// Keys of rows: parts that sort as their values do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/identity.h"

namespace htq {

/// Eight bytes, big-endian: sorts as the number does.
inline void append_number(std::string& key, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift & 0xffU);
}
inline std::uint64_t number_at(std::string_view bytes, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t at = offset; at < offset + 8; ++at)
    number = number << 8U | static_cast<unsigned char>(bytes[at]);
  return number;
}

}  // namespace htq

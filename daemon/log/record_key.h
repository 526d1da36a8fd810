// The key of a record: its position, 8 bytes, highest first, so that the order of keys is the order of the
// log. Example: record 300 has the key 00 00 00 00 00 00 01 2c.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/identity.h"

namespace htq {

inline constexpr std::size_t kRecordKeyBytes = 8;

class RecordKey {
 public:
  explicit RecordKey(Position position) {
    for (std::size_t i = 0; i < kRecordKeyBytes; ++i)
      bytes_[i] = static_cast<char>(position.value >> (8 * (kRecordKeyBytes - 1 - i)));
  }

  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

  static std::optional<Position> parse(std::string_view key) {
    if (key.size() != kRecordKeyBytes) return std::nullopt;
    Position position;
    for (const char byte : key) position.value = position.value << 8 | static_cast<unsigned char>(byte);
    return position;
  }

 private:
  std::array<char, kRecordKeyBytes> bytes_;
};

}  // namespace htq

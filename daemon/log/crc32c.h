// CRC-32C (Castagnoli), as RocksDB computes it: the checksum of its write-ahead log and of the watermark. Any
// thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace htq {

std::uint32_t crc32c(std::string_view bytes);

}  // namespace htq

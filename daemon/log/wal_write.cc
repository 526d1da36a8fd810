#include "daemon/log/wal_write.h"

#include <cstdint>
#include <optional>

#include "daemon/log/record_key.h"

namespace htq {
namespace {

constexpr std::size_t kHeadBytes = 12;
constexpr unsigned char kPut = 1;
constexpr unsigned char kPutIntoFamily = 5;
constexpr std::uint32_t kRecords = 0;

bool take_number(std::string_view& bytes, std::uint32_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 32 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint32_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool take_text(std::string_view& bytes, std::string_view& text) {
  std::uint32_t length = 0;
  if (!take_number(bytes, length) || length > bytes.size()) return false;
  text = bytes.substr(0, length);
  bytes.remove_prefix(length);
  return true;
}

}  // namespace

bool visit_records(std::string_view write, const std::function<void(Position, std::string_view)>& visit) {
  if (write.size() < kHeadBytes) return false;
  std::uint32_t announced = 0;
  for (std::size_t at = kHeadBytes; at-- > 8;)
    announced = announced << 8 | static_cast<unsigned char>(write[at]);
  write.remove_prefix(kHeadBytes);
  std::uint32_t entries = 0;
  for (; !write.empty(); ++entries) {
    const auto tag = static_cast<unsigned char>(write.front());
    write.remove_prefix(1);
    std::uint32_t family = kRecords;
    std::string_view key, value;
    if (tag != kPut && (tag != kPutIntoFamily || !take_number(write, family))) return false;
    if (!take_text(write, key) || !take_text(write, value)) return false;
    const auto position = family == kRecords ? RecordKey::parse(key) : std::nullopt;
    if (position) visit(*position, value);
  }
  return entries == announced;
}

}  // namespace htq

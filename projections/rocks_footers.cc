#include "projections/rocks_footers.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

// Names and numbers of RocksDB 7.8: table/format.cc and table/block_based/block_builder.cc, version 5 of the format.

namespace htq {
namespace {

constexpr std::size_t kFooterBytes = 53;   // kind of checksum (1), two handles (40), version (4), magic number (8)
constexpr std::size_t kVersionAt = 41;
constexpr char kXxh3 = 4;                  // the default of BlockBasedTableOptions, as is the version
constexpr std::string_view kFormatVersion("\5\0\0\0", 4);
constexpr std::size_t kTrailerBytes = 5;   // behind a block: kind of compression (1), checksum (4)
constexpr std::uint32_t kLastBytePrime = 0x6b9083d9;
constexpr std::string_view kProperties = "rocksdb.properties";

struct Handle {
  std::uint64_t offset;
  std::uint64_t size;
};

/// A number of seven bits a byte, least significant first.
std::optional<std::uint64_t> take_number(std::string_view& from) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

std::optional<Handle> take_handle(std::string_view from) {
  const auto offset = take_number(from);
  const auto size = take_number(from);
  if (!offset || !size) return std::nullopt;
  return Handle{*offset, *size};
}

std::optional<std::string> read_at(std::ifstream& file, std::uint64_t offset, std::uint64_t size,
                                   std::uint64_t file_size) {
  if (offset > file_size || size > file_size - offset) return std::nullopt;
  std::string bytes(size, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return bytes;
}

/// Nothing if it is not as it was written.
std::optional<std::string> read_block(std::ifstream& file, Handle at, std::uint64_t file_size) {
  auto block = at.size > file_size ? std::nullopt : read_at(file, at.offset, at.size + kTrailerBytes, file_size);
  if (!block) return std::nullopt;
  std::uint32_t written = 0;
  std::memcpy(&written, block->data() + at.size + 1, sizeof written);
  const auto compression = static_cast<unsigned char>((*block)[at.size]);
  const auto computed = static_cast<std::uint32_t>(XXH3_64bits(block->data(), at.size)) ^ compression * kLastBytePrime;
  if (written != computed) return std::nullopt;
  block->resize(at.size);
  return block;
}

/// Where the properties lie, by a block that is as it was written.
std::optional<Handle> properties_in(std::string_view index) {
  std::string key;
  while (!index.empty()) {
    const auto shared = take_number(index);
    const auto own = take_number(index);
    const auto size = take_number(index);
    if (!shared || !own || !size || *shared > key.size() || *own > index.size() || *size > index.size() - *own)
      return std::nullopt;
    key.resize(*shared);
    key += index.substr(0, *own);
    if (key == kProperties) return take_handle(index.substr(*own, *size));
    index.remove_prefix(*own + *size);
  }
  return std::nullopt;
}

bool is_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file.tellg();
  if (size < static_cast<std::streamoff>(kFooterBytes)) return false;
  const auto file_size = static_cast<std::uint64_t>(size);
  const auto footer = read_at(file, file_size - kFooterBytes, kFooterBytes, file_size);
  if (!footer || footer->front() != kXxh3 || footer->substr(kVersionAt, kFormatVersion.size()) != kFormatVersion)
    return false;
  const auto index_at = take_handle(std::string_view(*footer).substr(1));
  const auto index = index_at ? read_block(file, *index_at, file_size) : std::nullopt;
  const auto properties = index ? properties_in(*index) : std::nullopt;
  return properties && read_block(file, *properties, file_size);
}

}  // namespace

Result<> check_footers(const std::filesystem::path& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (entry.path().extension() == ".sst" && !is_whole(entry.path()))
      return fault(FaultKind::corrupted, "the end of " + entry.path().string() + " is damaged");
  if (error) return fault(FaultKind::io, "list " + directory.string() + ": " + error.message());
  return {};
}

}  // namespace htq

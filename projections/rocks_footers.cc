#include "projections/rocks_footers.h"

#include <array>
#include <fstream>
#include <string>
#include <system_error>

namespace htq {
namespace {

// RocksDB 7.8, table/format.h: kind of checksum (1 byte), two handles (40), version of the format (4), magic number (8).
constexpr std::size_t kFooterBytes = 53;
constexpr std::size_t kVersionAt = 41;
constexpr char kXxh3 = 4;  // the default of BlockBasedTableOptions, as is the version
constexpr std::array<char, 4> kFormatVersion{5, 0, 0, 0};

bool is_whole(std::string_view footer) {
  return footer.front() == kXxh3 &&
         footer.substr(kVersionAt, kFormatVersion.size()) == std::string_view(kFormatVersion.data(), kFormatVersion.size());
}

}  // namespace

Result<> check_footers(const std::filesystem::path& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() != ".sst") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string footer(kFooterBytes, '\0');
    file.seekg(-static_cast<std::streamoff>(kFooterBytes), std::ios::end);
    if (!file.read(footer.data(), static_cast<std::streamsize>(footer.size())) || !is_whole(footer))
      return fault(FaultKind::corrupted, "the end of " + entry.path().string() + " is damaged");
  }
  if (error) return fault(FaultKind::io, "list " + directory.string() + ": " + error.message());
  return {};
}

}  // namespace htq

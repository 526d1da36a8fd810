#include "daemon/data_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <optional>
#include <span>

#include "daemon/log/posix_file.h"
#include "domain/london_text.h"

namespace htq {
namespace {

constexpr std::size_t kIncarnationBytes = 16;
constexpr std::size_t kKeyBytes = 32;

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4U];
    hex += kDigits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string bytes;
  if (hex.size() % 2 != 0) return std::nullopt;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    if (digit(hex[at]) < 0 || digit(hex[at + 1]) < 0) return std::nullopt;
    bytes += static_cast<char>(digit(hex[at]) * 16 + digit(hex[at + 1]));
  }
  return bytes;
}

Result<> write_once(const std::filesystem::path& path, std::string_view bytes) {
  // Whole or not at all: written beside, synced, renamed.
  const std::filesystem::path beside = path.string() + ".new";
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return errno_fault("write " + path.string());
  PosixFile file(descriptor);
  if (::write(descriptor, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return errno_fault("write " + path.string());
  if (::fsync(descriptor) != 0) return errno_fault("sync " + path.string());
  if (::rename(beside.c_str(), path.c_str()) != 0) return errno_fault("rename " + beside.string());
  return sync_directory(path.parent_path());
}

Result<std::string> make_random(const std::filesystem::path& path, std::size_t size, Random& random) {
  std::string bytes(size, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  HTQ_TRY(write_once(path, to_hex(bytes) + "\n"));
  return bytes;
}

Result<std::string> read_or_make(const std::filesystem::path& path, std::size_t size, Random& random) {
  if (std::filesystem::exists(path)) {
    std::ifstream file(path);
    std::string hex;
    std::getline(file, hex);
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != size)
      return fault(FaultKind::corrupted,
                   path.string() + " does not hold " + std::to_string(size * 2) +
                       " hexadecimal digits: restore it from a backup of the directory");
    return *bytes;
  }
  return make_random(path, size, random);
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const std::filesystem::path& directory, Random& random) {
  HTQ_TRY(make_directory(directory / "keys"));
  if (::chmod((directory / "keys").c_str(), 0700) != 0) return errno_fault("protect the keys");
  auto incarnation = read_or_make(directory / "incarnation", kIncarnationBytes, random);
  if (!incarnation) return std::unexpected(std::move(incarnation).error());
  auto key = read_or_make(directory / "keys" / "command-digest", kKeyBytes, random);
  if (!key) return std::unexpected(std::move(key).error());
  return DataDirectory{.incarnation = std::move(*incarnation), .digest_key = std::move(*key)};
}

Result<> DataDirectory::renew_incarnation(const std::filesystem::path& directory, Random& random) {
  HTQ_TRY(make_random(directory / "incarnation", kIncarnationBytes, random));
  return {};
}

Result<std::optional<Instant>> read_manual_clock(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "clock";
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::string line;
  std::getline(file, line);
  if (const auto instant = parse_rfc3339(line)) return instant;
  return fault(FaultKind::corrupted,
               path.string() + " does not hold an instant such as 2021-09-17T16:00:00Z: mend or remove it");
}

Result<> keep_manual_clock(const std::filesystem::path& directory, Instant now) {
  const std::filesystem::path path = directory / "clock";
  const std::filesystem::path beside = path.string() + ".new";
  std::ofstream file(beside, std::ios::trunc);
  file << rfc3339(now) << '\n';
  file.close();
  if (!file) return errno_fault("write " + beside.string());
  if (::rename(beside.c_str(), path.c_str()) != 0) return errno_fault("rename " + beside.string());
  return {};
}

}  // namespace htq

#include "daemon/access/master_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>

#include "daemon/access/read_file.h"
#include "daemon/log/posix_file.h"

namespace htq {
namespace {

constexpr std::size_t kBytes = 32;
constexpr std::size_t kMarkBytes = 8;
constexpr std::string_view kPurpose = "mark of the master key";

}  // namespace

MasterKey::~MasterKey() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

Result<MasterKey> MasterKey::read(const std::filesystem::path& file) {
  const std::string make = ". To make one: (umask 077; openssl rand -hex 32 > " + file.string() + ")";
  auto read = read_file(file, ForOthers::nothing);
  if (!read) return std::unexpected(std::move(read).error().during("read the master key"));
  if (!read->status)
    return fault(FaultKind::bad_input, file.string() + " is not there: it holds the master key" + make);
  std::string& hex = read->bytes;
  if (hex.ends_with('\n')) hex.pop_back();
  std::string bytes(kBytes, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const bool is_hex = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                                     hex.size(), nullptr, &size, &end) == 0 &&
                      size == kBytes && end == hex.data() + hex.size();
  sodium_memzero(hex.data(), hex.size());
  if (!is_hex)
    return fault(FaultKind::bad_input,
                 file.string() + " does not hold the 64 hexadecimal digits of a master key" + make);
  return MasterKey(std::move(bytes));
}

Result<MasterKey> MasterKey::make(const std::filesystem::path& file, Random& random) {
  std::string bytes(kBytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  std::string hex(2 * kBytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  hex.back() = '\n';
  // Whole or not at all, and never in the place of another one.
  const std::string beside = file.string() + ".being-made";
  const PosixFile out(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  const bool is_written =
      out.descriptor() >= 0 &&
      ::write(out.descriptor(), hex.data(), hex.size()) == static_cast<ssize_t>(hex.size()) &&
      ::fsync(out.descriptor()) == 0 && ::link(beside.c_str(), file.c_str()) == 0;
  const int error = errno;
  sodium_memzero(hex.data(), hex.size());
  ::unlink(beside.c_str());
  errno = error;
  if (!is_written) return errno_fault("write the master key " + file.string());
  HTQ_TRY(sync_directory(file.parent_path().empty() ? "." : file.parent_path()));
  return MasterKey(std::move(bytes));
}

std::string MasterKey::mark() const {
  std::string mark(crypto_generichash_BYTES_MIN, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(mark.data()), mark.size(),
                     reinterpret_cast<const unsigned char*>(kPurpose.data()), kPurpose.size(),
                     reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
  return mark.substr(0, kMarkBytes);
}

MasterKeyPlace place_of_master_key(const std::filesystem::path& configured, const char* credentials,
                                   const std::filesystem::path& keys) {
  if (!configured.empty()) return {.file = configured};
  if (credentials != nullptr) {
    const std::filesystem::path handed_in = std::filesystem::path(credentials) / "master-key";
    std::error_code error;
    if (std::filesystem::exists(handed_in, error)) return {.file = handed_in};
  }
  return {.file = keys / "master-key", .is_beside_the_keys = true};
}

}  // namespace htq

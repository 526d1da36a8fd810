#include "daemon/cluster_secret.h"

#include <sodium.h>
#include <sys/stat.h>

#include <fstream>

namespace htq {
namespace {

constexpr std::size_t kBytes = 32;

}  // namespace

Result<ClusterSecret> ClusterSecret::read(const std::filesystem::path& file) {
  const std::string make = ". To make one: (umask 077; openssl rand -hex 32 > " + file.string() + ")";
  std::ifstream in(file);
  std::string line;
  if (!in || !std::getline(in, line))
    return fault(FaultKind::bad_input,
                 file.string() + " cannot be read: it holds what the daemons share" + make);
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0 || (about.st_mode & S_IRWXO) != 0)
    return fault(FaultKind::bad_input,
                 file.string() + " is open to everyone on this machine: chmod o= " + file.string());
  std::string bytes(kBytes, '\0');
  std::size_t read = 0;
  const char* end = nullptr;
  const bool is_hex = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                     line.data(), line.size(), nullptr, &read, &end) == 0;
  if (!is_hex || read != kBytes || end != line.data() + line.size())
    return fault(FaultKind::bad_input, file.string() + " does not hold 64 hexadecimal digits" + make);
  return ClusterSecret(std::move(bytes));
}

std::string ClusterSecret::key_for(std::string_view purpose) const {
  std::string key(kBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                     reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                     reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
  return key;
}

}  // namespace htq

// The key that the keys of persons are wrapped with: 32 bytes, in a file of 64 hexadecimal digits that nobody
// else on the machine may read. Whoever has the directory of keys and not this one has nothing.
//
// A value; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/random.h"
#include "projections/fault.h"

namespace htq {

class MasterKey {
 public:
  /// A fault says how to make such a file.
  static Result<MasterKey> read(const std::filesystem::path& file);
  /// A new one in a file that is not there yet, durably; readable by its owner alone.
  static Result<MasterKey> make(const std::filesystem::path& file, Random& random);
  ~MasterKey();
  MasterKey(const MasterKey&) = default;
  MasterKey& operator=(const MasterKey&) = default;

  std::string_view bytes() const { return bytes_; }
  /// 8 bytes that tell it from others and say nothing about it.
  std::string mark() const;

 private:
  explicit MasterKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

/// Where the master key is: the file that was configured; else `master-key` among the credentials that the
/// service manager handed in (systemd's LoadCredential=); else beside the keys, where it protects nothing.
struct MasterKeyPlace {
  std::filesystem::path file;
  bool is_beside_the_keys = false;
};
MasterKeyPlace place_of_master_key(const std::filesystem::path& configured, const char* credentials,
                                   const std::filesystem::path& keys);

}  // namespace htq

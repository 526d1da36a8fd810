// What the daemons of one office share and nobody else knows: 32 random bytes in a file. No key is used for
// two things: each purpose has one of its own, made from them. A value.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "projections/fault.h"

namespace htq {

class ClusterSecret {
 public:
  /// A fault says how to make such a file.
  static Result<ClusterSecret> read(const std::filesystem::path& file);

  /// 32 bytes.
  std::string key_for(std::string_view purpose) const;

 private:
  explicit ClusterSecret(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

}  // namespace htq

// The digest of a projection: the sum modulo 2^256 of BLAKE2b-256(key length, key, value) over its rows. It
// does not depend on their order, so it is kept up row by row: the old row out, the new row in. It finds
// errors, not adversaries; those are found because verify computes it twice, from the rows and from the log.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace htq {

class Digest {
 public:
  void add(std::string_view key, std::string_view value);
  void remove(std::string_view key, std::string_view value);

  /// 32 bytes, least significant first.
  std::string bytes() const;
  static Digest of(std::string_view bytes);

  friend bool operator==(const Digest&, const Digest&) = default;

 private:
  std::array<std::uint64_t, 4> sum_{};  // least significant first
};

}  // namespace htq

// The digest of a projection: the sum modulo 2^256 of BLAKE2b-256(key length, key, value) over its rows. It
// does not depend on their order, so it is kept up row by row: the old row out, the new row in. It finds
// errors, not adversaries; those are found because verify computes it twice, from the rows and from the log.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "projections/blake2b_lanes.h"

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
  friend class DigestChange;
  std::array<std::uint64_t, 4> sum_{};  // least significant first
};

/// Many rows in and out, hashed four at a time (blake2b_lanes.h). What is handed in must lie where it is until settle().
class DigestChange {
 public:
  explicit DigestChange(Digest before) : digest_(before) {}

  void add(std::string_view key, std::string_view value) { take({.row = {key, value}, .is_added = true}); }
  void remove(std::string_view key, std::string_view value) { take({.row = {key, value}, .is_added = false}); }
  /// With everything that was handed in.
  const Digest& settle();

 private:
  struct Change {
    blake2b::Message row;
    bool is_added;
  };
  struct Waiting {
    std::array<Change, blake2b::kLanes> changes;
    std::size_t count = 0;
  };
  void take(const Change& change);
  void change(const Change& change);

  Digest digest_;
  std::array<Waiting, blake2b::kMostBlocks> waiting_;  // by their blocks, less one: lanes end together
};

}  // namespace htq

// The office's hand under what it gives out: Ed25519 over the bytes of a statement. A value; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace htq {

class StatementKey {
 public:
  /// From a key of the data directory: the same after every start.
  explicit StatementKey(std::string_view data_key);
  ~StatementKey();
  StatementKey(const StatementKey&) = delete;
  StatementKey& operator=(const StatementKey&) = delete;

  /// 64 bytes.
  std::string sign(std::string_view statement) const;
  /// 32 bytes: what others check with.
  const std::string& public_key() const { return public_; }

 private:
  std::array<unsigned char, 64> secret_;
  std::string public_;
};

}  // namespace htq

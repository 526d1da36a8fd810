// Copies of many small pieces of bytes, one after the other in large blocks: one allocation for thousands.
//
// One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace htq {

class KeptBytes {
 public:
  /// A copy that stays where it is until clear().
  std::string_view keep(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (bytes.size() > left_) add_block(bytes.size());
    char* const copy = next_;
    std::memcpy(copy, bytes.data(), bytes.size());
    next_ += bytes.size();
    left_ -= bytes.size();
    return {copy, bytes.size()};
  }
  void clear() {
    blocks_.clear();
    next_ = nullptr;
    left_ = 0;
  }

 private:
  static constexpr std::size_t kFirstBlock = 4 << 10;
  static constexpr std::size_t kMostDoublings = 8;  // up to 1 MiB

  void add_block(std::size_t at_least) {
    left_ = std::max(at_least, kFirstBlock << std::min(blocks_.size(), kMostDoublings));
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    next_ = blocks_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;  // bytes of the last block
};

}  // namespace htq

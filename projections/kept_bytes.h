// Copies of many small pieces of bytes, one after the other in large blocks: one allocation for thousands.
//
// One thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace htq {

class KeptBytes {
 public:
  KeptBytes() = default;
  KeptBytes(KeptBytes&& other) noexcept
      : blocks_(std::exchange(other.blocks_, {})),
        next_(std::exchange(other.next_, nullptr)),
        left_(std::exchange(other.left_, 0)) {}
  KeptBytes& operator=(KeptBytes&& other) noexcept {
    blocks_ = std::exchange(other.blocks_, {});
    next_ = std::exchange(other.next_, nullptr);
    left_ = std::exchange(other.left_, 0);
    return *this;
  }

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
  /// What another kept stays where it is, and is kept here from now on.
  void take(KeptBytes&& other) {
    std::ranges::move(other.blocks_, std::back_inserter(blocks_));
    other.clear();
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
  std::size_t left_ = 0;  // bytes from there on
};

}  // namespace htq

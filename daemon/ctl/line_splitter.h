// Lines of a stream that comes in pieces. One thread.
#pragma once

#include <string>
#include <string_view>

namespace htq::ctl {

class LineSplitter {
 public:
  /// Calls `take_line` with each line that is whole now, without its end; a line that is empty says that the
  /// other side is still there, and is passed over.
  template <typename TakeLine>
  void take(std::string_view piece, const TakeLine& take_line) {
    unfinished_ += piece;
    std::size_t begin = 0;
    for (std::size_t end; (end = unfinished_.find('\n', begin)) != std::string::npos; begin = end + 1)
      if (end > begin) take_line(std::string_view(unfinished_).substr(begin, end - begin));
    unfinished_.erase(0, begin);
  }

  /// What came without an end so far.
  const std::string& unfinished() const { return unfinished_; }
  void clear() { unfinished_.clear(); }

 private:
  std::string unfinished_;
};

}  // namespace htq::ctl

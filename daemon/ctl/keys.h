// Single keys of the terminal on stdin. The terminal is as it was when this ends. One thread, one at a time.
#pragma once

#include <termios.h>

namespace htq::ctl {

class Keys {
 public:
  Keys();
  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  /// The next key; nothing more comes: 'q'. Ctrl-C and Ctrl-D are 'q', too, so that no signal leaves the
  /// terminal in this state.
  char next();

 private:
  termios before_{};
  bool is_changed_ = false;
};

}  // namespace htq::ctl

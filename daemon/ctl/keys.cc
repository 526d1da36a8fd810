#include "daemon/ctl/keys.h"

#include <unistd.h>

#include <cerrno>

namespace htq::ctl {

Keys::Keys() {
  if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
  termios single = before_;
  single.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  single.c_cc[VMIN] = 1;
  single.c_cc[VTIME] = 0;
  is_changed_ = tcsetattr(STDIN_FILENO, TCSADRAIN, &single) == 0;
}

Keys::~Keys() {
  if (is_changed_) tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

char Keys::next() {
  constexpr char kInterrupt = 3;
  constexpr char kEnd = 4;
  char key = 0;
  ssize_t got = 0;
  do {
    got = read(STDIN_FILENO, &key, 1);
  } while (got < 0 && errno == EINTR);
  return got <= 0 || key == kInterrupt || key == kEnd ? 'q' : key;
}

}  // namespace htq::ctl

// What the server tells about each answer, for logs and metrics. Called on the loop's thread; views are good
// for the call.
#pragma once

#include <functional>
#include <string_view>

#include "daemon/http/message.h"

namespace htq::http {

struct Answered {
  std::string_view method;  // empty if the request was not understood
  std::string_view route;   // the pattern; empty if there was none
  int status = 0;
  Duration took{};  // from the complete request to the end of the answer
  Door door = Door::tcp;
  std::string_view failure = {};  // what a handler threw, or that the client left or was cut off
};

using OnAnswered = std::function<void(const Answered&)>;

}  // namespace htq::http

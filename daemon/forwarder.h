// Sends requests on to another daemon and hands back what that one answers. Threads of its own, each with a
// connection that it keeps: the client of http/client.h waits, and the loop's thread must not.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/http/message.h"
#include "projections/fault.h"

namespace htq {

class Forwarder {
 public:
  struct Errand {
    std::string address;  // host and port
    std::string method;
    std::string target;
    http::Headers headers;
    std::string body;
    std::move_only_function<void(Result<http::Response>)> answering;
  };

  explicit Forwarder(std::size_t threads);
  /// What has not been sent is answered with a fault.
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  /// `answering` is called once, on a thread of the forwarder's; at once with a fault of kind overloaded if
  /// too much waits. Any thread.
  void send(Errand errand);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Errand> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace htq

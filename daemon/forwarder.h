// Sends commands on to the daemon that writes (forwarded.h) and hands back what that one answers. Threads of
// its own, each with a connection that it keeps: the client of http/client.h waits, and the loop's thread
// must not.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "daemon/access/caller.h"
#include "daemon/http/message.h"
#include "projections/fault.h"

namespace htq {
namespace http {
class Client;
}
class WayToDaemons;

class Forwarder {
 public:
  struct Errand {
    http::Request request;
    Caller caller;
    std::move_only_function<void(Result<http::Response>)> answering;
  };

  /// `key` is that of signatures. `way` outlives it.
  Forwarder(std::size_t threads, std::string key, const WayToDaemons& way);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  /// Where errands go from now on: host and port; nowhere, if it is empty. What is under way is called off,
  /// to the same address, too: it is answered with a fault, and may have been acted on. What waits goes to
  /// the new one. Any thread.
  void turn_to(std::string address);

  /// `answering` is called once, on any thread: with a fault of kind unavailable if there is no answer to be
  /// had, at once with one of kind overloaded if too much waits. Any thread.
  void send(Errand errand);

  /// What has not been answered is answered with a fault, and so is what comes from now on. Once.
  void stop();

 private:
  struct Hand {
    Hand();
    ~Hand();
    Hand(const Hand&) = delete;
    Hand& operator=(const Hand&) = delete;

    int call_off;  // an eventfd
    bool is_busy = false;
    std::thread thread;
  };

  void run(Hand& hand);
  Result<http::Response> run_errand(http::Client& client, const Errand& errand, std::string_view to) const;
  void call_off_all();

  const std::string key_;
  const WayToDaemons& way_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Errand> waiting_;
  std::string address_;
  std::uint64_t turn_ = 0;  // counts turn_to()
  bool stopping_ = false;
  std::vector<std::unique_ptr<Hand>> hands_;
};

}  // namespace htq

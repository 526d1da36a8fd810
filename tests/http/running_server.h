// A server on a free port of the loopback with routes of the test's own, and what it told about its answers.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/clock.h"
#include "daemon/http/server.h"
#include "tests/http/raw_connection.h"

namespace htq::http {

class RunningServer {
 public:
  struct Told {
    std::string method, route, failure;
    int status = 0;
  };

  explicit RunningServer(Limits limits = {}, const Clock& clock = kClock) {
    server_.emplace(loop_, router_, clock, limits, [this](const Answered& answered) {
      const std::lock_guard lock(mutex_);
      told_.push_back({.method = std::string(answered.method),
                       .route = std::string(answered.route),
                       .failure = std::string(answered.failure),
                       .status = answered.status});
      changed_.notify_all();
    });
  }

  /// Routes are added before.
  void open() { port_ = *server_->listen_tcp("127.0.0.1", 0); }

  RawConnection connect() const { return RawConnection::to_port(port_); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  Loop& loop() { return loop_; }
  Router& router() { return router_; }
  Server& server() { return *server_; }

  /// Everything told so far, once there are `count` of them.
  std::vector<Told> told(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(10), [&] { return told_.size() >= count; }));
    return told_;
  }

  void route(std::string_view method, std::string_view pattern, std::string body) {
    router_.add(method, pattern,
                [body](Request&) -> Awaitable<Response> { co_return Response{.body = body}; });
  }
  /// Answers with the body it got.
  void route_echo(std::string_view pattern, RouteOptions options = {}) {
    router_.add(
        "POST", pattern,
        [](Request& request) -> Awaitable<Response> {
          co_return Response{.body = request.body, .content_type = "text/plain"};
        },
        options);
  }

 private:
  static inline const SystemClock kClock;

  Loop loop_;
  Router router_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Told> told_;
  std::uint16_t port_ = 0;
  std::optional<Server> server_;
};

/// A request line and a Host, and whatever else.
inline std::string get(std::string_view target, std::string_view more_headers = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: here\r\n" + std::string(more_headers) + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body, std::string_view more_headers = "") {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace htq::http

// The HTTP door: listens, runs a session for each connection on the loop, and has each request answered by
// the router's handlers. HTTP/1.1; nothing of it knows what the requests are about.
//
// Any thread but the loop's may call it. Loop, router, clock and gatekeeper outlive it. Destroying it stops
// it at once.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "daemon/clock.h"
#include "daemon/http/answered.h"
#include "daemon/http/gatekeeper.h"
#include "daemon/http/limits.h"
#include "daemon/http/loop.h"
#include "daemon/http/router.h"
#include "daemon/http/tls.h"
#include "projections/fault.h"

namespace htq::http {

class Server {
 public:
  Server(Loop& loop, const Router& router, const Clock& clock, Limits limits = {},
         OnAnswered on_answered = {}, Gatekeeper* gatekeeper = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// From now on whoever connects over TCP speaks TLS; connections that are there go on as they are.
  void use_tls(std::shared_ptr<const TlsContext> tls);
  /// Answers with the port, which is of interest if `port` is 0.
  Result<std::uint16_t> listen_tcp(const std::string& address, std::uint16_t port);
  /// The file is removed at the stop.
  Result<> listen_unix(const std::filesystem::path& path, mode_t mode);
  /// From the next request on, another router answers, behind another gatekeeper. Those before outlive the server, too:
  /// an answer may be under way.
  void turn_to(const Router& router, Gatekeeper* gatekeeper);
  /// Serves a stream socket that is connected already, and owns it from now on: a fuzzer's end of a
  /// socketpair.
  void serve(int connected_socket);

  /// Accepts no more, closes idle connections and streams, lets requests under way finish for `grace`, then
  /// cuts them off. Returns when no session is left.
  void stop(Duration grace);

  std::size_t connections() const;    // any thread, the loop's too
  std::uint64_t turned_away() const;  // connections answered 503 since the start

 private:
  class Doorkeeper;
  std::shared_ptr<Doorkeeper> doorkeeper_;
  Loop& loop_;
};

}  // namespace htq::http

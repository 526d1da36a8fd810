// Whoever started the daemon and watches it, if it asked to be told: systemd's protocol of notices, datagrams
// on the socket that NOTIFY_SOCKET names (sd_notify(3)). By hand, since that is one call of sendto;
// libsystemd would bring half of an init system into the process that holds the secrets.
//
// Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace htq {

class Supervisor {
 public:
  /// As the environment says: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID. Nobody, if it says nothing.
  static Supervisor from_environment();

  /// Lines such as "READY=1". A supervisor that is gone or does not listen is no reason to stop: the notice
  /// is lost.
  void tell(std::string_view lines) const;
  /// How long it waits for "WATCHDOG=1" before it ends the process, if it does.
  std::optional<std::chrono::microseconds> patience() const { return patience_; }

 private:
  std::string socket_;  // empty: nobody
  std::optional<std::chrono::microseconds> patience_;
};

}  // namespace htq

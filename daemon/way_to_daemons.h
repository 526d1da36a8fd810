// How the other daemons of an office are spoken to: over TLS if it is said whom to believe (cluster.ca),
// otherwise in plain. What one of them is asked is signed in either case (forwarded.h).
//
// Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/http/client.h"
#include "projections/fault.h"

namespace htq {

class WayToDaemons {
 public:
  /// In plain.
  WayToDaemons() = default;
  /// `ca`: certificates (PEM) that vouch for them. Empty: in plain.
  static Result<std::unique_ptr<WayToDaemons>> open(const std::filesystem::path& ca);

  /// The certificates again, for who is connected to from now on. A fault leaves those that were read before.
  Result<> read_again();
  /// `address`: host and port; the host is what the certificate there must name.
  Result<http::Client> to(const std::string& address, http::ClientOptions patience) const;

 private:
  std::filesystem::path ca_;
  mutable std::mutex mutex_;
  std::shared_ptr<const http::TlsContext> tls_;
};

}  // namespace htq

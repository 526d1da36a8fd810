// What each caller may ask of the office: requests a second, open streams, and, of those whom nobody knows,
// the size of what they send. Whoever is not known is counted by address.
//
// The loop's thread. The identity outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "daemon/access/buckets.h"
#include "daemon/access/identity.h"
#include "daemon/http/gatekeeper.h"

namespace htq {

class Gate final : public http::Gatekeeper {
 public:
  struct Options {
    Buckets::Rate callers;
    Buckets::Rate anonymous;
    std::uint64_t anonymous_body_bytes = 0;
    std::uint64_t streams = 0;  // of one caller; 0: no limit
    /// Whether another daemon of the office hands it on: then its gate has let it in.
    std::function<bool(const http::Request&)> was_counted = [](const http::Request&) { return false; };
  };

  Gate(const Identity& identity, Options options);

  http::Admitted admit(const http::Request& request) override;
  std::expected<std::shared_ptr<void>, http::Response> open_stream(const http::Request& request) override;

 private:
  const Identity& identity_;
  Options options_;
  Buckets callers_;
  Buckets anonymous_;
  /// Outlives the gate while a stream is open.
  std::shared_ptr<std::unordered_map<std::string, std::uint64_t>> streams_;
};

}  // namespace htq

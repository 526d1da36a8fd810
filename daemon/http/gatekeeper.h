// Whether a request may come in, asked when its head is read and before any of its body is; and whether one
// more stream may be open. The loop's thread; it outlives the server.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>

#include "daemon/http/message.h"

namespace htq::http {

struct Admitted {
  std::optional<Response> refusal{};
  std::optional<std::uint64_t> body_bytes{};  // at most, whatever the route allows
};

class Gatekeeper {
 public:
  virtual ~Gatekeeper() = default;
  /// Not asked for routes that always answer.
  virtual Admitted admit(const Request& request) = 0;
  /// The stream's place, given up when nobody holds it any more.
  virtual std::expected<std::shared_ptr<void>, Response> open_stream(const Request& request) = 0;
};

}  // namespace htq::http

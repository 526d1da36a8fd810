// A command that one daemon hands on to the one that writes: the request as it came, and a header that only a
// daemon of the office can have made.
//
//   Htqd-Forwarded: v1 RECEIVED SENT NONCE SIGNATURE
//
// RECEIVED and SENT are nanoseconds since 1970: when its last byte reached the first daemon, and when that
// one sent it on. NONCE is 32 hexadecimal digits. SIGNATURE, 64 of them, is BLAKE2b keyed with the secret of
// the cluster, over the method, the target, every header that decides something (who calls among them), the
// body, and those three. So the instant that deadlines are judged by can be neither made up nor moved, and
// nothing is taken twice.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/message.h"
#include "daemon/random.h"

namespace htq {

inline constexpr std::string_view kForwardedHeader = "htqd-forwarded";

/// How far the clocks of two daemons may lie apart, and how long a signature is good for.
inline constexpr Duration kClockTolerance = std::chrono::seconds(5);

/// The headers of a command that decide something; what else came stays behind.
http::Headers headers_to_forward(const http::Request& request);

/// The value of the header.
std::string sign_forwarded(const http::Request& request, Instant sent, std::string_view key, Random& random);

/// Checks what comes in. One for a daemon; any thread.
class ForwardedCheck {
 public:
  explicit ForwardedCheck(std::string key) : key_(std::move(key)) {}

  /// When the request reached the first daemon; nothing: it is not to be believed.
  std::optional<Instant> received_at(const http::Request& request, Instant now);

 private:
  const std::string key_;
  std::mutex mutex_;
  std::map<std::string, Instant> seen_;  // nonces, until their signature is too old
};

}  // namespace htq

// A command that one daemon hands on to the one that writes: the request as it came but for its token, and a
// header that only a daemon of the office can have made.
//
//   Htqd-Forwarded: v2 RECEIVED SENT NONCE CALLER BODY SIGNATURE
//
// RECEIVED and SENT are nanoseconds since 1970: when its last byte reached the first daemon, and when that
// one sent it on. NONCE is 16 bytes, BODY the hash of the body; both, and the signature, in hexadecimal
// digits. CALLER is who the first daemon found to be calling, by whatever was proved to it there: subject,
// organisation, id of the token and roles, base64url, with dots between. SIGNATURE is BLAKE2b keyed with a
// key of the cluster's secret, over the method, the target, every header that decides something, whom it is
// sent to, and all of the header before it. So what proves who somebody is stays where it was shown; nobody's
// name and no instant that deadlines are judged by can be made up or changed; nothing is taken twice.
#pragma once

#include <deque>
#include <expected>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "daemon/access/caller.h"
#include "daemon/http/message.h"
#include "daemon/random.h"

namespace htq {

inline constexpr std::string_view kForwardedHeader = "htqd-forwarded";

/// How far the clocks of two daemons may lie apart, and how long a signature is good for.
inline constexpr Duration kClockTolerance = std::chrono::seconds(5);

/// The headers of a command that decide something; what else came stays behind, and what proves who calls.
http::Headers headers_to_forward(const http::Request& request);

/// The value of the header. `to` is the address of the daemon that it is sent to.
std::string sign_forwarded(const http::Request& request, const Caller& caller, std::string_view to,
                           Instant sent, std::string_view key, Random& random);

/// Checks what comes in. One for a daemon; any thread.
class ForwardedCheck {
 public:
  ForwardedCheck(std::string key, std::string own_address)
      : key_(std::move(key)), own_address_(std::move(own_address)) {}

  struct HandedOn {
    Caller caller;
    Instant received_at;  // by the first daemon
  };
  enum class Doubt {
    forged,       // or altered, or for another daemon
    out_of_time,  // signed too long ago, or by a clock that differs too much
    used,
  };

  /// Whether a daemon of this office signed that head a moment ago. Of the body nothing is known yet.
  bool has_a_signed_head(const http::Request& request, Instant now) const;
  /// The whole request, once.
  std::expected<HandedOn, Doubt> take(const http::Request& request, Instant now);

 private:
  struct Head;
  std::expected<Head, Doubt> read(const http::Request& request, Instant now) const;
  bool is_new(const std::string& nonce, Instant now);

  const std::string key_;
  const std::string own_address_;
  std::mutex mutex_;
  std::unordered_set<std::string> seen_;  // nonces, until their signatures are too old
  std::deque<std::pair<Instant, std::string>> seen_at_;
};

}  // namespace htq

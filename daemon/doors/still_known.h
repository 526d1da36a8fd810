// Whether whoever opened a stream may go on reading it: a token is taken back or runs out, roles change, a
// certificate's line goes, while the stream is open.
//
// Of one stream; the loop's thread. Doors and request outlive it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "daemon/access/caller.h"
#include "daemon/doors/door.h"

namespace htq {

class StillKnown {
 public:
  /// That caller opened it.
  StillKnown(const Doors& doors, const http::Request& request, Caller caller)
      : doors_(doors), request_(request), caller_(std::move(caller)) {}

  enum class Look { sometimes, now };
  /// Why it goes on no more. `sometimes`: what was found out is good for a second, if no token, caller or key
  /// was read anew meanwhile; a signature is dear, and a stream may have very much to tell.
  std::optional<http::Response> no_more(Look look);

 private:
  const Doors& doors_;
  const http::Request& request_;
  Caller caller_;
  std::uint64_t changes_ = 0;
  std::chrono::steady_clock::time_point looked_{};  // not yet
};

}  // namespace htq

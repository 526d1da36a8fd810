// Who is calling: by what a request proves. A token that is sent decides alone, so that nobody who sends one
// acts as somebody else; without one, the certificate that the client showed; behind the Unix socket, the
// user of this machine.
//
// Any thread. What it is made of outlives it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "daemon/access/caller.h"
#include "daemon/access/callers.h"
#include "daemon/access/oidc.h"
#include "daemon/access/tokens.h"
#include "daemon/http/message.h"

namespace htq {

class Identity {
 public:
  /// Without callers or provider nobody is known by them.
  explicit Identity(const Tokens& tokens, const Callers* callers = nullptr,
                    const OidcTokens* provider = nullptr)
      : tokens_(tokens), callers_(callers), provider_(provider) {}

  /// Otherwise why nobody is known, in words that hold nothing of what was sent.
  std::expected<Caller, std::string> caller(const http::Request& request) const;

  /// How often what it is made of was read anew: who was known may be so no more, or be somebody else.
  std::uint64_t changes() const;

 private:
  const Tokens& tokens_;
  const Callers* callers_;
  const OidcTokens* provider_;
};

}  // namespace htq

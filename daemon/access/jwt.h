// A signed token (RFC 7515, 7519; RFC 8725 for what goes wrong) as far as it can be judged without knowing
// what its claims mean: its shape and its signature. Pure: any thread.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "daemon/access/jwks.h"

namespace htq {

/// Whether a bearer token is of this kind at all.
bool looks_like_jwt(std::string_view token);

/// The bytes of its claims, if one of the keys has signed them. Otherwise why not, in words that hold nothing
/// of the token.
std::expected<std::string, std::string> verified_claims(std::string_view token, std::span<const JwtKey> keys);

}  // namespace htq

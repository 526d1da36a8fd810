// The keys of an identity provider: a JWK set (RFC 7517) in a file. Each key has one algorithm, by what it
// is; what a token says of its algorithm is held against that and chooses nothing. Values; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "projections/fault.h"

struct evp_pkey_st;

namespace htq {

enum class JwtAlgorithm { rs256, es256, eddsa };

std::string_view name_of(JwtAlgorithm algorithm);  // as the header of a token has it

struct JwtKey {
  std::string id;
  JwtAlgorithm algorithm;
  std::shared_ptr<evp_pkey_st> key;
};

/// RSA of 2048 bits and more (RS256), P-256 (ES256), Ed25519 (EdDSA). Keys of other kinds, for encryption or
/// without an id are passed over, as providers publish them, too; a set without a key that can be used is a
/// fault, and so is a key that is malformed, private, or of an id that is there twice.
Result<std::vector<JwtKey>> parse_jwks(std::string_view path, std::string_view bytes);

}  // namespace htq

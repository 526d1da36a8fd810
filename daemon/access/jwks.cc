#include "daemon/access/jwks.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <optional>

#include "daemon/access/base64url.h"
#include "daemon/access/strict_json.h"
#include "daemon/spelling.h"

namespace htq {
namespace {

constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;  // a larger one would make each token slow to verify
constexpr std::size_t kCoordinate = 32;
constexpr std::size_t kLongestId = 256;

using Key = std::shared_ptr<EVP_PKEY>;
using Params = std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)>;
using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

struct Member {
  const simdjson::dom::object& jwk;

  std::optional<std::string_view> text(std::string_view name) const {
    std::string_view value;
    if (jwk.at_key(name).get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
  }
  std::optional<std::string> bytes(std::string_view name) const {
    const auto value = text(name);
    return value && !value->empty() ? from_base64url(*value) : std::nullopt;
  }
};

Key made_of(const char* kind, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder), &OSSL_PARAM_free);
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr), &EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    key = nullptr;
  ERR_clear_error();
  return Key(key, &EVP_PKEY_free);
}

/// Whether it is a point of its curve, and the like.
bool holds(const Key& key) {
  if (!key) return false;
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), &EVP_PKEY_CTX_free);
  const bool is_good = context && EVP_PKEY_public_check(context.get()) == 1;
  ERR_clear_error();
  return is_good;
}

Number number(const std::string& bytes) {
  return {BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()),
                    nullptr),
          &BN_free};
}

Key rsa_key(const Member& member) {
  const auto n = member.bytes("n");
  const auto e = member.bytes("e");
  if (!n || !e) return nullptr;
  const Number modulus = number(*n);
  const Number exponent = number(*e);
  if (BN_num_bits(modulus.get()) < kLeastRsaBits || BN_num_bits(modulus.get()) > kMostRsaBits ||
      BN_num_bits(exponent.get()) > 32 || !BN_is_odd(exponent.get()) || BN_is_one(exponent.get()))
    return nullptr;
  const Builder builder(OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return made_of("RSA", builder.get());
}

Key p256_key(const Member& member) {
  const auto x = member.bytes("x");
  const auto y = member.bytes("y");
  if (!x || !y || x->size() != kCoordinate || y->size() != kCoordinate) return nullptr;
  const std::string point = "\x04" + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return made_of("EC", builder.get());
}

Key ed25519_key(const Member& member) {
  const auto x = member.bytes("x");
  if (!x || x->size() != kCoordinate) return nullptr;
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                              reinterpret_cast<const unsigned char*>(x->data()), x->size());
  ERR_clear_error();
  return Key(key, &EVP_PKEY_free);
}

std::optional<JwtAlgorithm> algorithm_of(const Member& member) {
  const auto kind = member.text("kty");
  const auto curve = member.text("crv");
  if (kind == "RSA") return JwtAlgorithm::rs256;
  if (kind == "EC" && curve == "P-256") return JwtAlgorithm::es256;
  if (kind == "OKP" && curve == "Ed25519") return JwtAlgorithm::eddsa;
  return std::nullopt;
}

Key key_of(JwtAlgorithm algorithm, const Member& member) {
  switch (algorithm) {
    case JwtAlgorithm::rs256: return rsa_key(member);
    case JwtAlgorithm::es256: return p256_key(member);
    case JwtAlgorithm::eddsa: return ed25519_key(member);
  }
  return nullptr;
}

}  // namespace

std::string_view name_of(JwtAlgorithm algorithm) {
  switch (algorithm) {
    case JwtAlgorithm::rs256: return "RS256";
    case JwtAlgorithm::es256: return "ES256";
    case JwtAlgorithm::eddsa: return "EdDSA";
  }
  return "";
}

Result<std::vector<JwtKey>> parse_jwks(std::string_view path, std::string_view bytes) {
  const auto wrong = [&](std::string_view what) {
    return fault(FaultKind::bad_input, fmt::format("{}: {}", path, what));
  };
  const auto json = StrictJson::parse(bytes);
  const auto set = json ? json->find("keys") : std::nullopt;
  simdjson::dom::array listed;
  if (!set || set->get(listed) != simdjson::SUCCESS)
    return wrong("is no JWK set: one JSON object with an array \"keys\", no name twice");
  std::vector<JwtKey> keys;
  for (const auto& element : listed) {
    simdjson::dom::object jwk;
    if (element.get(jwk) != simdjson::SUCCESS) return wrong("a key of the set is no object");
    const Member member{jwk};
    const auto id = member.text("kid");
    const auto algorithm = algorithm_of(member);
    const std::string shown = id ? printable(id->substr(0, kLongestId)) : "without an id";
    if (member.text("d") || member.text("k"))
      return wrong(fmt::format("the key {} is a secret one: publish its public half alone", shown));
    const bool is_for_another_use =
        member.text("use").value_or("sig") != "sig" ||
        (algorithm && member.text("alg").value_or(name_of(*algorithm)) != name_of(*algorithm));
    if (!id || id->empty() || id->size() > kLongestId || !algorithm || is_for_another_use) continue;
    Key key = key_of(*algorithm, member);
    if (!holds(key))
      return wrong(fmt::format("the key {} is malformed or too weak for {}", shown, name_of(*algorithm)));
    if (std::ranges::count(keys, *id, &JwtKey::id) != 0)
      return wrong(fmt::format("the key {} is there twice", shown));
    keys.push_back({.id = std::string(*id), .algorithm = *algorithm, .key = std::move(key)});
  }
  if (keys.empty()) return wrong("holds no key with an id for RS256, ES256 or EdDSA");
  return keys;
}

}  // namespace htq

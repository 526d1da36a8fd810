#include "daemon/access/jwt.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>

#include "daemon/access/base64url.h"
#include "daemon/access/strict_json.h"

namespace htq {
namespace {

constexpr std::size_t kLongest = 12 << 10;
constexpr std::size_t kEs256Bytes = 64;  // r and s, 32 bytes each

/// OpenSSL wants a signature of ECDSA in DER, a token has the two numbers side by side.
std::string der_of(std::string_view signature) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), &ECDSA_SIG_free);
  ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  std::string text(reinterpret_cast<const char*>(der), size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(der);
  return text;
}

bool is_signed_by(const JwtKey& key, std::string_view text, std::string signature) {
  if (key.algorithm == JwtAlgorithm::es256) {
    if (signature.size() != kEs256Bytes) return false;
    signature = der_of(signature);
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const EVP_MD* digest = key.algorithm == JwtAlgorithm::eddsa ? nullptr : EVP_sha256();
  const bool holds = EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.key.get()) == 1 &&
                     EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                                      signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                                      text.size()) == 1;
  ERR_clear_error();
  return holds;
}

bool is_access_token(std::string_view type) {
  // "JWT" is what most providers write, "at+jwt" what RFC 9068 asks for. An identity token of another type, a
  // logout token, a proof is no way in.
  const auto same = [&](std::string_view name) {
    return std::ranges::equal(type, name,
                              [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
  };
  return same("jwt") || same("at+jwt") || same("application/at+jwt");
}

}  // namespace

bool looks_like_jwt(std::string_view token) {
  return std::ranges::count(token, '.') == 2;
}

std::expected<std::string, std::string> verified_claims(std::string_view token,
                                                        std::span<const JwtKey> keys) {
  const auto no = [](std::string_view why) { return std::unexpected(std::string(why)); };
  if (token.size() > kLongest) return no("The token is longer than 12 KiB.");
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (!looks_like_jwt(token)) return no("The token has not three parts.");
  const auto head_bytes = from_base64url(token.substr(0, first));
  const auto head = head_bytes ? StrictJson::parse(*head_bytes) : std::nullopt;
  if (!head) return no("The head of the token cannot be read.");
  // What the head adds to the meaning of a token must be understood, and none of it is (RFC 7515 4.1.11).
  if (head->find("crit")) return no("The token asks for extensions that are not known here.");
  if (head->find("typ") && !is_access_token(head->text("typ").value_or("")))
    return no("The token is of another type than an access token.");
  const auto id = head->text("kid");
  if (!id) return no("The token does not name the key that signed it.");
  const auto key = std::ranges::find(keys, *id, &JwtKey::id);
  if (key == keys.end()) return no("The key that the token names is not known here.");
  if (head->text("alg") != name_of(key->algorithm))
    return no("The token names another algorithm than its key has.");
  auto signature = from_base64url(token.substr(second + 1));
  if (!signature || !is_signed_by(*key, token.substr(0, second), std::move(*signature)))
    return no("The signature of the token does not hold.");
  auto claims = from_base64url(token.substr(first + 1, second - first - 1));
  if (!claims) return no("The claims of the token cannot be read.");
  return *std::move(claims);
}

}  // namespace htq

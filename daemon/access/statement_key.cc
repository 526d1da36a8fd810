#include "daemon/access/statement_key.h"

#include <sodium.h>

namespace htq {
namespace {

constexpr std::string_view kPurpose = "signatures of statements";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

StatementKey::StatementKey(std::string_view data_key) : public_(crypto_sign_PUBLICKEYBYTES, '\0') {
  static_assert(crypto_sign_SECRETKEYBYTES == std::tuple_size_v<decltype(secret_)>);
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed;
  crypto_generichash(seed.data(), seed.size(), bytes_of(kPurpose), kPurpose.size(), bytes_of(data_key),
                     data_key.size());
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(public_.data()), secret_.data(), seed.data());
  sodium_memzero(seed.data(), seed.size());
}

StatementKey::~StatementKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

std::string StatementKey::sign(std::string_view statement) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, bytes_of(statement),
                       statement.size(), secret_.data());
  return signature;
}

}  // namespace htq

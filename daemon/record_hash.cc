#include "daemon/record_hash.h"

#include <openssl/evp.h>

#include <memory>

#include "domain/ensure.h"

namespace htq {

std::string record_hash(std::string_view record) {
  // One context for each thread, reused: a new one costs more than the hash of a record.
  static thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                            &EVP_MD_CTX_free);
  std::string hash(32, '\0');
  unsigned int length = 0;
  const bool done =
      EVP_DigestInit_ex2(context.get(), EVP_sha256(), nullptr) == 1 &&
      EVP_DigestUpdate(context.get(), record.data(), record.size()) == 1 &&
      EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(hash.data()), &length) == 1;
  ensure(done && length == hash.size(), "SHA-256 works");
  return hash;
}

}  // namespace htq

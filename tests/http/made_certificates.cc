#include "tests/http/made_certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>

#include "domain/ensure.h"

namespace htq::http {
namespace {

constexpr long kDay = 24L * 60 * 60;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const std::filesystem::path& path, mode_t mode) {
  ::umask(077);
  File file(std::fopen(path.c_str(), "w"), &std::fclose);
  ensure(file != nullptr && ::chmod(path.c_str(), mode) == 0, "a test can write its files");
  return file;
}

}  // namespace

MadeCertificates::MadeCertificates() : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free) {
  certificate_ = sign(key_, "Made-up authority", "");
  PEM_write_X509(open_file(authority(), 0644).get(), certificate_.get());
}

MadeCertificates::Files MadeCertificates::issue(const std::string& name, const std::string& names) {
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::string stem = std::to_string(serial_ + 1);
  Files files{.certificate = directory_.path() / (stem + ".pem"), .key = directory_.path() / (stem + ".key")};
  PEM_write_X509(open_file(files.certificate, 0644).get(), sign(key, name, names).get());
  PEM_write_PrivateKey(open_file(files.key, 0600).get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return files;
}

MadeCertificates::Certificate MadeCertificates::sign(const Key& key, const std::string& name,
                                                     const std::string& names) {
  Certificate made(X509_new(), &X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), kDay);
  X509_set_pubkey(made.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* issuer = certificate_ ? certificate_.get() : made.get();
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
  const auto add = [&](int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, made.get(), nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    ensure(extension != nullptr, "the extension is one");
    X509_add_ext(made.get(), extension, -1);
    X509_EXTENSION_free(extension);
  };
  add(NID_basic_constraints, certificate_ ? "critical,CA:FALSE" : "critical,CA:TRUE");
  if (!names.empty()) add(NID_subject_alt_name, names);
  ensure(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0, "a certificate can be signed");
  return made;
}

}  // namespace htq::http
